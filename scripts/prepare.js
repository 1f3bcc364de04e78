// Runs after `npm ci`: builds the dashboard. Plain JavaScript: it runs on whatever Node npm has. Without
// development dependencies there is nothing to build it with; a container image brings web/dist along.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url));
if (existsSync(vite)) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  console.log('vite is not installed: the dashboard is not built');
}
