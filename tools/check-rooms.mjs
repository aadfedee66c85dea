/**
 * Checks every import of the tree against tools/rooms.mjs, and that what is imported is declared in that package's own package.json
 * (npm's hoisting would hide a missing one). Also: only specs import @cardwright/testing, no app imports another, and inside an app a folder
 * imports the folders that its row names.
 * `node tools/check-rooms.mjs` prints one line per violation and ends with 1 when there is one.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root as checkout } from './setup/run.mjs';
import { appFolders, rooms } from './rooms.mjs';

/** @typedef {{ specifier: string, typeOnly: boolean, line: number }} Import */

const importPattern =
  /(?:^|\n)[ \t]*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;

/** Every import, re-export and dynamic import of a source text. @param {string} text @returns {Import[]} */
export function importsOf(text) {
  // Comments often quote imports; none of our strings do.
  const code = text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/.*$/gm, '$1');
  return [...code.matchAll(importPattern)].map((match) => ({
    specifier: match[2] ?? match[3] ?? '',
    typeOnly:
      match[1] !== undefined ||
      /^\s*(?:import|export)\s*\{\s*(?:type\s+\w+(?:\s+as\s+\w+)?\s*,?\s*)+\}/.test(match[0].trim()),
    line: code.slice(0, match.index + 1).split('\n').length,
  }));
}

/** `@cardwright/x/y/z` -> `x/y/z`; anything else undefined. @param {string} specifier */
const ours = (specifier) => (specifier.startsWith('@cardwright/') ? specifier.slice('@cardwright/'.length) : undefined);
const packageOf = (/** @type {string} */ specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** The first row that matches. @param {string} file */
export const roomOf = (file) => rooms.find(({ files }) => files.some((glob) => matches(file, glob)));

/**
 * What is wrong with one import of one file; undefined when nothing is.
 * @param {string} file  path below the root, with `/`
 * @param {Import} given
 * @param {{ dependencies?: Record<string, string>, name?: string }} manifest  of the file's package
 * @returns {string | undefined}
 */
export function violation(file, { specifier, typeOnly }, manifest) {
  const room = roomOf(file);
  if (!room) return undefined;
  const says = `${room.name} may not import ${specifier} (${room.why})`;
  const entry = ours(specifier);
  if (specifier.startsWith('.')) return relativeViolation(file, specifier, typeOnly, room);
  if (entry !== undefined) {
    if (entry.startsWith('testing/')) return 'only specs import @cardwright/testing';
    const allowed = room.workspace.some((may) => may === '*' || entry === may || entry.startsWith(`${may}/`));
    if (!allowed) return says;
  } else if (isBuiltin(specifier)) {
    return room.node ? undefined : says;
  } else if (room.external !== true && !room.external.includes(packageOf(specifier)) && room.name !== 'testing')
    return says;
  const name = packageOf(specifier);
  if (name !== manifest.name && declared(manifest)[name] === undefined && !isGlobalDevelopment(room.name, name))
    return `${name} is not declared in this package.json`;
  return undefined;
}

/** @param {Record<string, any>} manifest @returns {Record<string, string>} */
const declared = (manifest) => ({
  ...manifest.dependencies,
  ...manifest.optionalDependencies,
  ...manifest.peerDependencies,
});

/** @param {string} room @param {string} name */
const isGlobalDevelopment = (room, name) => room === 'testing' && name === '@jest/globals';

/** A relative import may not leave the package, nor a pure room for another one of the app. */
function relativeViolation(file, specifier, typeOnly, room) {
  const target = posix.join(posix.dirname(file), specifier);
  const home = file.split('/').slice(0, 2).join('/');
  if (!target.startsWith(`${home}/`)) return `${specifier} leaves the package: import it by its name`;
  const wrongFolder = folderViolation(file, specifier);
  if (wrongFolder !== undefined) return wrongFolder;
  if (room.name !== 'workflows' && room.name !== 'domain') return undefined;
  if (room.files.some((glob) => matches(target.replace(/\.js$/, '.ts'), glob))) return undefined;
  // Workflows use domain rules as they are, activities as types only.
  if (room.name === 'workflows' && target.startsWith(`${home}/src/domain/`)) return undefined;
  if (typeOnly && room.typesOnly?.some((may) => specifier.endsWith(may))) return undefined;
  return `${room.name} may not import ${specifier} (${room.why})`;
}

/** Inside an app: the rows of `appFolders`. @param {string} file @param {string} specifier */
function folderViolation(file, specifier) {
  const { app, folder } = placeOf(file);
  const target = placeOf(posix.join(posix.dirname(file), specifier)).folder;
  const rows = appFolders[app];
  // The wiring may import everything.
  if (rows === undefined || folder === undefined || folder === target) return undefined;
  const row = rows[folder];
  if (row === undefined) return undefined;
  const may =
    row.imports.length > 0
      ? `it may import ${row.imports.map((name) => `${name}/`).join(', ')}`
      : 'it may import no other folder';
  const says = `${may} (${folder}/ is for: ${row.why})`;
  if (target === undefined) return `${folder}/ may not import ${specifier}, which is the wiring of ${app}: ${says}`;
  return row.imports.includes(target) ? undefined : `${folder}/ may not import ${target}/ in ${app}: ${says}`;
}

/** folder: of `src/`; undefined for what lies directly in it. @param {string} path */
function placeOf(path) {
  const [, app = '', , folder, ...rest] = path.split('/');
  return { app, folder: rest.length > 0 ? folder : undefined };
}

/**
 * What is wrong with the rows themselves. Each folder has one, each row its folder, and a row names rows above it.
 * @param {string} app @param {string[]} folders  of its `src/` @param {typeof appFolders} [table] @returns {string[]}
 */
export function rowViolations(app, folders, table = appFolders) {
  const rows = table[app];
  if (rows === undefined) return [`apps/${app} has no rows in tools/rooms.mjs`];
  const names = Object.keys(rows);
  return [
    ...folders
      .filter((folder) => rows[folder] === undefined)
      .map((folder) => `apps/${app}/src/${folder} has no row in tools/rooms.mjs`),
    ...names
      .filter((name) => !folders.includes(name))
      .map((name) => `tools/rooms.mjs has a row for apps/${app}/src/${name}, which does not exist`),
    ...names.flatMap((name, index) =>
      (rows[name]?.imports ?? [])
        .filter((other) => !names.slice(0, index).includes(other))
        .map((other) => `tools/rooms.mjs: ${name}/ of ${app} may only name rows above its own, and ${other}/ is none`),
    ),
  ];
}

/** Globs with `**` and `*` only. @param {string} file @param {string} glob */
function matches(file, glob) {
  const pattern = glob
    .split('**')
    .map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(file);
}

/** All violations of a checkout, as `file:line: text`. @param {string} root @returns {string[]} */
export function checkRooms(root) {
  /** @type {string[]} */
  const found = [];
  for (const kind of ['libs', 'apps'])
    for (const name of readdirSync(join(root, kind)).sort()) {
      const manifest = JSON.parse(readFileSync(join(root, kind, name, 'package.json'), 'utf8'));
      const files = sources(root, `${kind}/${name}/src`);
      for (const file of files)
        for (const given of importsOf(readFileSync(join(root, file), 'utf8'))) {
          const text = violation(file, given, manifest);
          if (text) found.push(`${file}:${given.line}: ${text}`);
        }
      if (kind === 'apps') {
        const folders = new Set(files.map((file) => placeOf(file).folder).filter((folder) => folder !== undefined));
        found.push(...rowViolations(name, [...folders]));
      }
    }
  return found;
}

/** The source files below a directory, without specs. @param {string} root @param {string} directory @returns {string[]} */
export function sources(root, directory) {
  return readdirSync(join(root, directory), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${directory}/${entry.name}`;
      if (entry.isDirectory()) return sources(root, path);
      return /\.tsx?$/.test(entry.name) && !/\.spec\.tsx?$/.test(entry.name) ? [path] : [];
    });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = checkRooms(checkout);
  for (const line of found) console.error(line);
  if (found.length > 0) console.error(`violations of tools/rooms.mjs: ${found.length}`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
