import { fileURLToPath } from 'node:url';

const ofTests = (name) => fileURLToPath(new URL(`tools/test/${name}`, import.meta.url));

// One jest set-up for the whole tree: ESM, swc, and sources instead of dist (docs/decisions/0001).
export default {
  testEnvironment: ofTests('realm/environment.mjs'),
  runtime: ofTests('realm/runtime.cjs'),
  testSequencer: ofTests('sequencer.mjs'),
  // Real servers and slow machines: a hung test fails all the same, a slow one does not.
  testTimeout: 60_000,
  testEnvironmentOptions: {
    customExportConditions: ['@cardwright/source', 'node', 'node-addons'],
  },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/(apps|libs)/[^/]+/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
