/**
 * Completes package-lock.json with the optional packages of other platforms that the registry in use did not show: without a row for
 * each, `npm ci` calls the lock file out of date. Run after `npm install` where a mirror serves only its own platform.
 * The rows have no integrity: npm takes it from the registry where such a package is really installed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './run.mjs';

const file = join(root, 'package-lock.json');
const lock = JSON.parse(await readFile(file, 'utf8'));
const systems = ['darwin', 'win32', 'linux', 'freebsd', 'android', 'openharmony', 'aix', 'sunos', 'netbsd', 'openbsd'];
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32', 'mips64el'];
let added = 0;

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries({ ...entry.optionalDependencies })) {
    if (isThere(path, name)) continue;
    const words = name.split(/[/-]/);
    const os = words.filter((word) => systems.includes(word));
    const cpu = words.filter((word) => processors.includes(word));
    lock.packages[`node_modules/${name}`] = {
      version: String(range).replace(/^[^0-9]*/, ''),
      ...(cpu.length ? { cpu } : {}),
      ...(entry.dev ? { dev: true } : {}),
      license: entry.license,
      optional: true,
      ...(os.length ? { os } : {}),
    };
    added += 1;
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
lock.packages = Object.fromEntries(sorted);
await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} rows added\n`);

/** As Node resolves it: in the package's own node_modules or in one above it. */
function isThere(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}
