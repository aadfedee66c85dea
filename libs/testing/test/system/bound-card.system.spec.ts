/**
 * A blank card that is bound to a person, on the whole system, in both dialects: from the operator's bind to the card that its person has set
 * up at another workstation than any that knew it (B06).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { UpdateCheckAnswer } from '@cardwright/contracts/nats/edge.api';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import { wellKnownFactory } from '@cardwright/simulated-card/card/factory';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { agentCalls, connectAsAgent } from '../../src/agent-connection.js';
import { eventually } from '../../src/eventually.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { inspect, issueCard, personId, randomPin, supplyPin, untilAsked, untilSaga } from '../../src/issue.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';
import { untilWhole } from '../../src/until-whole.js';

jest.setTimeout(120_000);
const reader = 'Faulty reader 0';
const profileName = 'authentication-only';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
T2,Alan,Turing,Alan Turing,alan@example.test,alan@example.test
`;
const claims = {
  grace: { sub: 'grace', external_id: 'T1', name: 'Grace Hopper', roles: ['cardholder'] },
  alan: { sub: 'alan', external_id: 'T2', name: 'Alan Turing', roles: ['cardholder'] },
};

let system: TestSystem;
let records: Records;
/** Where blank cards are taken into stock, and where their people put them in. */
let stockroom: Workstation;
let desk: Workstation;
let grace: string;
let serial = 67_000_000;

beforeAll(async () => {
  system = await startSystem();
  records = await openRecords(system);
  await system.api('POST', '/people/import', { csv: people });
  grace = await personId(system.api, 'T1');
  stockroom = await startWorkstation(system, { name: 'stockroom', readers: 1 });
  desk = await startWorkstation(system, { name: 'desk', readers: 1 });
});
afterEach(() => Promise.all([stockroom.slots.remove(reader), desk.slots.remove(reader)]));
afterAll(async () => {
  await desk?.stop();
  await stockroom?.stop();
  await records?.close();
  await system?.stop();
});

const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
const offersOf = (deviceId: string) =>
  system.api<ReplyOf<IssuanceApi, 'devices.update-offers'>>('GET', `/devices/${deviceId}/update-offers`);

/** A card that was looked at in the stockroom, and lies in a drawer since. */
async function looked(card: SimulatedCard): Promise<DeviceDetail> {
  await stockroom.slots.insert(reader, card);
  const { device } = await inspect(system.api, stockroom.workstationId, reader);
  await stockroom.slots.remove(reader);
  return deviceOf(device.deviceId);
}
async function inStock(dialect: DialectName) {
  const card = stockroom.card(dialect, ++serial);
  return { card, device: await looked(card) };
}

async function checked({ identityText }: DeviceDetail): Promise<UpdateCheckAnswer> {
  const connection = await connectAsAgent(system, desk);
  try {
    const asked = { identityText, agentVersion: '1', offers: 1, readerName: reader } as const;
    return await agentCalls(connection, desk)('update.check', asked);
  } finally {
    await connection.close();
  }
}
const answerOf = async (device: DeviceDetail): Promise<string> => (await checked(device)).answer;

const begin = async (offerId: string, who: keyof typeof claims) =>
  callApi(system, await accessToken(system, claims[who]), 'POST', `/update-offers/${offerId}/begin`, {});

describe('[B06] a blank card that is bound to a person', () => {
  it.each<DialectName>(['vendor', 'strict'])(
    '[B06] %s: is set up by that person, where they put it in, with a PIN of their choice; another blank card is not',
    async (dialect) => {
      const { card, device } = await inStock(dialect);
      const other = await inStock(dialect);
      const before = await card.snapshot();
      const bound = await system.api<ReplyOf<IssuanceApi, 'devices.bind'>>('POST', `/devices/${device.deviceId}/bind`, {
        ...{ personId: grace, profileName, reasonText: 'starts in May' },
      });
      expect(bound).toMatchObject({
        device: { state: 'ASSIGNED', personName: 'Grace Hopper' },
        saga: { state: 'READY' },
      });
      await eventually(async () => (await offersOf(device.deviceId)).due.map(({ kind }) => kind), ['card.issue']);

      await desk.slots.insert(reader, other.card);
      expect(await answerOf(other.device)).toBe('none');
      await desk.slots.remove(reader);
      await desk.slots.insert(reader, card);
      await eventually(() => answerOf(device), 'available');
      const { requestId: offerId } = (await checked(device)) as Extract<UpdateCheckAnswer, { answer: 'available' }>;
      expect(await begin(offerId, 'alan')).toMatchObject({ status: 403, body: { code: 'AUTH_NOT_YOUR_DEVICE' } });
      const begun = await begin(offerId, 'grace');
      const { requestId } = bound.saga;
      expect(begun).toMatchObject({ status: 202, body: { saga: { type: 'ISSUE', requestId } } });
      await untilAsked(system.api, requestId);
      const pin = randomPin();
      await supplyPin(system.api, requestId, pin);
      const saga: SagaRow = await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED', 'CANCELLED'], 40_000);
      expect(saga).toMatchObject({ state: 'COMPLETED', errorCode: null, workstationId: desk.workstationId });

      const after = await card.snapshot();
      expect([before.keys['9A'] === undefined, after.keys['9A'] === undefined]).toEqual([true, false]);
      expect(await card.hasPin(pin)).toBe(true);
      expect(await deviceOf(device.deviceId)).toMatchObject({
        ...{
          state: 'ACTIVE',
          personId: grace,
          profileName,
          profileVersion: 1,
          pin: 'set',
          health: 'ok',
          binding: null,
        },
        credentials: [{ keyReference: '9A', state: 'ACTIVE' }],
      });
      await eventually(
        async () => (await offersOf(device.deviceId)).rows.map(({ kind, state, outcome }) => [kind, state, outcome]),
        [['card.issue', 'done', 'COMPLETED']],
      );
      const [audit] = await records.query(
        `SELECT details->>'to' AS "to", reason FROM issuance.audit_log WHERE action = 'device.state-changed' AND object = $1
           AND details->>'from' = 'AVAILABLE'`,
        [`device:${device.deviceId}`],
      );
      expect(audit).toEqual({ to: 'ASSIGNED', reason: 'starts in May' });
      await untilWhole({ api: system.api, records }, device.deviceId, card);
    },
  );

  it('[B06] unbound while it is in the reader: the offer is withdrawn, the card stays blank', async () => {
    const { card, device } = await inStock('vendor');
    const before = await card.snapshot();
    await system.api('POST', `/devices/${device.deviceId}/bind`, { personId: grace, profileName });
    await desk.slots.insert(reader, card);
    await eventually(() => answerOf(device), 'available');
    await system.api('POST', `/devices/${device.deviceId}/unbind`, { reasonText: 'not hired' });
    await eventually(() => answerOf(device), 'none');
    await eventually(
      async () => (await offersOf(device.deviceId)).rows.map(({ kind, state }) => [kind, state]),
      [['card.issue', 'withdrawn']],
    );
    expect(await deviceOf(device.deviceId)).toMatchObject({ state: 'AVAILABLE', personId: null, binding: null });
    expect(await card.snapshot()).toEqual(before);
  });
});

describe('[B06] a bound card that cannot change what everybody knows', () => {
  it('[B06] is refused to its person, and set up by them where whoever bound it has accepted that, in words', async () => {
    const card = new SimulatedCard({ dialect: 'strict', serial: ++serial, factory: wellKnownFactory('3DES') });
    const device = await looked(card);
    const bind = (more: object) =>
      system.api<ReplyOf<IssuanceApi, 'devices.bind'>>('POST', `/devices/${device.deviceId}/bind`, {
        ...{ personId: grace, profileName, ...more },
      });
    const beginIt = async () => {
      await eventually(() => answerOf(device), 'available');
      const { requestId: offerId } = (await checked(device)) as Extract<UpdateCheckAnswer, { answer: 'available' }>;
      return begin(offerId, 'grace');
    };
    await bind({ reasonText: 'starts in May' });
    await desk.slots.insert(reader, card);
    const before = await card.snapshot();
    expect(await beginIt()).toMatchObject({ body: { code: 'CARD_WELL_KNOWN_SECRETS' } });
    expect(await card.snapshot()).toEqual(before);
    await system.api('POST', `/devices/${device.deviceId}/unbind`, { reasonText: 'not accepted' });
    await eventually(() => answerOf(device), 'none');

    await expect(bind({ acceptWellKnown: true })).rejects.toMatchObject({ code: 'REASON_TEXT_REQUIRED' });
    const { requestId } = (await bind({ acceptWellKnown: true, reasonText: 'for the laboratory alone' })).saga;
    expect(await beginIt()).toMatchObject({ status: 202, body: { saga: { type: 'ISSUE', requestId } } });
    await untilAsked(system.api, requestId);
    const pin = randomPin();
    await supplyPin(system.api, requestId, pin);
    expect((await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED', 'CANCELLED'], 40_000)).state).toBe(
      'COMPLETED',
    );
    expect(await deviceOf(device.deviceId)).toMatchObject({ state: 'ACTIVE', personId: grace, pin: 'set' });
  });
});

describe('[B07] a blank card that is bound in the place of another', () => {
  it.each([
    ['temporary', 'FORGOTTEN', 'SUSPENDED'],
    ['permanent', 'RENEW', 'REPLACED'],
  ] as const)(
    '[B07] %s: is set up by its person where it is put in, and takes its place; the old card and another blank one are offered nothing',
    async (kind, reason, left) => {
      const place = { workstationId: desk.workstationId, readerName: reader };
      const oldCard = desk.card('vendor', ++serial);
      await desk.slots.insert(reader, oldCard);
      const old = await issueCard(system.api, { ...place, personId: grace, profileName, pin: randomPin() });
      const oldDevice = await deviceOf(old.deviceId);
      const replaced = await system.api<ReplyOf<IssuanceApi, 'devices.replace'>>(
        'POST',
        `/devices/${old.deviceId}/replace`,
        { kind, reason },
      );
      const { card, device } = await inStock('vendor');
      const other = await inStock('vendor');
      const { requestId: replacementRequestId } = replaced.saga;
      const { saga } = await system.api<ReplyOf<IssuanceApi, 'devices.bind'>>(
        'POST',
        `/devices/${device.deviceId}/bind`,
        { personId: grace, profileName, replacementRequestId },
      );
      await eventually(
        async () => (await offersOf(device.deviceId)).due.map(({ kind: due }) => due),
        [`replace.${kind}`],
      );
      expect(await answerOf(oldDevice)).toBe('none');
      await desk.slots.remove(reader);
      await desk.slots.insert(reader, other.card);
      expect(await answerOf(other.device)).toBe('none');
      await desk.slots.remove(reader);

      await desk.slots.insert(reader, card);
      await eventually(() => answerOf(device), 'available');
      const answer = (await checked(device)) as Extract<UpdateCheckAnswer, { answer: 'available' }>;
      expect(answer.offer?.causes).toMatchObject([{ kind: `replace.${kind}`, cause: reason }]);
      const { requestId } = saga;
      expect(await begin(answer.requestId, 'grace')).toMatchObject({ status: 202, body: { saga: { requestId } } });
      await untilAsked(system.api, requestId);
      const pin = randomPin();
      await supplyPin(system.api, requestId, pin);
      expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED', 'CANCELLED'], 40_000)).toMatchObject({
        state: 'COMPLETED',
      });

      expect(await card.hasPin(pin)).toBe(true);
      expect(await deviceOf(device.deviceId)).toMatchObject({
        ...{ state: 'ACTIVE', personId: grace, pin: 'set', binding: null },
        replaces: { deviceId: old.deviceId, kind, reason },
      });
      expect(await deviceOf(old.deviceId)).toMatchObject({
        ...{ state: left, openReplacement: null },
        replacedBy: { deviceId: device.deviceId, kind },
      });
      const { saga: closed } = await system.api<{ saga: SagaRow }>('GET', `/sagas/${replacementRequestId}`);
      expect(closed).toMatchObject({ state: 'COMPLETED' });
      await untilWhole({ api: system.api, records }, device.deviceId, card);
    },
  );
});
