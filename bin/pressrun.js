#!/usr/bin/env node
// Plain old JavaScript: it has to run on any Node, to say which one is needed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major >= NEEDED) {
  const { main } = await import('../src/main.ts');
  await main(process.argv.slice(2));
} else {
  const bundled = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (existsSync(bundled)) runWith(bundled);
  else {
    console.error(
      `Pressrun needs Node ${NEEDED} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
        'Install Node 24, or run "npm ci" with development dependencies: it brings one along.',
    );
    process.exitCode = 1;
  }
}

/** The same command on the Node that npm installed here, as if it had been called directly. */
function runWith(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code ?? 1;
  });
}
