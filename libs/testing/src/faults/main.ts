/**
 * `npm run test:faults`: cuts the power of simulated cards all through every flow of a running system, prints what came of it, and writes
 * test-results/faults.{json,md}. The sample of `npm test` is cuts.system.spec.ts.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomInt } from 'node:crypto';
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import { startSystem, type TestSystem } from '../system.js';
import { runCampaign, type CutRow } from './campaign.js';
import { commandKinds, type CommandKind } from './cut-points.js';
import { cutTable, figuresOf, killFiguresOf, killTable, type Figures } from './figures.js';
import { OtherClients } from './other-clients.js';
import { processNames, runKills, type KillRow, type ProcessName } from './kill-campaign.js';
import { offerPoints, offerProcesses, runOfferKills, type OfferPoint } from './offer-kills.js';
import { flowNamed, flows, type FlowName } from './flows.js';
import { PasskeyParties } from './passkey-parties.js';
import { said } from './saga-driver.js';

const usage = `npm run test:faults -- [options]: cuts the power of simulated cards all through a flow

  --full               every APDU, before, after and inside; default: a sample
  --sample N           so many cuts per flow and dialect; default 24
  --seed N             repeats a run: which cuts, how long the card is out
  --flow NAME          ${flows.map(({ name }) => name).join(', ')}; default: all;
                       \`offered\`: all that a card's holder is offered
  --dialect NAME       vendor or strict; default: both, of kills vendor
  --profile NAME       default piv-four
  --from N --to N      only cuts at these APDUs, counted from 0
  --kind NAME          only cuts of these commands: ${commandKinds.join(', ')}
  --times N            each cut so often, on other cards
  --tried N            goes on after so many cuts of a run with this seed and flow that was stopped
  --lanes N            cards at the same time; default 4
  --pcsc               the readers of a PC/SC service of its own instead of simulated ones
  --kill               instead of cuts: kill -9 of each process at each stage, before the call and after the effect
  --process NAME       only of this one: ${processNames.join(', ')}
  --stage NAME         only at this stage
  --kill --flow offer  kill -9 of each process, and of \`desk\`, in an update that is offered to its holder
  --point NAME         only at this one of it: ${offerPoints.join(', ')}
`;

/** By whoever has no more time: the figures of what was done are printed, and what was not counts against them. */
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    stop.abort();
    say(`${signal}: ends with what is under way`);
  });

const results = join(process.cwd(), 'test-results');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      full: { type: 'boolean', default: false },
      sample: { type: 'string', default: '24' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      flow: { type: 'string', multiple: true },
      dialect: { type: 'string', multiple: true },
      profile: { type: 'string', default: 'piv-four' },
      from: { type: 'string' },
      kind: { type: 'string', multiple: true },
      times: { type: 'string' },
      tried: { type: 'string' },
      to: { type: 'string' },
      lanes: { type: 'string', default: '4' },
      pcsc: { type: 'boolean', default: false },
      kill: { type: 'boolean', default: false },
      process: { type: 'string', multiple: true },
      stage: { type: 'string', multiple: true },
      point: { type: 'string', multiple: true },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const seed = number(values.seed);
  // The other program of a flow beside one is in the simulated readers; a kill finds nothing there, or while a card is put in again, that `renew` and
  // `offer` do not.
  const usual = flows.filter(
    ({ beside, reinserted, offered, passkey }) =>
      !(beside && (values.kill || values.pcsc)) && !((reinserted || offered || passkey) && values.kill),
  );
  if (values.kill && values.flow?.join() === 'offer') {
    const processes = values.process?.map((text) => (text === 'desk' ? text : processName(text))) ?? offerProcesses;
    const points = values.point?.map(offerPoint) ?? offerPoints;
    return kills((system, _parties, report) => runOfferKills(system, { processes, points, report }));
  }
  const chosen = (values.flow ?? usual.map(({ name }) => name)).flatMap((text) =>
    text === 'offered' ? flows.filter(({ offered }) => offered).map(({ name }) => name) : [flowName(text)],
  );
  const dialects = (values.dialect ?? ['vendor', 'strict']).map(dialectName);
  if (values.kill) {
    const processes = (values.process ?? processNames).map(processName);
    const options = {
      ...{ processes, stop: stop.signal, profileName: values.profile, cards: number(values.lanes) },
      ...(values.stage && { stages: values.stage }),
    };
    return kills(async (system, parties, report) => {
      const all: { rows: KillRow[]; findings: string[] } = { rows: [], findings: [] };
      for (const [index, round] of roundsOf(chosen, (values.dialect ?? ['vendor']).map(dialectName)).entries()) {
        if (stop.signal.aborted) {
          all.findings.push(notBegun(round));
          continue;
        }
        const firstSerial = 40_000_001 + index * 100_000;
        const { rows, findings } = await runKills(system, { ...options, ...round, firstSerial, parties, report });
        all.rows.push(...rows);
        all.findings.push(...findings);
      }
      return all;
    });
  }
  say(`seed ${seed}`);
  const parties = await PasskeyParties.start();
  const system = await startSystem(parties.options);
  const others = await OtherClients.at(system);
  let looked = 0;
  const rows: CutRow[] = [];
  const figures: Figures[] = [];
  const findings: string[] = [];
  try {
    for (const [index, round] of roundsOf(chosen, dialects).entries()) {
      const started = Date.now();
      const { dialect } = round;
      if (stop.signal.aborted) {
        findings.push(notBegun(round));
        continue;
      }
      const campaign = await runCampaign(system, {
        ...{ ...round, parties, seed, stop: stop.signal, profileName: values.profile, lanes: number(values.lanes) },
        ...(values.full ? {} : { sample: number(values.sample) }),
        ...(values.from === undefined ? {} : { from: number(values.from) }),
        ...(values.to === undefined ? {} : { to: number(values.to) }),
        ...(values.kind === undefined ? {} : { kinds: values.kind.map(commandKind) }),
        ...(values.times === undefined ? {} : { times: number(values.times) }),
        ...(values.tried === undefined ? {} : { tried: number(values.tried) }),
        firstSerial: 30_000_001 + index * 1_000_000,
        ...{ report, others, pcsc: values.pcsc },
      });
      looked += campaign.looked;
      const seconds = (Date.now() - started) / 1000;
      say(`${dialect}: ${campaign.rows.length} cuts in ${seconds.toFixed(0)} s`);
      rows.push(...campaign.rows);
      findings.push(...campaign.findings);
      figures.push(...figuresOf(campaign.rows, campaign.apdus));
    }
  } catch (error) {
    findings.push(`the campaign broke off: ${said(error)}`);
  }
  const ends = [() => others?.stop(), () => system.stop(), () => parties.stop()];
  for (const end of ends)
    await Promise.resolve(end()).catch((error: unknown) => findings.push(`not stopped: ${said(error)}`));
  if (rows.length === 0) findings.push('nothing was cut');
  const broken = rows.filter((row) => row.findings.length > 0 || row.outcome === 'unusable' || row.wrongPuks > 1);
  await mkdir(results, { recursive: true });
  await writeFile(
    join(results, 'faults.json'),
    `${JSON.stringify({ seed, figures, findings, broken, rows }, null, 1)}\n`,
  );
  await writeFile(join(results, 'faults.md'), `${cutTable(figures)}\n`);
  for (const finding of findings) say(`FINDING ${finding}`);
  say(`\n${cutTable(figures)}\n`);
  say(
    `${rows.length} cuts, ${sum(figures, 'newGood')} resumed to new-good, ${sum(figures, 'oldGood')} still old-good, ` +
      `unusable = ${sum(figures, 'unusable')}, violations = ${broken.length + findings.length}, ` +
      `wrong PUKs at most ${Math.max(0, ...figures.map((row) => row.wrongPuksAtMost))} per cut; ` +
      `other clients looked at ${looked} cards; seed ${seed}`,
  );
  return broken.length + findings.length === 0 ? 0 : 1;
}

async function kills(
  run: (
    system: TestSystem,
    parties: PasskeyParties,
    report: (row: KillRow) => void,
  ) => Promise<{ rows: KillRow[]; findings: string[] }>,
): Promise<number> {
  const parties = await PasskeyParties.start();
  const system = await startSystem(parties.options);
  try {
    const { rows, findings } = await run(system, parties, (row) =>
      say(
        `${row.findings.length > 0 ? 'BROKEN ' : ''}${row.process} killed in ${row.dialect} ${row.flow}, ${row.stage}, ${row.moment}: ` +
          `${row.wasOver ? 'after its end' : `${(row.recoveryMs / 1000).toFixed(1)} s`} ${row.findings.join('; ')}`,
      ),
    );
    if (rows.length === 0) findings.push('nothing was killed');
    const figures = killFiguresOf(rows);
    await mkdir(results, { recursive: true });
    await writeFile(join(results, 'kills.json'), `${JSON.stringify({ figures, findings, rows }, null, 1)}\n`);
    await writeFile(join(results, 'kills.md'), `${killTable(figures)}\n`);
    for (const finding of findings) say(`FINDING ${finding}`);
    const all = figures.at(-1)!;
    say(`\n${killTable(figures)}\n`);
    say(`${all.runs} runs, violations = ${all.violations + findings.length}, p95 to recovery ${all.p95Seconds} s`);
    return all.violations + findings.length === 0 ? 0 : 1;
  } finally {
    await system.stop();
    await parties.stop();
  }
}

let cuts = 0;
function report(row: CutRow): void {
  cuts += 1;
  const { cut, flow, dialect, outcome, findings, recoveryMs, pauseMs } = row;
  const where = `${dialect} ${flow} APDU ${cut.apdu} ${cut.when} (${cut.kind})`;
  if (findings.length > 0 || outcome === 'unusable' || row.wrongPuks > 1)
    say(`BROKEN ${where}, out ${pauseMs} ms: ${outcome}, ${row.wrongPuks} wrong PUKs; ${findings.join('; ')}`);
  else if (cuts % 25 === 0) say(`${cuts} cuts; last: ${where}: ${outcome} after ${recoveryMs} ms`);
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const sum = (figures: Figures[], field: 'newGood' | 'oldGood' | 'unusable'): number =>
  figures.reduce((total, row) => total + row[field], 0);

function number(text: string): number {
  if (!/^\d+$/.test(text)) throw new TypeError(`not a number: ${text}`);
  return Number(text);
}
function flowName(text: string): FlowName {
  const flow = flows.find(({ name }) => name === text);
  if (flow === undefined) throw new TypeError(`--flow is one of ${flows.map(({ name }) => name).join(', ')}`);
  return flow.name;
}
function processName(text: string): ProcessName {
  const name = processNames.find((each) => each === text);
  if (name === undefined) throw new TypeError(`--process is one of ${processNames.join(', ')}`);
  return name;
}
function offerPoint(text: string): OfferPoint {
  const point = offerPoints.find((each) => each === text);
  if (point === undefined) throw new TypeError(`--point is one of ${offerPoints.join(', ')}`);
  return point;
}
function commandKind(text: string): CommandKind {
  const kind = commandKinds.find((each) => each === text);
  if (kind === undefined) throw new TypeError(`--kind is one of ${commandKinds.join(', ')}`);
  return kind;
}
function dialectName(text: string): DialectName {
  if (text !== 'vendor' && text !== 'strict') throw new TypeError('--dialect is vendor or strict');
  return text;
}

/** Flows of one way to make a passkey, or without one, on cards of one dialect. */
function roundsOf(chosen: readonly FlowName[], dialects: readonly DialectName[]) {
  const ways = [undefined, 'agent', 'browser', 'page', 'platform'] as const;
  return dialects
    .flatMap((dialect) =>
      ways.map((way) => ({ dialect, flows: chosen.filter((name) => flowNamed(name).passkey === way) })),
    )
    .filter(({ flows: some }) => some.length > 0);
}

const notBegun = ({ dialect, flows: some }: ReturnType<typeof roundsOf>[number]): string =>
  `not begun: ${some.join(', ')}, ${dialect}`;

process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`Ended without figures: ${said(error)}\n`);
    return 2;
  }),
);
