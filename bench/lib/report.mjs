/**
 * The table of `npm run bench` and its committed form, results/latest.md. A row with a bar is judged; a row without one is
 * printed for comparison only.
 */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';

/**
 * @typedef {object} Row
 * @property {string} row
 * @property {string} measured
 * @property {string} [reference]
 * @property {number} [ratio]  measured against the reference, or against the bar where there is no reference
 * @property {string} [bar]
 * @property {boolean} [ok]
 */

const columns = /** @type {const} */ (['row', 'measured', 'reference', 'ratio', 'bar', 'ok']);

/** @param {Row} row */
const cells = (row) =>
  columns.map((column) => {
    const value = row[column];
    if (column === 'ok') return value === undefined ? '' : value ? 'yes' : '**NO**';
    if (column === 'ratio') return typeof value === 'number' ? value.toFixed(2) : '';
    return String(value ?? '');
  });

/** @param {Row} row @returns {string} one line for the terminal */
export const line = (row) => cells(row).join(' | ');

/** Aligned as prettier would. @param {Row[]} rows */
export function table(rows) {
  const lines = [[...columns], ...rows.map(cells)];
  const widths = columns.map((_, index) => Math.max(3, ...lines.map((each) => each[index].length)));
  const text = (/** @type {string[]} */ each) =>
    `| ${each.map((cell, index) => cell.padEnd(widths[index])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [text(lines[0]), rule, ...lines.slice(1).map(text)].join('\n');
}

/** @param {Row[]} rows @param {{ startedAt: Date, loadBefore: number[] }} run */
export const writeResults = (rows, run) =>
  writePage(
    'latest',
    'Bench, latest run',
    `Each ratio is measured against its reference side by side in this one run; see ../README.md for how.

${table(rows)}`,
    run,
  );

/** One of results/, with what machine it was and how busy. @param {string} name @param {string} title @param {string} body @param {{ startedAt: Date, loadBefore: number[] }} run */
export async function writePage(name, title, body, { startedAt, loadBefore }) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const processors = cpus();
  const gigabytes = (totalmem() / 1024 ** 3).toFixed(0);
  const text = `# ${title}

${startedAt.toISOString()}, commit ${commit}, Node ${process.version}, ${process.platform} ${process.arch},
${processors.length} x ${processors[0]?.model ?? 'unknown CPU'}, ${gigabytes} GB; load average of the last
minute ${loadBefore[0]?.toFixed(1)} at the start and ${loadavg()[0]?.toFixed(1)} at the end (a machine to itself starts at 0).

${body}
`;
  await writeFile(new URL(`../results/${name}.md`, import.meta.url), text);
}
