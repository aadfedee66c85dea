/**
 * `npm test`: sets the machine up, builds, checks, runs the suites and prints the sum alone on the last line. The unit suites and one
 * system suite run a second time, on the Node of the production image. Of what is slow it runs a part, another one for each commit (turns.mjs, and part-of.ts of
 * libs/testing): `npm test -- --full` runs everything, CARDWRIGHT_PART=<seed> the part of another run.
 * `npm test -- PATTERN` runs only the spec files that match, whole, without lint. With CI=true a missing part fails instead of being skipped.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { say, step } from '../setup/progress.mjs';
import { root, run } from '../setup/run.mjs';
import { ensureNode24 } from '../setup/node-24.mjs';
import { checkNode, ensureBuilt, ensureDebianPackages, ensurePackages, ensureServers } from '../setup/setup.mjs';
import { add, countJest, duration, exitCode, failures, lastLine, slowest } from './summary.mjs';
import { leftForOtherRuns } from './turns.mjs';

const ci = process.env.CI === 'true';
const full = process.argv.includes('--full');
const patterns = process.argv.slice(2).filter((argument) => argument !== '--full');
/** One commit has one part, so that a run can be trusted when it is repeated. */
function seedOfCommit() {
  try {
    return String(
      parseInt(execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).slice(0, 7), 16),
    );
  } catch {
    return '0';
  }
}
/** By which a part is chosen; undefined: everything. */
const seed = full || patterns.length > 0 ? undefined : (process.env.CARDWRIGHT_PART ?? seedOfCommit());
const later = seed === undefined ? [] : leftForOtherRuns(root, seed);
const results = join(root, 'test-results');
/** @type {import('./summary.mjs').Counts[]} */
const counts = [];
const bin = (/** @type {string} */ path) => join(root, 'node_modules', path);

/** One check that passes or fails as a whole; says itself when it takes long. @param {string} title @param {() => Promise<unknown>} work */
async function check(title, work) {
  try {
    await work();
    say(`ok    ${title}`);
    counts.push({ passed: 1, failed: 0, skipped: 0 });
    return true;
  } catch (error) {
    const why = `FAIL  ${title}\n${error instanceof Error ? error.message : String(error)}`;
    say(why);
    failed.push(why);
    counts.push({ passed: 0, failed: 1, skipped: 0 });
    return false;
  }
}

/** A suite that hangs is a failure, said in time. Twice what the longest group takes on two cores with `--full`; without it the whole run has 30 minutes there. */
const groupLimitMs = 40 * 60_000;
/** What took how long, in the order of the run. @type {string[]} */
const times = [];
/** What failed, for the end of the run. @type {string[]} */
const failed = [];

/** @typedef {{ title: string, args: string[], onNode24?: boolean }} Group */

const { CARDWRIGHT_PART: _, ...inherited } = process.env;
const env = seed === undefined ? inherited : { ...inherited, CARDWRIGHT_PART: seed };

/** One jest run. @param {string} title @param {string[]} args @param {string} [node] the program that runs it */
async function jest(title, args, node = process.execPath) {
  const outputFile = join(results, `${title.replaceAll(' ', '-')}.json`);
  const begun = Date.now();
  say(`\n${title}`);
  const code = await new Promise((done) => {
    const child = spawn(
      node,
      [
        ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--max-old-space-size=4096'],
        bin('jest/bin/jest.js'),
        ...['--json', '--outputFile', outputFile, '--silent=false', '--passWithNoTests', ...args],
      ],
      { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env },
    );
    const limit = setTimeout(() => child.kill('SIGKILL'), groupLimitMs);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      done(code ?? signal);
    });
  });
  if (code === 'SIGKILL') failed.push(`${title} did not end within ${duration(groupLimitMs)}`);
  const result = await readFile(outputFile, 'utf8').then(JSON.parse, () => undefined);
  const counted = countJest(result);
  for (const suite of result?.testResults ?? [])
    for (const assertion of suite.assertionResults ?? [])
      if (assertion.status === 'pending') say(`skipped: ${assertion.fullName}`);
  const took = `${title}: ${lastLine(counted)} in ${duration(Date.now() - begun)}`;
  say(`${took}${slowest(result)}`);
  times.push(took);
  failed.push(...failures(result));
  counts.push(counted);
}

const notTests = [
  '/node_modules/',
  '/dist/',
  '/test/gnome/',
  '/test/keycloak/',
  '/test/windows/',
  '/test/package/',
  '/test/headed/',
  '/test/looks/',
];
/** One loads the PC/SC binding in jest's own process, where it stays with the pcscd that was found first: these run one at a time. */
const readers = '/test/integration/(pcsc|independent-clients)';
const oneByOne = ['--runInBand', '--forceExit'];
/**
 * For specs that share nothing: each has its own servers, ports, pcscd, desktop and directory. So many keep two cores at work: a spec of the whole system
 * is at work for six tenths of its time, one of a part of it for four, and waits for the rest, for a timer, a heartbeat, a lease or a browser.
 */
const sharingNothing = { integration: ['--maxWorkers=5', '--forceExit'], system: ['--maxWorkers=3', '--forceExit'] };
/** Every service and an agent with the native PC/SC binding: what of Node 24 could matter. */
const systemOnNode24 = '/test/system/issued-card';

const unit = ['--maxWorkers=2', '--testPathIgnorePatterns', ...notTests, '/test/integration/', '/test/system/'];

/** The suites, in this order. @type {Group[]} */
const groups = [
  { title: 'unit', args: unit },
  { title: 'unit on Node 24', args: unit, onNode24: true },
  {
    title: 'integration',
    args: [
      ...[...sharingNothing.integration, '--testPathPatterns', '/test/integration/'],
      ...['--testPathIgnorePatterns', ...notTests, readers, ...later],
    ],
  },
  { title: 'readers', args: [...oneByOne, '--testPathPatterns', readers] },
  // The whole system as processes, with cards cut, processes killed and links severed among them.
  {
    title: 'system',
    args: [
      ...[...sharingNothing.system, '--testPathPatterns', '/test/system/'],
      ...['--testPathIgnorePatterns', ...notTests, ...later],
    ],
  },
  { title: 'system on Node 24', args: [...oneByOne, '--testPathPatterns', systemOnNode24], onNode24: true },
];

/** What needs no server, in two lanes: the typed lint takes as long as everything else together. */
async function checks() {
  const tool = (/** @type {string[]} */ ...path) => join(root, 'tools', ...path);
  const node = (/** @type {string} */ title, /** @type {string[]} */ ...args) =>
    check(title, () => step(`Checking ${title}`, () => run(process.execPath, args)));
  // The types of the whole tree need more than what Node takes by itself.
  const lint = node('lint', '--max-old-space-size=8192', bin('eslint/bin/eslint.js'), '.', '--max-warnings=0');
  await node('rooms', tool('check-rooms.mjs'));
  await node('configuration table', tool('start', 'write-configuration.mjs'), '--check');
  await node('references to documents', tool('check-references.mjs'));
  await node('index of tests by requirement', tool('requirement-index.mjs'), '--check');
  await node('first load of the portal', tool('first-load.mjs'));
  await node('types of specs', bin('typescript/bin/tsc'), '-p', join(root, 'tsconfig.specs.json'));
  await node('format', bin('prettier/bin/prettier.cjs'), '--check', '.', '--log-level', 'warn');
  await lint;
}

async function main() {
  checkNode();
  await rm(results, { recursive: true, force: true });
  await mkdir(results, { recursive: true });
  await check('packages', ensurePackages);
  const missing = await ensureDebianPackages();
  if (missing.length > 0) say(`not installed, their tests ${ci ? 'will fail' : 'are skipped'}: ${missing.join(', ')}`);
  const built = await check('build', ensureBuilt);
  if (built)
    await check('server programs', () =>
      ensureServers(['nats-server', 'temporal', 'temporal-ui-server', 'temporal-server', 'temporal-sql-tool']),
    );
  if (patterns.length > 0) return jest('specs', ['--runInBand', '--forceExit', ...patterns]);
  await checks();
  /** @type {string | undefined} */
  let node24;
  await check('Node 24', async () => (node24 = await ensureNode24()));
  for (const { title, args, onNode24 } of groups)
    if (!onNode24 || node24) await jest(title, args, onNode24 ? node24 : undefined);
}

const begun = Date.now();
await main().catch((error) => {
  failed.push(error.stack ?? String(error));
  counts.push({ passed: 0, failed: 1, skipped: 0 });
});
for (const line of [...failed, ...times]) say(line);
say(`the whole run: ${duration(Date.now() - begun)}`);
if (seed !== undefined)
  say(
    `part ${seed}, again by CARDWRIGHT_PART=${seed} npm test; ${later.length} slow spec files are left for other runs, npm test -- --full has all`,
  );
const total = add(counts);
console.log(lastLine(total));
process.exitCode = exitCode(total, ci);
