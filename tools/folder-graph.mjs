/**
 * Prints the graph between the folders of every app and library, and inside each folder the graph between its subfolders:
 * `node tools/folder-graph.mjs [apps/pki-svc ...]`. An arrow says how many imports make it; type-only imports count. The files that lie
 * directly in a folder beside its subfolders are one node, called `.`. Ends with 1 when there is a cycle.
 *
 * @typedef {Map<string, Map<string, string[]>>} Graph  from a node to the nodes that it imports, with those imports as `file:line specifier`
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importsOf, sources } from './check-rooms.mjs';
import { root as checkout } from './setup/run.mjs';

/** The apps and libraries, as paths below the root. @param {string} root */
export const packagesOf = (root) =>
  ['apps', 'libs'].flatMap((kind) =>
    readdirSync(join(root, kind))
      .sort()
      .map((name) => `${kind}/${name}`)
      .filter((path) => existsSync(join(root, path, 'package.json'))),
  );

/**
 * The graphs of one package: of `src` itself first, then of each folder below it that has subfolders.
 * @param {string} root @param {string} home  such as `apps/pki-svc` @returns {Map<string, Graph>}
 */
export function folderGraphs(root, home) {
  /** @type {Map<string, Graph>} */
  const graphs = new Map();
  const src = `${home}/src`;
  for (const file of sources(root, src)) {
    place(graphs, src, file);
    for (const { specifier, line } of importsOf(readFileSync(join(root, file), 'utf8'))) {
      const target = targetOf(file, src, specifier);
      if (target === undefined) continue;
      // The one folder in which both lie, and what of it leads to each.
      const above = commonFolder(file, target);
      const from = childOf(above, file);
      const to = childOf(above, target);
      if (from === to) continue;
      const arrows = graphs.get(above)?.get(from) ?? new Map();
      arrows.set(to, [...(arrows.get(to) ?? []), `${file}:${line} ${specifier}`]);
      graphs.get(above)?.set(from, arrows);
    }
  }
  return new Map([...graphs].filter(([, graph]) => graph.size > 1).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What an import of the same `src` means, as a path; undefined for anything else. */
function targetOf(/** @type {string} */ file, /** @type {string} */ src, /** @type {string} */ specifier) {
  const own = `@cardwright/${posix.basename(posix.dirname(src))}/`;
  if (specifier.startsWith(own)) return `${src}/${specifier.slice(own.length)}`;
  const target = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : '';
  return target.startsWith(`${src}/`) ? target : undefined;
}

/** Makes the file a node of each folder above it. @param {Map<string, Graph>} graphs @param {string} src @param {string} file */
function place(graphs, src, file) {
  for (let folder = posix.dirname(file); folder.length >= src.length; folder = posix.dirname(folder)) {
    const graph = graphs.get(folder) ?? new Map();
    const node = childOf(folder, file);
    if (!graph.has(node)) graph.set(node, new Map());
    graphs.set(folder, graph);
  }
}

/** @param {string} folder @param {string} path */
const childOf = (folder, path) => {
  const [first = '', ...rest] = path.slice(folder.length + 1).split('/');
  return rest.length > 0 ? first : '.';
};

/** @param {string} one @param {string} other */
function commonFolder(one, other) {
  let folder = posix.dirname(one);
  while (!other.startsWith(`${folder}/`)) folder = posix.dirname(folder);
  return folder;
}

/** The nodes that lie on a cycle: each set is one strongly connected component. @param {Graph} graph @returns {string[][]} */
export function cycles(graph) {
  /** @param {string} node @param {Set<string>} seen */
  const reach = (node, seen = new Set()) => {
    for (const next of graph.get(node)?.keys() ?? []) if (!seen.has(next)) reach(next, seen.add(next));
    return seen;
  };
  const reached = new Map([...graph.keys()].map((node) => [node, reach(node)]));
  const rings = [...reached].flatMap(([node, to]) =>
    to.has(node) ? [[...to].filter((other) => reached.get(other)?.has(node)).sort()] : [],
  );
  return [...new Map(rings.map((ring) => [ring.join(), ring])).values()];
}

/** The text of one graph, and the imports of each arrow on a cycle. @param {string} folder @param {Graph} graph */
export function textOf(folder, graph) {
  const lines = [...graph].sort().map(([node, arrows]) => {
    const to = [...arrows].sort().map(([name, imports]) => `${name} (${imports.length})`);
    return `  ${node}${to.length > 0 ? ` -> ${to.join(', ')}` : ''}`;
  });
  for (const ring of cycles(graph)) {
    lines.push(`  CYCLE ${ring.join(' ')}`);
    for (const from of ring)
      for (const to of ring)
        for (const text of graph.get(from)?.get(to) ?? []) lines.push(`    ${from} -> ${to}: ${text}`);
  }
  return [folder, ...lines].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const given = process.argv.slice(2);
  for (const home of given.length > 0 ? given : packagesOf(checkout))
    for (const [folder, graph] of folderGraphs(checkout, home)) {
      console.log(textOf(folder, graph));
      if (cycles(graph).length > 0) process.exitCode = 1;
    }
}
