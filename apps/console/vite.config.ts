/**
 * Builds the console to dist, which the gateway serves under a policy that allows our own files only. Libraries come in as sources
 * (condition `@cardwright/source`), so that a build needs nothing built before it.
 */
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { classOf } from './build/class-of.js';
import { manuals } from './build/manuals.js';
import { removeStaleAssets } from './build/remove-stale-assets.js';

/** Where `npm run dev` finds a running gateway. */
const gateway = 'http://127.0.0.1:7800';

/** The old build is served until the new one is there: files are added first, and removed once nothing names them. */
const keepServing = (): Plugin => ({
  name: 'cardwright:keep-serving',
  apply: 'build',
  writeBundle: ({ dir }, bundle) => removeStaleAssets(dir!, Object.keys(bundle)),
});

export default defineConfig({
  plugins: [react(), manuals(), keepServing()],
  resolve: { conditions: ['@cardwright/source', 'module', 'browser'] },
  css: { modules: { generateScopedName: classOf } },
  build: {
    target: 'es2022',
    emptyOutDir: false,
    // No inline script and no data: module: the policy would refuse them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'sealing', test: /node_modules\/(jose|@noble)\/|libs\/sealing\// },
          ],
        },
      },
    },
  },
  server: { proxy: Object.fromEntries(['/api', '/auth', '/codec'].map((path) => [path, gateway])) },
});
