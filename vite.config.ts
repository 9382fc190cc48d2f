import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The window's page: one build for the browser host and for Electron. */
export default defineConfig({
  root: 'src-renderer',
  base: './',
  plugins: [svelte()],
  build: {
    // The oldest Electron that is tested with.
    target: 'chrome114',
    // No data: addresses, no inline scripts: the page's policy allows neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    rolldownOptions: {
      // The contract's schemas are read where requests arrive: the page takes of it what it names, and no schema.
      treeshake: { moduleSideEffects: (id) => !id.includes('/src-main/contract/') },
      // Not worth a line: how long each plugin took.
      checks: { pluginTimings: false },
    },
  },
});
