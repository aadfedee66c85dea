/**
 * Update and waiting reprovisions on the whole system, with an agent and its simulated cards in this process: 9A renewed in both dialects
 * with everything else byte for byte as before, 9D with its history, a PIN that is not the card's, and a reprovision that an operator
 * asks for and the holder runs (A03, A12, D03, D04, D14).
 */
import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import type { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { UpdateCheckAnswer } from '@cardwright/contracts/nats/edge.api';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type ReplyOf } from '@cardwright/contracts/nats/rpc';
import { cardWriteWorkflowId } from '@cardwright/contracts/workflow/names';
import type { SagaInput } from '@cardwright/contracts/workflow/saga-kinds';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import type { CardSnapshot } from '@cardwright/simulated-card/snapshot';
import { createTemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import { agentCalls, connectAsAgent } from '../../src/agent-connection.js';
import { eventually } from '../../src/eventually.js';
import { everythingBut } from '../../src/everything-but.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { untilWhole } from '../../src/until-whole.js';
import { inspect, issueCard, personId, randomPin, supplyPin, untilAsked, untilSaga } from '../../src/issue.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';

jest.setTimeout(120_000);
const reader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
T2,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test
`;
const graceClaims = { sub: 'grace', external_id: 'T1', name: 'Grace Hopper', roles: ['cardholder'] };
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;
type Dialect = 'vendor' | 'strict';

let system: TestSystem;
let records: Records;
let agent: Workstation;
let grace: string;
let serial = 64_000_000;

beforeAll(async () => {
  system = await startSystem();
  records = await openRecords(system);
  await system.api('POST', '/people/import', { csv: people });
  grace = await personId(system.api, 'T1');
  agent = await startWorkstation(system, { name: 'update', readers: 1 });
  await system.api('POST', '/profiles', { definition: profile });
});
afterEach(() => agent.slots.remove(reader));
afterAll(async () => {
  await agent?.stop();
  await records?.close();
  await system?.stop();
});

const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;

async function issued(dialect: Dialect, profileName = profile.name) {
  const card = new WatchedCard({ dialect, serial: ++serial });
  await agent.slots.insert(reader, card);
  const pin = randomPin();
  const place = { workstationId: agent.workstationId, readerName: reader };
  const { deviceId } = await issueCard(system.api, { ...place, personId: grace, profileName, pin });
  return { card, pin, deviceId, device: await deviceOf(deviceId), before: await card.snapshot() };
}

const body = (more: object = {}) => ({
  ...{ workstationId: agent.workstationId, readerName: reader },
  ...{ keyReferences: ['9A'], reason: 'RENEW' },
  ...more,
});
const dryRun = (deviceId: string, more: object = {}) =>
  system.api<Reply<'devices.plan-update'>>('POST', `/devices/${deviceId}/update/plan`, body(more));
const start = async (deviceId: string, more: object = {}): Promise<SagaRow> =>
  (await system.api<Reply<'devices.update'>>('POST', `/devices/${deviceId}/update`, body(more))).saga;
const asked = (requestId: string, attempt = 1): Promise<SagaRow> => untilAsked(system.api, requestId, attempt);
const ended = (requestId: string): Promise<SagaRow> =>
  untilSaga(system.api, requestId, ['COMPLETED', 'FAILED', 'CANCELLED'], 40_000);
const whole = (deviceId: string, card: SimulatedCard): Promise<void> =>
  untilWhole({ api: system.api, records }, deviceId, card);
const certificateOf = ({ credentials, certificates }: DeviceDetail, keyReference: string) => {
  const [credential] = credentials.filter((row) => row.keyReference === keyReference && row.state === 'ACTIVE');
  return certificates.find(({ serialNumberHex }) => serialNumberHex === credential?.serialNumberHex);
};

describe('update', () => {
  it.each<Dialect>(['vendor', 'strict'])(
    '[A03][A12][B03][D03][D04] %s: 9A renewed, all else as before',
    async (dialect) => {
      const { card, pin, deviceId, device, before } = await issued(dialect);
      const { actions } = await inspect(system.api, agent.workstationId, reader);
      expect(actions.find(({ action }) => action === 'update')).toMatchObject({ possible: true });

      const { plan, warnings } = await dryRun(deviceId);
      expect(plan.steps[0]).toMatchObject({ phase: 'verify', kind: 'verify-pin' });
      expect(plan.steps.map(({ kind }) => kind)).not.toContain('put-data');
      expect(warnings.replaced.map(({ keyReference, effect }) => [keyReference, effect])).toEqual([
        ['9A', 'Replaced by a new certificate, which stays valid until it expires'],
      ]);
      expect(await card.snapshot()).toEqual(before);

      card.seen.length = 0;
      const { requestId } = await start(deviceId, { planHash: plan.planHash });
      expect(await asked(requestId)).toMatchObject({ type: 'UPDATE', awaiting: 'pin', errorCode: null });
      // [D21] Nothing that authenticates, writes or generates before the PIN is there.
      expect(card.seen.filter((apdu) => ['DB', '47', '24', '2C', 'FF'].includes(apdu.slice(2, 4)))).toEqual([]);
      await supplyPin(system.api, requestId, pin);
      const done = await ended(requestId);
      expect([done.state, done.errorCode, done.errorMessage]).toEqual(['COMPLETED', null, null]);
      // [F17] One key reference.
      expect(done.roundTrips).toBeLessThanOrEqual(4 + 1);

      const after = await card.snapshot();
      expect(after.keys['9A']!.publicKeySpkiBase64).not.toBe(before.keys['9A']!.publicKeySpkiBase64);
      expect(after.objects['5FC105']).not.toEqual(before.objects['5FC105']);
      expect(rest(after)).toEqual(rest(before));
      expect(await card.hasPin(pin)).toBe(true);
      // No PIN, PUK or management key was set.
      expect(card.seen.filter((apdu) => ['24', '2C', 'FF'].includes(apdu.slice(2, 4)))).toEqual([]);

      const renewed = await deviceOf(deviceId);
      const { state, profileVersion, expiresOn } = device;
      expect(renewed).toMatchObject({ state, profileVersion, expiresOn, health: 'ok', pin: 'set', operation: 'idle' });
      const [old, now] = [certificateOf(device, '9A')!, certificateOf(renewed, '9A')!];
      expect(now.notAfter.slice(0, 10) <= expiresOn!).toBe(true);
      const oldRow = renewed.credentials.find(({ serialNumberHex }) => serialNumberHex === old.serialNumberHex);
      expect(oldRow?.state).toBe('SUPERSEDED');
      expect(renewed.certificates.filter(({ status }) => status !== 'good')).toEqual([]);
      const [audit] = await records.query<{ reason: string; details: Record<string, unknown> }>(
        `SELECT reason, details FROM issuance.audit_log WHERE action = 'card.updated' AND object = $1`,
        [`device:${deviceId}`],
      );
      expect(audit).toMatchObject({
        reason: 'RENEW',
        details: { oldSerials: [old.serialNumberHex], newSerials: [now.serialNumberHex] },
      });
      await whole(deviceId, card);
    },
  );

  it('[A12] 9D: the old key moves into the history; Key History and Security Object follow, the CHUID stays', async () => {
    const { card, pin, deviceId, before } = await issued('vendor');
    const { requestId } = await start(deviceId, { keyReferences: ['9D'], reason: 'HOLDER_DATA_CHANGED' });
    await asked(requestId);
    await supplyPin(system.api, requestId, pin);
    expect(await ended(requestId)).toMatchObject({ state: 'COMPLETED', errorCode: null });
    const after = await card.snapshot();
    expect(after.keys['82']?.publicKeySpkiBase64).toBe(before.keys['9D']!.publicKeySpkiBase64);
    expect(after.objects['5FC10D']).toEqual(before.objects['5FC10B']);
    expect(after.objects['5FC102']).toEqual(before.objects['5FC102']);
    expect(after.objects['5FC106']).not.toEqual(before.objects['5FC106']);
    await whole(deviceId, card);
    const { findings = [] } = await inspect(system.api, agent.workstationId, reader);
    expect(findings).toEqual([]);
  });

  it('[A12] a PIN that is not the card’s: asked again, stopped before the last try, never sent twice', async () => {
    const { card, pin, deviceId, before } = await issued('vendor');
    const { requestId } = await start(deviceId);
    await asked(requestId);
    const wrong = randomPin();
    await supplyPin(system.api, requestId, wrong);
    expect((await asked(requestId, 2)).sentence).toMatch(/^That was not the PIN of the card: 2 tries are left/);
    // The same once more costs no try: the card is not asked.
    await supplyPin(system.api, requestId, wrong);
    expect((await asked(requestId, 3)).sentence).toMatch(/2 tries are left/);
    await supplyPin(system.api, requestId, randomPin());
    expect(await untilSaga(system.api, requestId, ['FAILED'])).toMatchObject({ errorCode: 'CARD_PIN_LAST_TRY' });
    expect((await card.snapshot()).pin.retriesRemaining).toBe(1);
    // All but the tries of its PIN.
    expect({ ...(await card.snapshot()), pin: before.pin }).toEqual(before);
    await system.api('POST', `/sagas/${requestId}/retry`, {});
    expect((await asked(requestId, 4)).sentence).toMatch(/^One try is left/);
    await supplyPin(system.api, requestId, pin);
    expect(await ended(requestId)).toMatchObject({ state: 'COMPLETED', errorCode: null });
    await whole(deviceId, card);
  });

  it('[A12] cancelled before the first key: as before; a blocked PIN and a key that the profile lacks are refused', async () => {
    const { card, deviceId, before, device } = await issued('vendor');
    const { requestId } = await start(deviceId);
    await asked(requestId);
    const { effect } = await system.api<Reply<'sagas.cancel'>>('POST', `/sagas/${requestId}/cancel`, {
      reasonText: 'spec',
    });
    expect(effect).toMatch(/^Nothing on the card was changed/);
    expect(await ended(requestId)).toMatchObject({ state: 'CANCELLED' });
    expect(await card.snapshot()).toEqual(before);
    expect((await deviceOf(deviceId)).credentials).toEqual(device.credentials);
    await expect(start(deviceId, { keyReferences: ['9E'] })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await expect(start(deviceId, { reason: 'CONTENT_DAMAGED' })).rejects.toMatchObject({ code: 'REASON_NOT_ALLOWED' });
    await card.block();
    card.seen.length = 0;
    await expect(start(deviceId)).rejects.toMatchObject({ code: 'CARD_PIN_BLOCKED' });
    // Reads and empty VERIFY alone.
    expect(card.seen.filter((apdu) => apdu.slice(2, 4) === '20' && apdu.length > 10)).toEqual([]);
  });

  it('one that parked in issuance-svc, before updates moved to update-svc, is finished there', async () => {
    const { card, pin, deviceId, device, before } = await issued('vendor');
    const { requestId } = await start(deviceId);
    await asked(requestId);
    await agent.slots.remove(reader);
    const parked = await untilSaga(system.api, requestId, ['FAILED'], 40_000);
    const { address, namespace } = { address: system.at.temporalAddress, namespace: system.at.temporalNamespace };
    const codecKeysFile = join(system.home, 'secrets', 'payload-codec-keys.json');
    const temporal = createTemporalClient({ address, namespace, codecKeysFile });
    try {
      // As the release before has it: the same saga on the queue of issuance-svc, parked.
      const abandonAfterMs = 72 * 3600_000;
      const input: SagaInput<'UPDATE'> = {
        ...{ requestId, deviceId, tenantId: defaultTenantId, personId: grace, workstationId: agent.workstationId },
        correlationId: parked.correlationId,
        kind: 'update',
        keyReferences: ['9A'],
        profileName: profile.name,
        profileVersion: device.profileVersion!,
        reason: 'RENEW',
        acceptHistoryLoss: false,
        planHash: null,
        pinWaitMs: 600_000,
        abandonAfterMs,
        resume: {
          attempt: parked.attempt,
          percent: parked.percent,
          parked: { code: 'CARD_ABSENT', message: 'x', stage: 'open', until: Date.now() + abandonAfterMs },
        },
      };
      const handle = await temporal.client.workflow.start('updateCard', {
        taskQueue: 'issuance',
        workflowId: cardWriteWorkflowId(deviceId),
        workflowIdConflictPolicy: 'TERMINATE_EXISTING',
        memo: { requestId },
        args: [input],
      });
      await agent.slots.insert(reader, card);
      await asked(requestId, parked.attempt + 1);
      await supplyPin(system.api, requestId, pin);
      const done = await ended(requestId);
      expect([done.state, done.errorCode, done.errorMessage]).toEqual(['COMPLETED', null, null]);
      expect(await handle.result()).toMatchObject({ outcome: 'updated' });
      const { events } = await handle.fetchHistory();
      const queues = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes?.taskQueue?.name);
      expect([...new Set(queues.filter((name) => name != null))]).toEqual(['issuance']);
    } finally {
      await temporal.close();
    }
    const after = await card.snapshot();
    expect(after.keys['9A']!.publicKeySpkiBase64).not.toBe(before.keys['9A']!.publicKeySpkiBase64);
    await whole(deviceId, card);
  });

  it('[A12] pulled after the key was made: put in again it asks for the PIN again and goes on', async () => {
    const { card, pin, deviceId } = await issued('strict');
    const { requestId } = await start(deviceId);
    await asked(requestId);
    let cut = false;
    card.armCut(({ ins }) => (cut || ins !== 0x47 ? undefined : ((cut = true), 'after')));
    await supplyPin(system.api, requestId, pin);
    expect(['CARD_ABSENT', 'CARD_REMOVED']).toContain((await untilSaga(system.api, requestId, ['FAILED'])).errorCode);
    card.armCut(undefined);
    await agent.slots.insert(reader, card);
    await untilSaga(system.api, requestId, ['AWAITING_USER'], 20_000);
    await supplyPin(system.api, requestId, pin);
    expect(await ended(requestId)).toMatchObject({ state: 'COMPLETED', errorCode: null });
    await whole(deviceId, card);
  });
});

/** A certificate in its window: what the agent asks and accepts, what the holder begins on the page of the offer. */
describe('an update that is offered', () => {
  /** From its first day on: the window is longer than what the CA gives a certificate. */
  const dueProfile = async (name: string): Promise<string> => {
    const [authentication, ...others] = profile.credentials;
    const first = { ...authentication!, renewalWindowDays: 2100, minimumGainDays: 1 };
    const definition = { ...profile, name, cardLifetimeDays: 2192, credentials: [first, ...others] };
    await system.api('POST', '/profiles', { definition });
    return name;
  };

  it('[A08, A10, A12, D14] is accepted at the workstation, begun by the holder alone, done; all else byte for byte as before', async () => {
    const { card, pin, deviceId, device, before } = await issued('vendor', await dueProfile('update-due'));
    const connection = await connectAsAgent(system, agent);
    const call = agentCalls(connection, agent);
    try {
      const check = () =>
        call('update.check', { identityText: device.identityText, agentVersion: '1', offers: 1, readerName: reader });
      // update-svc hears of the card by an event.
      await eventually(async () => (await check()).answer, 'available');
      const { requestId: offerId } = (await check()) as { requestId: string };
      await call('update.accept', { offerId, readerName: reader });

      const holder = await accessToken(system, graceClaims);
      const other = await accessToken(system, { ...graceClaims, sub: 'ada', external_id: 'T2', name: 'Ada' });
      const as = (token: string, method: 'GET' | 'POST', path = '') =>
        callApi(system, token, method, `/update-offers/${offerId}${path}`, method === 'POST' ? {} : undefined);
      expect(await as(holder, 'GET')).toMatchObject({
        status: 200,
        body: { offer: { deviceId, kind: 'cert.renew', state: 'accepted', requestId: null } },
      });
      for (const path of ['GET', 'POST'] as const)
        expect(await as(other, path, path === 'GET' ? '' : '/begin')).toMatchObject({
          status: 403,
          body: { code: 'AUTH_NOT_YOUR_DEVICE' },
        });
      expect(await card.snapshot()).toEqual(before);

      const begun = await as(holder, 'POST', '/begin');
      expect(begun).toMatchObject({ status: 202, body: { saga: { type: 'UPDATE', deviceId } } });
      const { requestId } = (begun.body as { saga: SagaRow }).saga;
      await asked(requestId);
      // Sent again, as a browser does whose answer was lost.
      expect(await as(holder, 'POST', '/begin')).toMatchObject({ status: 202, body: { saga: { requestId } } });
      expect(await check()).toMatchObject({ answer: 'under-way', requestId });
      await supplyPin(system.api, requestId, pin);
      expect(await ended(requestId)).toMatchObject({ state: 'COMPLETED', errorCode: null });

      const after = await card.snapshot();
      expect(after.keys['9A']!.publicKeySpkiBase64).not.toBe(before.keys['9A']!.publicKeySpkiBase64);
      expect(rest(after)).toEqual(rest(before));
      expect(await card.hasPin(pin)).toBe(true);
      const offers = () => system.api<Reply<'devices.update-offers'>>('GET', `/devices/${deviceId}/update-offers`);
      await eventually(
        async () => (await offers()).rows.find((row) => row.offerId === offerId),
        expect.objectContaining({ state: 'done', outcome: 'COMPLETED', requestId }),
      );
      await whole(deviceId, card);
      // Accepted after its end.
      await expect(call('update.accept', { offerId, readerName: reader })).rejects.toMatchObject({
        code: 'REQUEST_OFFER_CLOSED',
        details: { state: 'done' },
      });
    } finally {
      await connection.close();
    }
  });

  it('[B10] is signed under the root that the credential of an agent names; bad input begins nothing and changes nothing on the card', async () => {
    const { card, deviceId, device, before } = await issued('strict', await dueProfile('update-due-signed'));
    const elsewhere = await startWorkstation(system, { name: 'elsewhere', readers: 1 });
    const [here, there] = [await connectAsAgent(system, agent), await connectAsAgent(system, elsewhere)];
    try {
      const [call, callThere] = [agentCalls(here, agent), agentCalls(there, elsewhere)];
      const question = { agentVersion: '1', offers: 1, readerName: reader } as const;
      const { identityText } = device;
      const check = () => call('update.check', { identityText, ...question });
      await eventually(async () => (await check()).answer, 'available');
      const answer = (await check()) as Extract<UpdateCheckAnswer, { answer: 'available' }>;
      const { requestId: offerId, signedOffer } = answer;

      const jwt = (await readFile(join(agent.agentHome, 'agent.jwt'), 'utf8')).trim();
      const chain = decodeProtectedHeader(signedOffer!).x5c!.map((der) => Buffer.from(der, 'base64'));
      const root = createHash('sha256').update(chain.at(-1)!).digest('hex');
      expect((decodeJwt(jwt) as { nats: { tags: string[] } }).nats.tags).toContain(`root-ca:${root}`);
      const { payload } = await compactVerify(signedOffer!, new X509Certificate(chain[0]!).publicKey);
      expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({ identityText, offerId, deviceId });
      // What was signed is answered again, and not signed anew.
      expect(await check()).toMatchObject({ signedOffer });

      const code = (asked: Promise<unknown>): Promise<unknown> =>
        asked.catch((error: unknown) => (error as CardwrightError).code);
      const accept = { offerId, readerName: reader };
      expect({
        'unknown serial': await call('update.check', { ...question, identityText: 'ykserial:99999999' }),
        'no serial': await code(call('update.check', { ...question, identityText: '../etc' })),
        'no offer': await code(call('update.accept', { ...accept, offerId: randomUUID() })),
        'no id': await code(call('update.accept', { ...accept, offerId: 'x' })),
        'no reader': await code(call('update.accept', { offerId } as never)),
        'no cause': await code(call('update.postpone', { offerId, cause: 'bored' as never })),
        "somebody else's workstation": await code(callThere('update.accept', accept)),
        "somebody else's postponement": await code(callThere('update.postpone', { offerId, cause: 'dismissed' })),
      }).toEqual({
        'unknown serial': { answer: 'not-managed', now: expect.any(String) },
        'no serial': 'REQUEST_INVALID',
        'no offer': 'REQUEST_NOT_FOUND',
        'no id': 'REQUEST_NOT_FOUND',
        'no reader': 'REQUEST_INVALID',
        'no cause': 'REQUEST_INVALID',
        "somebody else's workstation": 'REQUEST_OFFER_ELSEWHERE',
        "somebody else's postponement": 'REQUEST_OFFER_ELSEWHERE',
      });
      expect(await call('update.accept', accept)).toEqual({ accepted: true });
      expect(await call('update.accept', accept)).toEqual({ accepted: true });

      // A workstation that is revoked asks nothing any more.
      await system.api('POST', `/workstations/${elsewhere.workstationId}/revoke`, { reasonText: 'stolen computer' });
      await expect(callThere('update.check', { identityText, ...question })).rejects.toBeInstanceOf(Error);

      await system.api('POST', `/devices/${deviceId}/terminate`, { reason: 'LOST' });
      await eventually(() => code(call('update.accept', accept)), 'REQUEST_OFFER_CLOSED');
      const { rows } = await system.api<Reply<'devices.update-offers'>>('GET', `/devices/${deviceId}/update-offers`);
      expect(rows).toMatchObject([{ offerId, state: 'withdrawn', requestId: null, outcome: null }]);
      expect(await card.snapshot()).toEqual(before);
    } finally {
      await Promise.all([here.close(), there.close()]);
      await elsewhere.stop();
    }
  });
});

describe('a reprovision that waits for the holder', () => {
  const ask = (deviceId: string, more: object = {}) =>
    system.api<Reply<'devices.request-reprovision'>>('POST', `/devices/${deviceId}/reprovision-request`, {
      reason: 'HOLDER_DATA_CHANGED',
      ...more,
    });

  it('[D14] waits, is shown, holds up nothing; the holder runs this very request; another is withdrawn', async () => {
    const { card, deviceId, pin } = await issued('vendor');
    const { saga: first } = await ask(deviceId);
    expect(first).toMatchObject({ type: 'REPROVISION', state: 'READY', personId: grace, actions: ['cancel'] });
    const { saga } = await ask(deviceId, { reason: 'PROFILE_CHANGED' });
    const { rows } = await system.api<Reply<'sagas.list'>>('GET', `/sagas?deviceId=${deviceId}`);
    expect(rows.slice(0, 2).map(({ requestId, state }) => [requestId, state])).toEqual([
      [saga.requestId, 'READY'],
      [first.requestId, 'SUPERSEDED'],
    ]);
    // One saga runs per device; what waits does not count.
    const update = await start(deviceId);
    await asked(update.requestId);
    const holder = await accessToken(system, graceClaims);
    const place = { workstationId: agent.workstationId, readerName: reader };
    const run = () =>
      callApi(system, holder, 'POST', `/devices/${deviceId}/reprovision`, { ...place, reason: 'CONTENT_DAMAGED' });
    expect(await run()).toMatchObject({
      status: 409,
      body: { code: 'REQUEST_DEVICE_BUSY', details: { requestId: update.requestId } },
    });
    await supplyPin(system.api, update.requestId, pin);
    expect(await ended(update.requestId)).toMatchObject({ state: 'COMPLETED' });

    const withdrawn = await callApi(system, holder, 'POST', `/sagas/${saga.requestId}/cancel`, {
      reasonText: 'not mine',
    });
    expect(withdrawn).toMatchObject({ status: 403 });
    expect(await run()).toMatchObject({ status: 202, body: { saga: { requestId: saga.requestId } } });
    await asked(saga.requestId);
    const newPin = randomPin();
    await supplyPin(system.api, saga.requestId, newPin);
    expect(await ended(saga.requestId)).toMatchObject({ state: 'COMPLETED', errorCode: null });
    expect(await card.hasPin(newPin)).toBe(true);
    const [row] = await records.query<{ reason: string; workstation_id: string }>(
      'SELECT reason, workstation_id FROM issuance.request WHERE request_id = $1',
      [saga.requestId],
    );
    expect(row).toEqual({ reason: 'PROFILE_CHANGED', workstation_id: agent.workstationId });

    const third = (await ask(deviceId)).saga;
    const cancel = await system.api<Reply<'sagas.cancel'>>('POST', `/sagas/${third.requestId}/cancel`, {
      reasonText: 'no',
    });
    expect(cancel).toMatchObject({
      saga: { state: 'WITHDRAWN', actions: [] },
      effect: 'The request is withdrawn; nothing was begun.',
    });
    await whole(deviceId, card);
  });

  it('[D14] is nothing for one’s own card, nor for one that is suspended; it ends with the card', async () => {
    const { deviceId } = await issued('vendor');
    const holder = await accessToken(system, { ...graceClaims, roles: ['cardholder', 'issuance-operator'] });
    const own = await callApi(system, holder, 'POST', `/devices/${deviceId}/reprovision-request`, {
      reason: 'PROFILE_CHANGED',
    });
    expect(own).toMatchObject({ status: 403, body: { code: 'AUTH_FORBIDDEN' } });
    await expect(ask(deviceId, { reason: 'LOST' })).rejects.toMatchObject({ code: 'REASON_NOT_ALLOWED' });
    const { requestId } = (await ask(deviceId)).saga;
    await system.api('POST', `/devices/${deviceId}/suspend`, { reason: 'MISPLACED' });
    await expect(ask(deviceId)).rejects.toMatchObject({ code: 'LIFECYCLE_NOT_ACTIVE' });
    await system.api('POST', `/devices/${deviceId}/terminate`, { reason: 'LOST' });
    expect(await untilSaga(system.api, requestId, ['CANCELLED'], 10_000)).toMatchObject({ actions: [] });
  });
});

/** Three elliptic curve keys, which even a slow machine makes at once. */
const profile = {
  name: 'updated',
  title: 'updated',
  application: 'PIV',
  cardLifetimeDays: 365,
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', pinTries: 3 },
  initialPin: 'none',
  credentials: [
    ['9A', 'authentication'],
    ['9C', 'digital-signature'],
    ['9D', 'key-management'],
  ].map(([keyReference, container]) => ({
    ...{ container, keyReference, algorithm: 'ECCP256', keyOrigin: 'card' },
    certificateProfile: `piv-${container}`,
  })),
  dataObjects: { printedInformation: true, securityObject: true },
};

/** Everything but these keys and their certificates. */
const rest = (snapshot: CardSnapshot, but: readonly string[] = ['9A', '5FC105']) => everythingBut(snapshot, but);

/** Every command that reached it. */
class WatchedCard extends SimulatedCard {
  readonly seen: string[] = [];
  override transmit(command: Uint8Array): Promise<Uint8Array> {
    this.seen.push(Buffer.from(command).toString('hex').toUpperCase());
    return super.transmit(command);
  }

  /** Spends every try of the PIN with a wrong value, as a holder would. */
  async block(): Promise<void> {
    await super.transmit(Buffer.from('00A4040009A00000030800001000', 'hex'));
    const wrong = Buffer.from('0020008008' + '39'.repeat(8), 'hex');
    for (let tries = 0; tries < 5; tries++) await super.transmit(wrong);
  }
}
