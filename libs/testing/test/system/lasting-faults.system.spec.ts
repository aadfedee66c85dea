/**
 * Faults that last: a line that is dead for longer than any heartbeat, services that sleep through their leases, messages that come
 * again, a workstation with a wrong clock, a full disk. The saga goes on by itself and every invariant of faults.md holds. What
 * passes at once is in kill.system.spec.ts, what a person sees of it in bad-input.system.spec.ts.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import type { ReplyEnvelope } from '@cardwright/contracts/nats/rpc';
import { connectAsAgent, connectAsService } from '../../src/agent-connection.js';
import { describeWith } from '../../src/describe-with.js';
import { seededRandom, shuffled } from '../../src/seeded-random.js';
import { SagaDriver, type FollowedRun } from '../../src/faults/saga-driver.js';
import { flowNamed } from '../../src/faults/flows.js';
import { demoPeople } from '../../src/faults/campaign.js';
import { WatchedCard } from '../../src/faults/watched-card.js';
import { startPcscWorkstation, startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { brokenChains, brokenRecords } from '../../src/invariants.js';
import { inspect, personId, untilSaga } from '../../src/issue.js';
import { NatsProxy, type WireMessage } from '../../src/nats-proxy.js';
import { patientApi } from '../../src/patient-api.js';
import { requirePcscd } from '../../src/pcscd.js';
import { untilActivityFailed } from '../../src/pending-activity.js';
import { watchProgress, type ProgressWatch } from '../../src/progress.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type Api, type TestSystem } from '../../src/system.js';

jest.setTimeout(400_000);
/** Longer than the 20 s within which an activity must give a sign of life. FAULTS_PARTITION_S: for a longer one at a desk. */
const longMs = Number(process.env['FAULTS_PARTITION_S'] ?? 22) * 1000;
const patience = { stuckMs: 45_000, giveUpMs: 120_000 };
const issue = flowNamed('issue');

let system: TestSystem;
let api: Api;
let records: Records;
let progress: ProgressWatch;
let person: string;
let proxy: NatsProxy;
let behindProxy: Workstation;
let line: NatsProxy;
let cutOff: Awaited<ReturnType<typeof cutOffInABatch>>;
const workstations: Workstation[] = [];

beforeAll(async () => {
  system = await startSystem();
  api = patientApi(system.api);
  records = await openRecords(system);
  progress = await watchProgress(system);
  await api('POST', '/people/import', { csv: demoPeople });
  person = await personId(api, 'F1');
  proxy = await NatsProxy.start(system.at.natsUrl);
  behindProxy = await open({ name: 'far', readers: 3, natsUrl: proxy.url });
  line = await NatsProxy.start(system.at.natsUrl);
  cutOff = await cutOffInABatch();
});
afterAll(async () => {
  for (const workstation of workstations) await workstation.stop();
  for (const each of [proxy, line]) await each?.close();
  await progress?.close();
  await records?.close();
  await system?.stop();
});

async function open(options: Parameters<typeof startWorkstation>[1]): Promise<Workstation> {
  const workstation = await startWorkstation(system, options);
  workstations.push(workstation);
  return workstation;
}

let serial = 70_000_000;
/** A new card in this reader of the workstation, and who holds it. */
async function cardIn({ workstationId, slots, card: makeCard }: Workstation, reader = 0) {
  const readerName = slots.readerNames[reader]!;
  const card = makeCard('vendor', ++serial);
  await slots.insert(readerName, card);
  const { device } = await inspect(api, workstationId, readerName);
  const { deviceId } = device;
  const target = { deviceId, workstationId, readerName, personId: person, profileName: 'piv-four' };
  return { card, deviceId, driver: new SagaDriver({ api, records }, target, card.file, patience) };
}
type Placed = Awaited<ReturnType<typeof cardIn>>;

const begun = async ({ driver }: Placed): Promise<string> => (await driver.begin(issue, () => false))!;

/** To its end, without help, to an active card whose records, CA and audit agree. */
async function seenThrough({ driver, deviceId }: Placed, requestId: string, run: Partial<FollowedRun> = {}) {
  const startedAt = Date.now();
  const findings: string[] = [];
  const followed = await driver.follow(requestId, { away: () => false, backAt: () => startedAt, ...run, findings });
  driver.condition = issue.leaves;
  expect([...findings, ...(await driver.broken())]).toEqual([]);
  expect(followed.completed).toBe(true);
  // Four keys, four certificates, however often anything was asked.
  const rows = await records.query('SELECT 1 FROM pki.certificates WHERE device_id = $1', [deviceId]);
  expect(rows).toHaveLength(4);
  return followed;
}

const generating = (row: SagaProgress): boolean => row.step?.kind === 'generate-key' && row.step.phase === 'started';

/** The fault lasts this long from here on; the other cases run meanwhile. */
async function cutOffInABatch() {
  const placed = await cardIn(await open({ name: 'cut-off', readers: 1, natsUrl: line.url }));
  const moment = progress.next(generating);
  const requestId = await begun(placed);
  await moment;
  let backAt = Infinity;
  line.cutOff();
  setTimeout(() => {
    line.mend();
    backAt = Date.now();
  }, longMs);
  return { placed, requestId, backAt: () => backAt };
}

/** What a saga leaves behind, apart from times. */
async function traceOf({ deviceId, card }: Placed, requestId: string) {
  const rows = (text: string, parameter: string) => records.query(text, [parameter]);
  return {
    card: await readFile(card.file, 'utf8'),
    request: await rows(
      'SELECT state, stage, attempt, round_trips FROM issuance.request WHERE request_id = $1',
      requestId,
    ),
    timeline: await rows(
      'SELECT sequence, kind, stage, sentence, step FROM issuance.saga_progress WHERE request_id = $1 ORDER BY 1',
      requestId,
    ),
    certificates: await rows(
      'SELECT serial_number, status FROM pki.certificates WHERE device_id = $1 ORDER BY 1',
      deviceId,
    ),
    audit: await auditOf(requestId),
  };
}
/** Actions of everything that was done for a request, in their order. */
const auditOf = async (requestId: string): Promise<unknown[]> =>
  records.query(
    `SELECT action FROM issuance.audit_log JOIN issuance.request USING (correlation_id) WHERE request_id = $1 ORDER BY id`,
    [requestId],
  );

/** Every message of a saga again, from whoever sent it, ten times and shuffled; answers what the agent said to each request. */
async function sendAgain(messages: readonly WireMessage[], from: Pick<Workstation, 'agentHome' | 'workstationId'>) {
  const agent = await connectAsAgent(system, from);
  const core = await connectAsService(system, 'issuance');
  const answers: Promise<ReplyEnvelope<BatchResult>>[] = [];
  const tenTimes = Array.from({ length: 10 }, () => messages).flat();
  for (const { from: sender, subject, text } of shuffled(tenTimes, seededRandom(17)))
    if (sender === 'client') agent.publish(subject, text);
    else if (subject.includes('.request.'))
      answers.push(core.request(subject, text, { timeout: 20_000 }).then((answer) => answer.json()));
  const answered = await Promise.all(answers);
  await agent.flush();
  // Longer than events are gathered before they are written.
  await delay(500);
  await agent.close();
  await core.close();
  return answered;
}

describe('messages that come again', () => {
  it('[fault 17][fault 18] all of a saga, in its middle and after its end, ten times and shuffled: as if they came once', async () => {
    const undisturbed = await cardIn(behindProxy, 1);
    const reference = await begun(undisturbed);
    await seenThrough(undisturbed, reference);

    const placed = await cardIn(behindProxy, 2);
    const sent = proxy.messages.length;
    const requestId = await begun(placed);
    await untilSaga(api, requestId, ['AWAITING_USER']);
    const ofSaga = () => proxy.messages.slice(sent).filter(({ text }) => text.includes(requestId));
    const beforeThePin = await readFile(placed.card.file, 'utf8');
    await sendAgain(ofSaga(), behindProxy);
    expect(await readFile(placed.card.file, 'utf8')).toBe(beforeThePin);
    await seenThrough(placed, requestId);
    expect(await auditOf(requestId)).toEqual(await auditOf(reference));

    const before = await traceOf(placed, requestId);
    const messages = ofSaga();
    expect(new Set(messages.map(({ from }) => from)).size).toBe(2);
    const answers = await sendAgain(messages, behindProxy);
    // The agent answers from the journal or refuses; it does nothing to the card.
    for (const { body, error } of answers) expect(error !== undefined || body?.replayed !== false).toBe(true);
    expect(await traceOf(placed, requestId)).toEqual(before);
  });

  it('[fault 15][fault 18] at another workstation that claims the same card: refused, until the saga moves there', async () => {
    const near = await open({ name: 'near', readers: 1 });
    const [reader] = near.slots.readerNames;
    const placed = await cardIn(behindProxy, 0);
    const sent = proxy.messages.length;
    const requestId = await begun(placed);
    await untilSaga(api, requestId, ['AWAITING_USER']);
    await near.slots.insert(reader!, new WatchedCard(placed.card.file, 'vendor', placed.card.serial));
    const before = await readFile(placed.card.file, 'utf8');
    const elsewhere = { ...placed.driver.target, workstationId: near.workstationId, readerName: reader! };
    await expect(issue.start(api, elsewhere)).rejects.toMatchObject({ code: 'REQUEST_DEVICE_BUSY' });
    const forHere = proxy.messages.slice(sent).filter(({ text }) => text.includes(requestId));
    const forThere = forHere.map(({ subject, ...message }) => ({
      ...message,
      subject: subject.replace(behindProxy.workstationId, near.workstationId),
    }));
    for (const { error } of await sendAgain(forThere, near)) expect(error).toBeDefined();
    expect(await readFile(placed.card.file, 'utf8')).toBe(before);

    await behindProxy.slots.remove(placed.driver.target.readerName);
    await untilSaga(api, requestId, ['FAILED']);
    await api('POST', `/sagas/${requestId}/retry`, { workstationId: near.workstationId });
    await seenThrough(placed, requestId);
    const after = await readFile(placed.card.file, 'utf8');
    for (const { body, error } of await sendAgain(forHere, behindProxy))
      expect(error !== undefined || body?.replayed !== false).toBe(true);
    expect(await readFile(placed.card.file, 'utf8')).toBe(after);
  });
});

describe('a workstation with a wrong clock', () => {
  const hour = 3600_000;
  it.each([
    ['an hour ahead', () => hour],
    ['an hour behind', () => -hour],
    ['ten years ahead', () => 10 * 365 * 24 * hour],
    ['that jumps two hours to and fro', () => (Math.round(performance.now() / 1000) % 2) * 2 * hour - hour],
  ])('[fault 19] %s: the work goes by the server', async (name, offset) => {
    const now = (): Date => new Date(Date.now() + offset());
    const workstation = await open({ name: name.replaceAll(' ', '-'), readers: 1, now });
    const placed = await cardIn(workstation);
    const { pinsAsked } = await seenThrough(placed, await begun(placed));
    expect(pinsAsked).toBe(1);
  });
});

describe('a line that is dead', () => {
  it('[fault 5] for longer than the heartbeat, in the middle of a batch: what the agent did meanwhile counts once', async () => {
    const { placed, requestId, backAt } = cutOff;
    const run = { away: () => backAt() === Infinity, backAt };
    const { attempts } = await seenThrough(placed, requestId, run);
    // After two minutes without the agent the saga parks, and goes on in a second attempt.
    expect(attempts).toBe(longMs < 120_000 ? 1 : 2);
  });
});

describe('services that sleep', () => {
  it('[fault 27] all of them, through heartbeat and lease: what wakes up late changes nothing, and the sagas go on', async () => {
    const here = await open({ name: 'asleep', readers: 2 });
    const waiting = await cardIn(here, 0);
    const waits = await begun(waiting);
    await untilSaga(api, waits, ['AWAITING_USER']);
    const writing = await cardIn(here, 1);
    const moment = progress.next(generating);
    const writes = await begun(writing);
    await moment;
    const pids = Object.values(system.services).map((service) => service.pid());
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      await delay(longMs);
      await records.query(
        `UPDATE issuance.lease SET expires_at = now() - interval '1 second' WHERE device_id = ANY ($1)`,
        [[waiting.deviceId, writing.deviceId]],
      );
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    await Promise.all([seenThrough(waiting, waits), seenThrough(writing, writes)]);
  });
});

const { available, reason: missing } = requirePcscd();
describeWith(available ? undefined : missing, 'a full disk', () => {
  it('[fault 26] of the agent: no card is touched, and the saga goes on by itself when there is room again', async () => {
    const workstation = await startPcscWorkstation(system, { name: 'full', readers: 1 });
    workstations.push(workstation);
    const placed = await cardIn(workstation);
    const before = await readFile(placed.card.file, 'utf8');
    // No file may grow: journal, fencing tokens, status and log alike.
    const files = (limit: string) =>
      promisify(execFile)('prlimit', ['--pid', `${workstation.pid!()}`, `--fsize=${limit}:`]);
    await files('0');
    const requestId = await begun(placed);
    expect(await untilActivityFailed(system, placed.deviceId)).toBe('EDGE_JOURNAL_UNAVAILABLE');
    expect(await readFile(placed.card.file, 'utf8')).toBe(before);
    await files('unlimited');
    await seenThrough(placed, requestId);
  });
});

describe('all of them together', () => {
  it('leave nothing behind', async () => {
    expect([...(await brokenRecords(records)), ...(await brokenChains(api))]).toEqual([]);
  });
});
