import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `npm run build`: writes web/dist, which the server serves at /app.
// `npx vite web`: the same with hot reload, beside a server on port 3000.
const API = process.env.PRESSRUN_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [react()],
  build: {
    ...{ outDir: 'dist', emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
    // The editor is larger, and loaded by the pages that have one.
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '^/(?!app/)': { target: API, changeOrigin: false } } },
});
