import preset from './jest.preset.js';

export default {
  ...preset,
  rootDir: '.',
  testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/test/gnome/', '/test/keycloak/', '/test/windows/'],
};
