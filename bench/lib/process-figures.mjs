/** Memory and CPU of processes from /proc (Linux). RSS for one process; PSS for sums, so that shared pages count once. */
import { readdir, readFile } from 'node:fs/promises';

const ticksPerSecond = 100;
const megabyte = 1024 ** 2;

/** @param {number} pid @returns {Promise<number>} bytes */
export const residentBytes = (pid) => kilobytes(`/proc/${pid}/status`, 'VmRSS');
/** @param {number} pid @returns {Promise<number>} bytes; the RSS where the PSS may not be read */
export const proportionalBytes = (pid) =>
  kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss').catch(() => residentBytes(pid).catch(() => 0));

/** @param {string} file @param {string} field */
async function kilobytes(file, field) {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(await readFile(file, 'latin1'));
  if (found === null) throw new Error(`${file} has no ${field}`);
  return Number(found[1]) * 1024;
}

/** CPU time used so far. @param {number} pid @returns {Promise<number>} seconds */
export async function cpuSeconds(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may hold blanks: fields are counted behind it (proc(5): 14 utime, 15 stime).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** All living descendants of a process. @param {number} root @returns {Promise<number[]>} */
export async function descendants(root) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const below = (/** @type {number} */ pid) => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(root);
}

/** @param {number} bytes */
export const megabytes = (bytes) => bytes / megabyte;

/**
 * CPU seconds that a process and all below it use during `work`, by what they are: our programs by their folder, servers by
 * their name. A process that ends meanwhile is left out.
 * @template Result
 * @param {number} root @param {() => Promise<Result>} work
 * @returns {Promise<{ result: Result, cpu: Record<string, number> }>}
 */
export async function cpuDuring(root, work) {
  const before = await cpuOfAll(root);
  const result = await work();
  /** @type {Record<string, number>} */
  const cpu = {};
  for (const [pid, { name, seconds }] of await cpuOfAll(root))
    cpu[name] = (cpu[name] ?? 0) + seconds - (before.get(pid)?.seconds ?? 0);
  return { result, cpu };
}

/** @param {number} root @returns {Promise<Map<number, { name: string, seconds: number }>>} by pid */
async function cpuOfAll(root) {
  const found = new Map([[root, { name: 'bench', seconds: await cpuSeconds(root) }]]);
  for (const pid of await descendants(root)) {
    const name = programOf(await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => ''));
    found.set(pid, { name, seconds: await cpuSeconds(pid).catch(() => 0) });
  }
  return found;
}

/** @param {string} commandLine arguments separated by NUL */
function programOf(commandLine) {
  const ours =
    /\/(?:apps|libs)\/([^/]+)\/dist\/main\.js|\/(?:bench\/reference|dist)\/(\w[\w-]*)(?:\.mjs|\/main\.js)/.exec(
      commandLine,
    );
  return (
    ours?.[1] ??
    ours?.[2] ??
    commandLine
      .split(/[\0: ]/)[0]
      .split('/')
      .at(-1) ??
    'unknown'
  );
}
