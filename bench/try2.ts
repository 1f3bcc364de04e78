import { startBundled } from './start-sink.ts';
import { runProgram } from './programs.ts';
const sink = await startBundled(false);
for (const connections of [16, 4, 1, 16]) console.log(connections, await runProgram('baseline', { host: sink.host, port: sink.port, connections, count: 8000 }));
await sink.stop();
