/**
 * Writes docs/spec/tests.md: for each requirement, decision of section E, fault, invariant and row of security.md the test files whose titles begin with its id,
 * and the ids that no title names. `node tools/requirement-index.mjs [--check]`; with --check it writes nothing and ends with 1 when the page
 * is stale. Files, not titles: a title may be reworded without anybody having to write this page anew.
 *
 * @typedef {import('./source-text.mjs').Tree} Tree
 * @typedef {import('./spec-documents.mjs').Specification} Specification
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { piecesOf, treeOf } from './source-text.mjs';
import { idsOf, madeUp, specification } from './spec-documents.mjs';
import { root as checkout } from './setup/run.mjs';

const target = 'docs/spec/tests.md';

/** Why no test names an id of something that is built, at least in part. */
const reasons = {
  C02: 'the operator has other steps (card, holder, plan, issue); no test asserts their order or the announcement',
  C07: 'no test presses Cancel while the card is looked for',
  C08: 'not built as required: every card can be chosen, and one that does not fit is refused',
  C09: 'not built as required: Continue has to be pressed',
  C10: 'not built as required, as C09',
  C11: 'console.spec chooses one of two readers; no test counts the writes to the other card',
  D13: 'approvals are not built, so that nothing can show that they are not asked for',
  'fault 29': 'no test connects a thousand agents',
};

/** Id -> paths of the test files that name it, sorted. @param {Tree} tree @returns {Map<string, string[]>} */
export function testsById({ paths, read }) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  for (const path of paths.filter((one) => /\.spec\.tsx?$/.test(one) && !madeUp.test(one))) {
    const text = read(path);
    // Parsing is slow: most files name nothing.
    if (!/['"`]\[(?:[A-F]\d\d|[EI]\d|faults? \d|security )/.test(text)) continue;
    for (const { text: title } of piecesOf(path, text).strings)
      for (const id of idsOf(title)) found.set(id, (found.get(id) ?? new Set()).add(path));
  }
  return new Map([...found].map(([id, files]) => [id, [...files].sort()]));
}

/** The text of tests.md. @param {Tree} tree @param {Record<string, string>} why @returns {string} */
export function page(tree, why = reasons) {
  const spec = specification(tree.read);
  const tests = testsById(tree);
  const ids = {
    Requirements: [...spec.requirements.keys()].sort(),
    Decisions: [...spec.decisions].sort((a, b) => a - b).map((number) => `E${number}`),
    Faults: [...spec.faults].sort((a, b) => a - b).map((number) => `fault ${number}`),
    Invariants: [...spec.invariants].sort().map((number) => `I${number}`),
    // Titles name a row by its first words.
    Security: [...tests.keys()].filter((id) => id.startsWith('security ')).sort(),
  };
  return [
    '# Tests by id',
    '',
    'Made by `tools/requirement-index.mjs` from the titles of all tests. Do not edit.',
    "`git grep -w C15 -- '*.spec.*'` finds the titles themselves. What an id means is in [requirements.md](requirements.md),",
    '[faults.md](faults.md) and [security.md](security.md); at which level a fault is tested is in [docs/faults.md](../faults.md).',
    ...Object.entries(ids).flatMap(([title, list]) => section(title, list, tests)),
    '',
    '## Named by no test',
    '',
    ...unnamed(spec, tests, ids, why),
    '',
  ].join('\n');
}

/** @param {string} title @param {string[]} ids @param {Map<string, string[]>} tests @returns {string[]} */
function section(title, ids, tests) {
  const rows = ids
    .filter((id) => tests.has(id))
    .map((id) => `| ${id.replace(/^(?:fault|security) /, '')} | ${(tests.get(id) ?? []).map(link).join(', ')} |`);
  return ['', `## ${title}`, '', '| id | test files |', '| --- | --- |', ...rows];
}

/** @param {string} path */
const link = (path) => `[${posix.basename(path).replace(/\.spec\.tsx?$/, '')}](../../${path})`;

/**
 * @param {Specification} spec @param {Map<string, string[]>} tests
 * @param {{ Decisions: string[], Faults: string[], Invariants: string[] }} ids @param {Record<string, string>} why @returns {string[]}
 */
function unnamed({ requirements }, tests, { Decisions: decisions, Faults: faults, Invariants: invariants }, why) {
  const without = [...requirements].filter(([id]) => !tests.has(id)).sort();
  const notBuilt = without.filter(([, today]) => today.startsWith('not built')).map(([id]) => id);
  const others = without.filter(([, today]) => !today.startsWith('not built')).map(([id]) => id);
  const rest = [...decisions, ...faults, ...invariants].filter((id) => !tests.has(id));
  const line = (/** @type {string} */ what, /** @type {string[]} */ ids) => `- ${what}: ${ids.join(', ') || 'none'}.`;
  const because = (/** @type {string[]} */ ids) =>
    ids.flatMap((id) => (why[id] === undefined ? [] : [`  - ${id}: ${why[id]}.`]));
  return [
    ...[line('Built or partly built', others), ...because(others)],
    line('Not built', notBuilt),
    ...[line('Decisions, faults and invariants', rest), ...because(rest)],
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const text = page(treeOf(checkout));
  const file = join(checkout, target);
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (process.argv.includes('--check') && text !== current) {
    console.error(`${target} is stale: run \`node tools/requirement-index.mjs\``);
    process.exitCode = 1;
  } else if (text !== current) writeFileSync(file, text);
}
