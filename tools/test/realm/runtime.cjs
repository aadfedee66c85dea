/** Jest's runtime, but that Node itself loads the CommonJS packages: once for all spec files of a worker. Nobody mocks one. */
const { createRequire, isBuiltin } = require('node:module');
const { isAbsolute, sep } = require('node:path');
const Runtime = require('jest-runtime').default;

const inPackages = `${sep}node_modules${sep}`;

exports.default = class extends Runtime {
  requireModuleOrMock(from, moduleName) {
    const path = isAbsolute(moduleName) ? moduleName : resolved(from, moduleName);
    return path?.includes(inPackages) ? require(path) : super.requireModuleOrMock(from, moduleName);
  }
};
exports.__esModule = true;

/** undefined: what Node alone does not find, such as a source of ours, or what it has itself. */
function resolved(from, moduleName) {
  if (isBuiltin(moduleName) || moduleName === '@jest/globals') return undefined;
  try {
    return createRequire(from).resolve(moduleName);
  } catch {
    return undefined;
  }
}
