/**
 * What can be cited of the specification (docs/spec): requirement ids, fault numbers, invariants, rows of security.md, numbered
 * sections, steps and rules. Read from the pages themselves, so there is no second list.
 */
const folder = 'docs/spec/';

/** Specs whose titles and strings are made-up citations. */
export const madeUp = /^tools\/(?:check-references|requirement-index)\.spec\.ts$/;

/**
 * @typedef {object} Specification
 * @property {Map<string, string>} requirements  id -> what its row says about today
 * @property {Set<number>} decisions  numbers of section E of requirements.md
 * @property {Set<number>} faults
 * @property {Set<number>} invariants
 * @property {string[]} security  first cells of security.md
 */

/** @param {(path: string) => string} read @returns {Specification} */
export function specification(read) {
  const text = read(`${folder}requirements.md`);
  const requirements = new Map(
    rowsOf(text)
      .filter(([id]) => /^[A-F]\d\d$/.test(id ?? ''))
      .map((cells) => [cells[0] ?? '', cells.at(-1) ?? '']),
  );
  const faults = rowsOf(read(`${folder}faults.md`)).map(([number]) => number ?? '');
  const security = rowsOf(read(`${folder}security.md`)).slice(1);
  return {
    requirements,
    decisions: listBelow(text, /^#+ E\. /),
    faults: new Set(faults.filter((cell) => /^\d+$/.test(cell)).map(Number)),
    invariants: new Set(faults.filter((cell) => /^I\d$/.test(cell)).map((cell) => Number(cell.slice(1)))),
    security: security.map(([source]) => source ?? ''),
  };
}

/** Cells of the rows of every table; headers too, delimiter rows not. @param {string} text @returns {string[][]} */
function rowsOf(text) {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The id as it stands in a test's title: `C15`, `E7`, `fault 11`, `I1`, `security Temporal`. @param {string} id @param {Specification} spec */
export function isKnown(id, spec) {
  const fault = /^fault (\d+)$/.exec(id);
  if (fault) return spec.faults.has(Number(fault[1]));
  if (/^E\d$/.test(id)) return spec.decisions.has(Number(id.slice(1)));
  if (/^I\d+$/.test(id)) return spec.invariants.has(Number(id.slice(1)));
  if (id.startsWith('security ')) return spec.security.some((row) => row.startsWith(id.slice('security '.length)));
  return spec.requirements.has(id);
}

/**
 * Ids at the beginning of a title: `[D20, F04]`, `[fault 1][fault 8]`, `[C30] [C31]`, `[fault 15, 27]`. Brackets that hold anything else are no ids.
 * @param {string} title @returns {string[]}
 */
export function idsOf(title) {
  const head = /^(?:\[[^\]\n]+\] ?)+/.exec(title)?.[0] ?? '';
  return [...head.matchAll(/\[([^\]]+)\]/g)].flatMap(([, group]) => bracketIds(group ?? '') ?? []);
}

/** What stands between two brackets, if it is ids. @param {string} group @returns {string[] | undefined} */
export function bracketIds(group) {
  if (/^faults? \d+(?:, \d+)*$/.test(group)) return (group.match(/\d+/g) ?? []).map((number) => `fault ${number}`);
  if (/^security [A-Z]/.test(group)) return [group];
  return /^(?:[A-F]\d\d|[EI]\d)(?:, (?:[A-F]\d\d|[EI]\d))*$/.test(group) ? group.split(', ') : undefined;
}

/** Numbers of `## 3. Title` headings. @param {string} text @returns {Set<number>} */
export const sectionsOf = (text) => new Set([...text.matchAll(/^#+ (\d+)\. /gm)].map(([, number]) => Number(number)));

/** Numbers of the list below a heading (up to the next one). @param {string} text @param {RegExp} heading @returns {Set<number>} */
export function listBelow(text, heading) {
  const parts = text.split(/^(?=#+ )/m);
  const part = parts.find((one) => heading.test(one)) ?? '';
  return new Set([...part.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number)));
}
