import { join } from 'node:path';
import { defineConfig } from 'vite';
import { keepBudgets } from './budget.ts';
import { buildLoader } from './build-loader.ts';

/**
 * A strict content security policy (`script-src 'self'; style-src 'self'`) must hold: no inline scripts or styles, no
 * data URLs, and no source maps next to the page.
 */
export default defineConfig({
  root: import.meta.dirname,
  // Also where a test builds: the budgets are for what people fetch, without source positions in every element.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  plugins: [buildLoader(), keepBudgets()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, 'index.html'),
        panel: join(import.meta.dirname, 'panel.html'),
      },
    },
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // twilio-sync ships as one file of about 330 kB; it loads after sign-in.
    chunkSizeWarningLimit: 400,
  },
});
