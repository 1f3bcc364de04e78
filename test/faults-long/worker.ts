import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { startApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';

// `pressrun worker` with a shorter lease (seconds, the only argument), so that three hundred kills
// take minutes. It loads, says so, and starts when it is spoken to: loading takes longer than all
// else, and the next one can do it while the last one still works.

const leaseSeconds = Number(process.argv[2]);
const config = await readConfig();
// Usually written at the end, which a killed process doesn't have; it halves the time of loading.
flushCompileCache();
console.log('loaded');
await once(process.stdin, 'data');
// Whoever started it is gone: nobody would ever end it.
process.stdin.on('end', () => process.exit(1));
await startApp(config, 'worker', createLog(config.logLevel), { leaseSeconds });
console.log('ready');
