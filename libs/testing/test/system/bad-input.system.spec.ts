/**
 * Bad input on the whole system: each row gives its stable code, and nothing is lost: the device and its
 * request stand where the row says, and what was only interrupted is finished afterwards.
 *
 * Proven closer to where they are refused, and only touched here: a contactless card (apps/issuance-svc records-service.spec), two
 * PINs that differ (they are compared where they are typed: apps/cli cli.spec, apps/console), a token of another issuer or without an
 * end (apps/gateway requests.spec), every subject of every NATS identity (libs/bootstrap permission-matrix.spec), every vault request
 * without a lease (apps/pki-svc custody.spec).
 */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { BatchRequest } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { edgeEventSubject, pkiSubject } from '@cardwright/contracts/nats/subjects';
import { sealPin } from '@cardwright/sealing/sealed-pin';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { connectAsAgent } from '../../src/agent-connection.js';
import { statementOf } from '../../src/batch-statement.js';
import { untilCardSeen } from '../../src/card-seen.js';
import { describeWith } from '../../src/describe-with.js';
import { eventually } from '../../src/eventually.js';
import { inspect, issueCard, personId, randomPin, startIssue, supplyPin, untilSaga } from '../../src/issue.js';
import { patientApi } from '../../src/patient-api.js';
import { untilActivityFailed } from '../../src/pending-activity.js';
import { PrivatePcscd, requirePcscd, type InsertedCard } from '../../src/pcscd.js';
import { watchProgress, type ProgressWatch } from '../../src/progress.js';
import { refusal } from '../../src/refusal.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type Api, type RunningAgent, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';

jest.setTimeout(240_000);
const demoPeople = `external_id,given_name,surname,email,upn,enabled
E1001,Ada,Lovelace,ada@example.test,ada@example.test,true
E1002,Grace,Hopper,grace@example.test,grace@example.test,true
E1003,Alan,Turing,alan@example.test,alan@example.test,true
X1,Dora,Disabled,dora@example.test,dora@example.test,false
`;
const context = { tenantId: defaultTenantId, correlationId: 'bad-input' };
const profileName = 'authentication-only';
const simulatedCards = 6;

let system: TestSystem;
let api: Api;
let records: Records;
let progress: ProgressWatch;
let agent: RunningAgent;
let grace: string;
let alan: string;

beforeAll(async () => {
  system = await startSystem();
  api = patientApi(system.api, 60_000);
  records = await openRecords(system);
  progress = await watchProgress(system);
  await api('POST', '/people/import', { csv: demoPeople });
  [grace, alan] = await Promise.all([personId(api, 'E1002'), personId(api, 'E1003')]);
  agent = await system.startAgent({ name: 'simulated', args: ['--simulated', String(simulatedCards)] });
});
afterAll(async () => {
  await progress?.close();
  await records?.close();
  await system?.stop();
});

const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
const requestsOf = async (deviceId: string): Promise<SagaRow[]> =>
  (await api<{ rows: SagaRow[] }>('GET', `/sagas?deviceId=${deviceId}`)).rows;

/** A refused start leaves a blank card as it was: no request, no certificate. */
async function expectUntouched(deviceId: string): Promise<void> {
  expect(await deviceOf(deviceId)).toMatchObject({ state: 'AVAILABLE', activeRequestId: null, certificates: [] });
  expect(await requestsOf(deviceId)).toEqual([]);
}

let taken = 0;
/** The next blank card of the simulated agent. */
async function blankCard() {
  const readerName = `Simulated reader ${taken++}`;
  const { device } = await inspect(api, agent.workstationId, readerName);
  return { deviceId: device.deviceId, readerName, workstationId: agent.workstationId };
}

type Blank = Awaited<ReturnType<typeof blankCard>>;
const ask = (card: Blank, more: object = {}) => ({
  ...card,
  personId: grace,
  profileName,
  pinChange: 'holder' as const,
  ...more,
});
const post = (card: Blank, more: object = {}) => {
  const { deviceId, ...body } = ask(card, more);
  return api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/issue`, body);
};

async function finish(requestId: string, deviceId: string): Promise<void> {
  await untilSaga(api, requestId, ['AWAITING_USER']);
  await supplyPin(api, requestId, randomPin());
  expect(await untilSaga(api, requestId, ['COMPLETED', 'FAILED'])).toMatchObject({ state: 'COMPLETED' });
  expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE' });
}

/** By the attempt and not by the state: a card that only needs its PIN again is open again before anybody has looked. */
async function untilAttempt(requestId: string, attempt: number): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const { saga } = await api<{ saga: SagaRow }>('GET', `/sagas/${requestId}`);
    if (saga.attempt >= attempt) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no attempt ${attempt}`);
}

describe('a file of people as large as documented (5 MB), through gateway and NATS', () => {
  const unit = 'Nördlich/'.repeat(25);
  const file = (last: string): string => {
    const rows = ['external_id;given_name;surname;ou'];
    for (let size = 40; size < 4_600_000; size += rows.at(-1)!.length + 30)
      rows.push(`"L${rows.length}";"Zoë";"Nr";"${unit}"`);
    return [...rows, last].join('\r\n');
  };
  const count = async (): Promise<number> => {
    const [row] = await records.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM issuance.person WHERE external_id LIKE 'L%'`,
      [],
    );
    return row!.n;
  };

  it('is imported whole, or with one broken line not at all', async () => {
    const problem = await refusal(api('POST', '/people/import', { csv: file('"L1";"Twice";"Nr";') }));
    expect(problem.code).toBe('PERSON_IMPORT_REJECTED');
    expect(await count()).toBe(0);
    const whole = file('"Llast";"Lea";"Last";');
    expect(Buffer.byteLength(whole)).toBeGreaterThan(4_500_000);
    const lines = whole.split('\r\n').length - 1;
    expect(await api('POST', '/people/import', { csv: whole })).toMatchObject({
      created: lines,
      file: { delimiter: ';', rows: lines },
    });
    expect(await count()).toBe(lines);
  });
});

describe('who and what for', () => {
  let card: Blank;
  beforeAll(async () => {
    card = await blankCard();
  });

  it('a person who is not there: PERSON_NOT_FOUND', async () => {
    expect(await refusal(post(card, { personId: randomUUID() }))).toMatchObject({ code: 'PERSON_NOT_FOUND' });
    await expectUntouched(card.deviceId);
  });
  it('a person who is disabled: PERSON_DISABLED', async () => {
    const disabled = await personId(api, 'X1');
    expect(await refusal(post(card, { personId: disabled }))).toMatchObject({ code: 'PERSON_DISABLED' });
    await expectUntouched(card.deviceId);
  });
  it('a profile that is not there, and one that is not valid: PROFILE_NOT_FOUND, PROFILE_INVALID', async () => {
    expect(await refusal(post(card, { profileName: 'nothing' }))).toMatchObject({ code: 'PROFILE_NOT_FOUND' });
    const definition = { name: 'broken', title: 'Broken', application: 'PIV', credentials: [] };
    expect(await refusal(api('POST', '/profiles', { definition }))).toMatchObject({ code: 'PROFILE_INVALID' });
    await expectUntouched(card.deviceId);
  });
  it('a card that the device is not: CARD_WRONG_DEVICE', async () => {
    const other = { ...card, readerName: `Simulated reader ${simulatedCards - 1}` };
    const refused = await refusal(post(other));
    expect(refused.code).toBe('CARD_WRONG_DEVICE');
    expect(refused.detail).toContain(`"${other.readerName}" holds`);
    expect(refused.detail).toContain(`and it is in "${card.readerName}"`);
    await expectUntouched(card.deviceId);
  });
  it('two cards and no reader named: CARD_AMBIGUOUS', async () => {
    expect(await refusal(inspect(api, agent.workstationId))).toMatchObject({ code: 'CARD_AMBIGUOUS' });
  });
  it('a plan that is not the one that was shown: REQUEST_PLAN_CHANGED', async () => {
    expect(await refusal(post(card, { planHash: 'A'.repeat(64) }))).toMatchObject({ code: 'REQUEST_PLAN_CHANGED' });
    await expectUntouched(card.deviceId);
  });
});

describe('what the gateway does not let in', () => {
  const good = { personId: randomUUID(), profileName, workstationId: 'ws-1', pinChange: 'none' };
  const path = `/devices/${randomUUID()}/issue`;
  const now = Math.floor(Date.now() / 1000);

  it.each<[string, number, string, unknown]>([
    ['malformed JSON', 400, 'REQUEST_MALFORMED', '{"personId": '],
    ['a body of 10 MB', 413, 'REQUEST_TOO_LARGE', { ...good, reasonText: 'x'.repeat(10 * 1024 * 1024) }],
    ['unknown fields', 400, 'REQUEST_INVALID', { ...good, state: 'ACTIVE' }],
    ['a wrong field', 400, 'REQUEST_INVALID', { ...good, pinChange: 'maybe' }],
  ])('%s: %i %s', async (_what, status, code, body) => {
    const answer = await callApi(system, await accessToken(system), 'POST', path, body);
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it.each<[string, Record<string, unknown>]>([
    ['expired', { exp: now - 60 }],
    ['of another audience', { aud: 'urn:somebody:else' }],
  ])('a token that is %s: 401 AUTH_TOKEN_INVALID', async (_what, claims) => {
    const answer = await callApi(system, await accessToken(system, claims), 'GET', '/me');
    expect(answer).toMatchObject({ status: 401, body: { code: 'AUTH_TOKEN_INVALID' } });
  });

  it('a role that is missing: 403 AUTH_FORBIDDEN, and the card stays blank', async () => {
    const card = await blankCard();
    const cardholder = await accessToken(system, { sub: 'alan', external_id: 'E1003', roles: ['cardholder'] });
    const { deviceId, ...body } = ask(card);
    expect(await callApi(system, cardholder, 'POST', `/devices/${deviceId}/issue`, body)).toMatchObject({
      status: 403,
      body: { code: 'AUTH_FORBIDDEN' },
    });
    const nobody = await accessToken(system, { sub: 'eve', external_id: 'E9999', roles: [] });
    expect((await callApi(system, nobody, 'GET', '/people')).status).toBe(403);
    await expectUntouched(deviceId);
    taken--;
  });
});

describe('while a card waits for its PIN', () => {
  let card: Blank;
  let requestId: string;
  const idempotencyKey = randomUUID();

  beforeAll(async () => {
    card = await blankCard();
    requestId = (await post(card, { idempotencyKey })).saga.requestId;
    await untilSaga(api, requestId, ['AWAITING_USER']);
  });
  const pinKey = (id: string) =>
    api<{ sessionKey: Parameters<typeof sealPin>[0]['sessionKey'] }>('GET', `/sagas/${id}/pin-key`);
  const seal = async (id: string, pin: string, now = Date.now()): Promise<string> =>
    sealPin({ pin, sessionKey: (await pinKey(id)).sessionKey, purpose: 'holder-pin', now });
  const supply = (id: string, jwe: string) => system.api('POST', `/sagas/${id}/pin`, { jwe });
  const stillWaits = async () =>
    expect(await untilSaga(api, requestId, ['AWAITING_USER'])).toMatchObject({ attempt: 1, awaiting: 'pin' });

  it('the same start again, with the same key: the same saga', async () => {
    expect((await post(card, { idempotencyKey })).saga.requestId).toBe(requestId);
    expect(await requestsOf(card.deviceId)).toHaveLength(1);
  });
  it('another start: REQUEST_DEVICE_BUSY, naming the request that runs', async () => {
    expect(await refusal(post(card))).toMatchObject({ code: 'REQUEST_DEVICE_BUSY', details: { requestId } });
    expect(await requestsOf(card.deviceId)).toHaveLength(1);
  });
  it('a PIN against the policy: PIN_POLICY, and the same sealed PIN again: PIN_REPLAYED', async () => {
    const jwe = await seal(requestId, '123456');
    expect(await refusal(supply(requestId, jwe))).toMatchObject({ code: 'PIN_POLICY', details: { rule: 'factory' } });
    expect(await refusal(supply(requestId, jwe))).toMatchObject({ code: 'PIN_REPLAYED' });
    await stillWaits();
  });
  it('a PIN that was sealed too long ago: PIN_KEY_EXPIRED, and the session stays', async () => {
    const jwe = await seal(requestId, randomPin(), Date.now() - 10 * 60_000);
    expect(await refusal(supply(requestId, jwe))).toMatchObject({ code: 'PIN_KEY_EXPIRED' });
    await stillWaits();
  });
  it('what is no sealed PIN: PIN_SEALED_INVALID', async () => {
    const [header, ...rest] = (await seal(requestId, randomPin())).split('.');
    const altered = [header, ...rest.slice(0, -1), 'AAAAAAAAAAAAAAAAAAAAAA'].join('.');
    expect(await refusal(supply(requestId, altered))).toMatchObject({ code: 'PIN_SEALED_INVALID' });
    await stillWaits();
  });
  it('the gateway is restarted: the saga does not notice', async () => {
    await system.services.gateway.stop();
    await system.startService('gateway');
    await stillWaits();
  });

  it('a PIN sealed for another device: PIN_SEALED_INVALID, and both cards become active', async () => {
    const other = await blankCard();
    const { saga } = await post(other, { personId: alan });
    await untilSaga(api, saga.requestId, ['AWAITING_USER']);
    const jwe = await seal(saga.requestId, randomPin());
    expect(await refusal(supply(requestId, jwe))).toMatchObject({ code: 'PIN_SEALED_INVALID' });
    await stillWaits();
    await finish(requestId, card.deviceId);
    await finish(saga.requestId, other.deviceId);
  });
  it('a card that is issued already: LIFECYCLE_ALREADY_ISSUED, for somebody else LIFECYCLE_ASSIGNED_TO_OTHER', async () => {
    expect(await refusal(post(card))).toMatchObject({ code: 'LIFECYCLE_ALREADY_ISSUED' });
    expect(await refusal(post(card, { personId: alan }))).toMatchObject({ code: 'LIFECYCLE_ASSIGNED_TO_OTHER' });
    expect(await deviceOf(card.deviceId)).toMatchObject({ state: 'ACTIVE' });
    expect((await deviceOf(card.deviceId)).certificates.map(({ status }) => status)).toEqual(['good']);
  });
});

describe('leases', () => {
  it('[fault 15][fault 27] a lease that is lost: vault and agent refuse, and the saga takes another', async () => {
    const card = await blankCard();
    const { saga } = await post(card);
    const { requestId } = saga;
    await untilSaga(api, requestId, ['AWAITING_USER']);
    const [held] = await records.query<{ fencing_token: string }>(
      'SELECT fencing_token FROM issuance.lease WHERE device_id = $1',
      [card.deviceId],
    );
    const lease = {
      requestId,
      deviceId: card.deviceId,
      workstationId: agent.workstationId,
      fencingToken: Number(held!.fencing_token),
    };
    const issuance = await system.rpcAs('issuance');
    const witness = { keySet: 'current', algorithm: 'AES256', witnessHex: '00'.repeat(16) } as const;
    const opening = { lease, stockBatchId: 'factory', witness };
    await issuance.rpc.pki('vault.batch.open', opening, context);
    const batch: BatchRequest = {
      lease,
      batchId: `${requestId}/9/1`,
      ttlMs: 60_000,
      steps: [{ kind: 'request-witness' }],
    };
    const late = { ...batch, ...(await issuance.rpc.pki('batches.sign', statementOf(batch), context)) };
    await records.query(
      `UPDATE issuance.lease SET request_id = NULL, workstation_id = NULL, expires_at = now(),
         fencing_token = fencing_token + 1 WHERE device_id = $1`,
      [card.deviceId],
    );
    expect(await refusal(issuance.rpc.pki('vault.batch.open', opening, context))).toMatchObject({
      code: 'VAULT_LEASE_REQUIRED',
    });
    expect(await refusal(issuance.rpc.pki('batches.sign', statementOf(batch), context))).toMatchObject({
      code: 'VAULT_LEASE_REQUIRED',
    });
    // The agent learns of a newer lease and drops the session of the older one, whose batch is signed and comes too late.
    const newer = { ...lease, fencingToken: lease.fencingToken + 1 };
    await issuance.rpc.edge(agent.workstationId, 'session.close', { lease: newer }, context);
    expect(await refusal(issuance.rpc.edge(agent.workstationId, 'batch.execute', late, context))).toMatchObject({
      code: 'LIFECYCLE_LEASE_LOST',
    });
    await issuance.close();
    // The person is asked for the PIN again; nobody has to retry.
    expect(await refusal(supplyPin(system.api, requestId, randomPin()))).toMatchObject({ code: 'PIN_KEY_EXPIRED' });
    await untilAttempt(requestId, 2);
    await finish(requestId, card.deviceId);
    const { certificates } = await deviceOf(card.deviceId);
    expect(certificates.filter(({ status }) => status === 'good')).toHaveLength(1);
  });

  it('the vault is asked without a lease: VAULT_LEASE_REQUIRED', async () => {
    const { rpc, close } = await system.rpcAs('issuance');
    const lease = {
      requestId: randomUUID(),
      deviceId: randomUUID(),
      workstationId: agent.workstationId,
      fencingToken: 1,
    };
    expect(
      await refusal(rpc.pki('content.sign', { lease, kind: 'chuid', contentBase64: 'MAA=' }, context)),
    ).toMatchObject({ code: 'VAULT_LEASE_REQUIRED' });
    await close();
  });

  it('an agent that speaks for another workstation, or to the vault: NATS refuses', async () => {
    const connection = await connectAsAgent(system, agent);
    const refused: string[] = [];
    const listening = (async () => {
      for await (const status of connection.status())
        if (status.type === 'error') {
          refused.push(status.error.message);
          if (refused.length === 2) return;
        }
    })();
    connection.publish(edgeEventSubject('ws-another', 'card.inserted'), '{}');
    connection.publish(pkiSubject('ca.chain'), '{}');
    await listening;
    expect(refused).toEqual([expect.stringMatching(/permission/i), expect.stringMatching(/permission/i)]);
    await connection.close();
  });
});

describe('parts that are away for a while', () => {
  it('[fault 25] the CA: the issue goes on by itself when it is back', async () => {
    const card = await blankCard();
    const generating = progress.next(({ step }) => step?.kind === 'generate-key' && step.phase === 'started');
    const { requestId } = await startIssue(api, ask(card, { profileName: 'piv-four' }));
    await generating;
    await system.services['pki-svc'].stop();
    expect(await untilActivityFailed(system, card.deviceId)).toBe('REQUEST_SERVICE_UNAVAILABLE');
    expect(await deviceOf(card.deviceId).catch(() => ({ state: 'ISSUING' }))).toMatchObject({ state: 'ISSUING' });
    await system.startService('pki-svc');
    await finish(requestId, card.deviceId);
  });

  it('the agent: the issue goes on by itself when it is back', async () => {
    // A separate agent, which the test stops; no supervisor starts it again.
    const start = () => system.startAgent({ name: 'away', args: ['--simulated', '--serial', '41000001'] });
    const away = await start();
    const { device } = await inspect(api, away.workstationId);
    const card = { deviceId: device.deviceId, readerName: 'Simulated reader 0', workstationId: away.workstationId };
    const generating = progress.next(({ step }) => step?.kind === 'generate-key' && step.phase === 'started');
    const { requestId } = await startIssue(api, ask(card, { profileName: 'piv-four' }));
    await generating;
    await away.stop();
    expect(await untilActivityFailed(system, card.deviceId)).toBe('EDGE_UNREACHABLE');
    await start();
    await finish(requestId, card.deviceId);
  });
});

/** A card that answers some instructions differently. */
class OtherCard extends SimulatedCard {
  constructor(
    options: SimulatedCardOptions,
    private readonly answers: Record<number, string>,
  ) {
    super(options);
  }
  override transmit(command: Uint8Array): Promise<Uint8Array> {
    const answer = this.answers[command[1]!];
    return answer === undefined ? super.transmit(command) : Promise.resolve(Buffer.from(answer, 'hex'));
  }
}

const { available, reason: missing } = requirePcscd();
describeWith(available ? undefined : missing, 'cards in a PC/SC reader', () => {
  let pcscd: PrivatePcscd;
  let pcsc: RunningAgent;
  const reader = (index = 0) => pcscd.readers[index]!.name;
  const inserted: InsertedCard[] = [];

  /** In the reader, and seen by the agent. */
  async function insert(card: SimulatedCard, index = 0): Promise<InsertedCard> {
    const put = await pcscd.insert(card, index);
    inserted.push(put);
    await untilCardSeen(api, pcsc.workstationId, reader(index));
    return put;
  }
  const take = (card: InsertedCard): Promise<void> => inserted.splice(inserted.indexOf(card), 1)[0]!.remove();
  afterEach(async () => {
    for (const card of inserted.splice(0)) await card.remove();
  });

  beforeAll(async () => {
    pcscd = await PrivatePcscd.start({ readers: 2 });
    pcsc = await system.startAgent({ name: 'pcsc', args: [], env: pcscd.environment });
  });
  afterAll(async () => {
    await pcsc?.stop();
    await pcscd?.stop();
  });

  it('no card: CARD_ABSENT', async () => {
    expect(await refusal(inspect(api, pcsc.workstationId))).toMatchObject({ code: 'CARD_ABSENT' });
  });

  it.each<[string, string, Record<number, string>]>([
    ['of no model that is known', 'CARD_UNSUPPORTED', { 0xfd: '0403059000' }],
    ['without an identity', 'CARD_NO_IDENTITY', { 0xf8: '6D00' }],
  ])('a card %s: %s, and it is no device afterwards', async (_what, code, answers) => {
    await insert(new OtherCard({ serial: 42_000_001 }, answers));
    const before = await records.query('SELECT 1 FROM issuance.device');
    expect(await refusal(inspect(api, pcsc.workstationId, reader()))).toMatchObject({ code });
    expect(await records.query('SELECT 1 FROM issuance.device')).toHaveLength(before.length);
  });

  it('a card that lacks the algorithm of the profile: CARD_CAPABILITY_MISSING', async () => {
    const { profile } = await api<{ profile: { definition: Record<string, unknown> & { credentials: object[] } } }>(
      'GET',
      `/profiles/${profileName}`,
    );
    const credentials = profile.definition.credentials.map((row) => ({ ...row, algorithm: 'ED25519' }));
    await api('POST', '/profiles', { definition: { ...profile.definition, name: 'ed25519', credentials } });
    await insert(new SimulatedCard({ dialect: 'strict', serial: 42_000_002 }));
    const { device } = await inspect(api, pcsc.workstationId, reader());
    const card = { deviceId: device.deviceId, readerName: reader(), workstationId: pcsc.workstationId };
    expect(await refusal(post(card, { profileName: 'ed25519' }))).toMatchObject({
      code: 'CARD_CAPABILITY_MISSING',
      details: { missing: ['ED25519 under key reference 9A'] },
    });
    await expectUntouched(card.deviceId);
  });

  it('[fault 14] a card that is swapped mid-way: nothing is written to the other one, and the right one is finished', async () => {
    const first = new SimulatedCard({ serial: 42_000_003 });
    const other = new SimulatedCard({ serial: 42_000_004 });
    const put = await insert(first);
    const { device } = await inspect(api, pcsc.workstationId, reader());
    const card = { deviceId: device.deviceId, readerName: reader(), workstationId: pcsc.workstationId };
    const { saga } = await post(card);
    const { requestId } = saga;
    await untilSaga(api, requestId, ['AWAITING_USER']);
    await take(put);
    expect(await untilSaga(api, requestId, ['FAILED'])).toMatchObject({ errorCode: 'CARD_ABSENT' });
    const swapped = await insert(other);
    const before = await other.snapshot();
    await api('POST', `/sagas/${requestId}/retry`, {});
    await untilCode(requestId, 'CARD_WRONG_DEVICE');
    expect(await other.snapshot()).toEqual(before);
    expect(await deviceOf(card.deviceId)).toMatchObject({ state: 'ISSUING' });
    await take(swapped);
    await insert(first);
    // Nobody retries: its insertion wakes the saga.
    await finish(requestId, card.deviceId);
    expect((await deviceOf(card.deviceId)).certificates.filter(({ status }) => status === 'good')).toHaveLength(1);
  });

  it('two cards: CARD_AMBIGUOUS, and the named one is issued while the other stays blank', async () => {
    const [left, right] = [new SimulatedCard({ serial: 42_000_005 }), new SimulatedCard({ serial: 42_000_006 })];
    await insert(left, 0);
    await insert(right, 1);
    expect(await refusal(inspect(api, pcsc.workstationId))).toMatchObject({ code: 'CARD_AMBIGUOUS' });
    const blank = await right.snapshot();
    const workstation = { workstationId: pcsc.workstationId, readerName: reader() };
    await issueCard(api, { ...workstation, personId: grace, profileName, pin: randomPin() });
    expect(await right.snapshot()).toEqual(blank);
  });
});

const untilCode = (requestId: string, code: string): Promise<void> =>
  eventually(async () => (await untilSaga(api, requestId, ['FAILED'])).errorCode, code, 60_000);
