#!/usr/bin/env node
// Committed and executable, so that npm links it before anything is built (tools/programs.spec.ts).
await import('../dist/main.js').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error(
    `cardwright-bootstrap is not built. Run in the checkout: npm ci && npm run build (npm start does both)\n${error.message}`,
  );
  process.exitCode = 1;
});
