/**
 * `node bench/profile.mjs [--count 48] [--out <folder>]`: where the CPU of an issue goes. Issues cards while issuance-svc, pki-svc, update-svc and
 * an agent are profiled, and counts the SQL statements of one issue (statements.log). Profiles open in any Chromium (DevTools, Performance).
 */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startProcess } from '@cardwright/embedded-servers/process';
import { serviceEnvironment } from '../tools/start/service-environment.mjs';
import { closedLoop, each } from './lib/figures.mjs';
import { blankCards, issueToEnd, startStand } from './lib/stand.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '48' },
    out: { type: 'string', default: '/tmp/cardwright-profile' },
    profile: { type: 'string', default: 'authentication-only' },
  },
});
const count = Number(values.count);
const profiler = new URL('./lib/profiler.mjs', import.meta.url).href;
const withProfiler = (/** @type {string} */ name) => ({
  NODE_OPTIONS: `--import ${profiler}`,
  CPU_PROFILE_FILE: join(values.out, `${name}.cpuprofile`),
});

await mkdir(values.out, { recursive: true });
const stand = await startStand();
try {
  const pids = [];
  for (const name of /** @type {const} */ (['issuance-svc', 'pki-svc', 'update-svc'])) {
    await stand.system.services[name].stop();
    const { pid, stop } = await startProcess({
      name,
      command: process.execPath,
      args: [join(stand.root, 'apps', name, 'dist', 'main.js')],
      env: { PATH: process.env.PATH, ...serviceEnvironment(name, stand.at), ...withProfiler(name) },
      logFile: join(stand.system.home, 'logs', `${name}.log`),
      ready: async () => (await fetch(`http://127.0.0.1:${stand.at.healthPorts[name]}/readyz`)).ok,
    });
    stand.stopLater(stop);
    pids.push(pid);
  }
  const cards = {
    name: 'profiled',
    agents: 1,
    cards: count + 9,
    firstSerial: 40_000_000,
    env: withProfiler('device-edge'),
  };
  const { blank, agents } = await blankCards(stand, cards);
  pids.push(agents[0].pid());
  const issue = (/** @type {import('./lib/stand.mjs').BlankCard} */ card) => issueToEnd(stand, card, values.profile);
  await closedLoop({ inFlight: 8, next: each(blank.splice(0, 8)), work: issue });
  await countStatements(blank.splice(0, 1)[0], issue);
  for (const pid of pids) process.kill(pid, 'SIGUSR2');
  await closedLoop({ inFlight: 16, next: each(blank), work: issue });
  for (const pid of pids) process.kill(pid, 'SIGUSR2');
  await delay(3000);
} finally {
  await stand.stop();
}
for (const file of (await readdir(values.out)).filter((name) => name.endsWith('.cpuprofile'))) await summary(file);

/** What Postgres was asked during one issue, by its own log. */
async function countStatements(card, issue) {
  const password = (await readFile(join(stand.system.home, 'secrets', 'db-admin.password'), 'utf8')).trim();
  const { host, port } = stand.at.database;
  const admin = new pg.Client({ host, port, user: 'postgres', password, database: 'postgres' });
  await admin.connect();
  const set = async (/** @type {string} */ value) => {
    await admin.query(`alter system set log_statement = '${value}'`);
    await admin.query('select pg_reload_conf()');
    await delay(500);
  };
  const logFile = join(stand.system.home, 'logs', 'postgres.log');
  await set('all');
  const from = (await readFile(logFile, 'utf8')).length;
  await issue(card);
  await delay(1500);
  const text = (await readFile(logFile, 'utf8')).slice(from);
  await set('none');
  await admin.end();
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const [, statement] of text.matchAll(/(?:statement|execute [^:]*): ([^\n]*)/g)) {
    const start = statement.trim().slice(0, 110);
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  await writeFile(join(values.out, 'statements.log'), text);
  console.log(`${sorted.reduce((total, [, times]) => total + times, 0)} statements for one issue`);
  for (const [statement, times] of sorted.slice(0, 40)) console.log(`${String(times).padStart(5)} ${statement}`);
}

/** The functions with the most time of their own, and files with all that they call. @param {string} file */
async function summary(file) {
  const { nodes, samples, timeDeltas } = JSON.parse(await readFile(join(values.out, file), 'utf8'));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const self = new Map();
  samples.forEach((id, index) => self.set(id, (self.get(id) ?? 0) + timeDeltas[index] / 1000));
  const parent = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])));
  const bySelf = new Map();
  const byTotal = new Map();
  for (const [id, ms] of self) {
    const label = labelOf(byId.get(id));
    bySelf.set(label, (bySelf.get(label) ?? 0) + ms);
    const seen = new Set();
    for (let at = id; at !== undefined; at = parent.get(at)) seen.add(labelOf(byId.get(at)));
    for (const each of seen) byTotal.set(each, (byTotal.get(each) ?? 0) + ms);
  }
  const top = (figures, rows) =>
    [...figures]
      .filter(([label]) => !/^\((idle|root)\)/.test(label))
      .sort(([, a], [, b]) => b - a)
      .slice(0, rows);
  const busy = [...bySelf].filter(([label]) => !label.startsWith('(idle)')).reduce((total, [, ms]) => total + ms, 0);
  console.log(`\n${file}: ${(busy / count).toFixed(1)} ms of JavaScript thread per issue`);
  for (const [label, ms] of top(bySelf, 25)) console.log(`  self  ${(ms / count).toFixed(2).padStart(7)}  ${label}`);
  for (const [label, ms] of top(byTotal, 60)) console.log(`  total ${(ms / count).toFixed(2).padStart(7)}  ${label}`);
}

function labelOf({ callFrame: { functionName, url, lineNumber } }) {
  const place = url.replace(/^.*\/(?=(?:node_modules|apps|libs)\/)/, '').replace('node_modules/', '');
  return `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
}
