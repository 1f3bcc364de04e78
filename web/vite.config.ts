import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// `npm run build`: writes web/dist, which the server serves at /app.
// `npx vite web`: the same with hot reload, beside a server on port 3000.
const API = process.env.PRESSRUN_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [react(), compressed()],
  build: {
    ...{ outDir: 'dist', emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
    // The editor is larger, and loaded by the pages that have one.
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '^/(?!app/)': { target: API, changeOrigin: false } } },
});

/** Lays a compressed copy beside each script and style, which the server sends: a third of the size. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      for (const file of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))) {
        const path = join(dir!, file);
        await writeFile(`${path}.gz`, await promisify(gzip)(await readFile(path), { level: 9 }));
      }
    },
  };
}
