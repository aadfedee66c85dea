/**
 * What of the checkout the agent needs at run time: its compiled code, the workspaces that it names, and the packages of package-lock.json that these
 * need on this platform. No sources, types, maps or documentation.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { root } from '../setup/run.mjs';

/** @typedef {{ link?: boolean, resolved?: string, version?: string, license?: string, dependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string> }} LockRow */

const agent = 'apps/device-edge';
/** Loaded there alone (apps/device-edge/src/platform-webauthn). */
const windowsOnly = new Set(['koffi']);

/** Copies them below `folder`, as they lie in the checkout. @param {string} folder @returns {Promise<{ path: string, name: string, version: string, license: string }[]>} the packages of others */
export async function copyAgent(folder) {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  /** @type {Map<string, LockRow>} */
  const needed = new Map();
  need(agent, packages, needed);
  const foreign = [];
  for (const path of [...needed.keys()].sort()) {
    const row = /** @type {LockRow} */ (needed.get(path));
    if (row.link) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await symlink(relative(dirname(path), /** @type {string} */ (row.resolved)), join(folder, path));
    } else if (path.includes('node_modules/')) {
      await copyTree(join(root, path), join(folder, path), {
        without: notNeeded,
        isWanted: (file) => !documents.test(file),
        isForHere: (name) => !prebuilt.test(name) || name.endsWith(`-linux-${process.arch}`),
      });
      foreign.push({ path, name: nameOf(path), version: row.version ?? '', license: row.license ?? 'unknown' });
    } else {
      await mkdir(join(folder, path), { recursive: true });
      await cp(join(root, path, 'package.json'), join(folder, path, 'package.json'));
      await copyTree(join(root, path, 'dist'), join(folder, path, 'dist'), {
        isWanted: (file) => file.endsWith('.js'),
      });
    }
  }
  return foreign;
}

/** @param {string} path */
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** @param {string} path @param {Record<string, LockRow>} packages @param {Map<string, LockRow>} needed */
function need(path, packages, needed) {
  const row = packages[path];
  if (row === undefined || needed.has(path)) return;
  needed.set(path, row);
  if (row.link) return need(/** @type {string} */ (row.resolved), packages, needed);
  for (const name of Object.keys({ ...row.dependencies, ...row.optionalDependencies })) {
    if (windowsOnly.has(name)) continue;
    const found = resolve(path, name, packages);
    const isOptional = row.optionalDependencies?.[name] !== undefined;
    // Optional ones of other platforms are in the lock file and not on the disk.
    if (found !== undefined && existsSync(join(root, found))) need(found, packages, needed);
    else if (!isOptional) throw new Error(`${path} needs ${name}, which is not installed: run npm ci`);
  }
}

/** As Node looks for it. @param {string} from @param {string} name @param {Record<string, LockRow>} packages */
function resolve(from, name, packages) {
  for (let at = from; ; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '') {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (!at.endsWith('node_modules') && packages[path] !== undefined) return path;
    if (at === '') return undefined;
  }
}

/** And what native parts are compiled from. */
const documents = /(\.(md|markdown|map|ts|mts|cts|tsbuildinfo|ya?ml|c|cc|h|gypi?)|^\..*)$/i;
/** Folders of native parts that a package brings for many systems (node-hid). */
const prebuilt = /-(linux|darwin|win32)-[a-z0-9]+(-musl)?$/;
/** Directly in a package; deeper down a folder of such a name may be code. */
const notNeeded = new Set([
  'node_modules',
  'test',
  'tests',
  '__tests__',
  'docs',
  'doc',
  'example',
  'examples',
  'benchmark',
  'hidapi',
]);

/** @param {string} from @param {string} to @param {{ without?: Set<string>, isWanted: (file: string) => boolean, isForHere?: (folder: string) => boolean }} rules */
async function copyTree(from, to, { without, isWanted, isForHere = () => true }) {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      if (without?.has(entry.name) || entry.name.startsWith('.') || !isForHere(entry.name)) continue;
      await copyTree(source, target, { isWanted, isForHere });
    } else if (entry.isFile() && isWanted(entry.name)) {
      await mkdir(to, { recursive: true });
      await cp(source, target);
    }
  }
}
