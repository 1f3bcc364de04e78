// Runs after `npm ci`: builds the dashboard. Plain JavaScript: it runs on whatever Node npm has. Without
// development dependencies there is nothing to build it with; a container image brings web/dist along. A
// failed build doesn't undo the installation: everything else works, and /app says what to do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url));
if (!existsSync(vite)) {
  console.log('vite is not installed: the dashboard is not built');
} else if (spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' }).status !== 0) {
  console.error('The dashboard could not be built: see above, then run "npm run build".');
}
