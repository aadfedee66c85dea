/**
 * A new version of a profile on the whole system, from its publication to the changed card, in both dialects: the offer, the update that the
 * holder begins, the card byte for byte, the record and the CA (A04, B04, D14); and what is only a hint to the operator (E5).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { UpdateCheckAnswer } from '@cardwright/contracts/nats/edge.api';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { CutMoment, CutPolicy } from '@cardwright/simulated-card/power-cut';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { agentCalls, connectAsAgent } from '../../src/agent-connection.js';
import { eventually } from '../../src/eventually.js';
import { everythingBut } from '../../src/everything-but.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { inspect, issueCard, personId, randomPin, supplyPin, untilAsked, untilSaga } from '../../src/issue.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';
import { untilWhole } from '../../src/until-whole.js';

jest.setTimeout(120_000);
const reader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const graceClaims = { sub: 'grace', external_id: 'T1', name: 'Grace Hopper', roles: ['cardholder'] };
type Dialect = 'vendor' | 'strict';

/** Elliptic curve keys, which even a slow machine makes at once. */
const credential = (keyReference: string, container: string) => ({
  ...{ container, keyReference, algorithm: 'ECCP256', keyOrigin: 'card' },
  certificateProfile: `piv-${container}`,
});
const authentication = credential('9A', 'authentication');
const signature = credential('9C', 'digital-signature');
const keyManagement = credential('9D', 'key-management');
const cardAuthentication = credential('9E', 'card-authentication');
const definition = (name: string, credentials: object[], more: object = {}) => ({
  ...{ name, title: name, application: 'PIV', cardLifetimeDays: 365, initialPin: 'none', credentials },
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', pinTries: 3 },
  dataObjects: { printedInformation: true, securityObject: true },
  ...more,
});

let system: TestSystem;
let records: Records;
let agent: Workstation;
let grace: string;
let serial = 66_000_000;

beforeAll(async () => {
  system = await startSystem();
  records = await openRecords(system);
  await system.api('POST', '/people/import', { csv: people });
  grace = await personId(system.api, 'T1');
  agent = await startWorkstation(system, { name: 'versions', readers: 1 });
});
afterEach(() => agent.slots.remove(reader));
afterAll(async () => {
  await agent?.stop();
  await records?.close();
  await system?.stop();
});

const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;

async function issued(dialect: Dialect, profileName: string) {
  const card = new SimulatedCard({ dialect, serial: ++serial });
  await agent.slots.insert(reader, card);
  const pin = randomPin();
  const place = { workstationId: agent.workstationId, readerName: reader };
  const { deviceId } = await issueCard(system.api, { ...place, personId: grace, profileName, pin });
  return { card, pin, deviceId, device: await deviceOf(deviceId), before: await card.snapshot() };
}

const publish = (name: string, credentials: object[], more: object = {}) =>
  system.api('POST', '/profiles', { definition: definition(name, credentials, more) });
const offersOf = (deviceId: string) =>
  system.api<ReplyOf<IssuanceApi, 'devices.update-offers'>>('GET', `/devices/${deviceId}/update-offers`);

async function checked(device: DeviceDetail): Promise<UpdateCheckAnswer> {
  const connection = await connectAsAgent(system, agent);
  try {
    const asked = { agentVersion: '1', offers: 1, readerName: reader } as const;
    return await agentCalls(connection, agent)('update.check', { identityText: device.identityText, ...asked });
  } finally {
    await connection.close();
  }
}
/** What is offered, or the answer that nothing is. */
const causes = (answer: UpdateCheckAnswer) =>
  answer.answer !== 'available'
    ? answer.answer
    : answer.offer?.causes.map(({ kind, cause, keyReferences }) => [kind, cause, keyReferences.join()]);

/** The holder begins what is offered; answers when the PIN is asked for. */
async function begun(device: DeviceDetail): Promise<string> {
  const { requestId: offerId } = (await checked(device)) as Extract<UpdateCheckAnswer, { answer: 'available' }>;
  const holder = await accessToken(system, graceClaims);
  const reply = await callApi(system, holder, 'POST', `/update-offers/${offerId}/begin`, {});
  expect(reply).toMatchObject({ status: 202, body: { saga: { type: 'UPDATE' } } });
  const { requestId } = (reply.body as { saga: SagaRow }).saga;
  await untilAsked(system.api, requestId, 1);
  return requestId;
}

async function ended(requestId: string, pin: string): Promise<SagaRow> {
  await supplyPin(system.api, requestId, pin);
  return untilSaga(system.api, requestId, ['COMPLETED', 'FAILED', 'CANCELLED'], 40_000);
}
const done = { state: 'COMPLETED', errorCode: null };

/**
 * Once, at this step of an update that adds a key and removes another: GENERATE makes one; the vendor's DELETE, or another GENERATE, destroys
 * one; the PUT DATA behind that erases its certificate.
 */
function cutAt(step: 'made' | 'destroyed' | 'erased', moment: CutMoment): CutPolicy {
  const seen: string[] = [];
  return ({ ins }) => {
    const destroyed = seen.includes('destroyed');
    const now =
      ins === 0x47
        ? seen.includes('made')
          ? 'destroyed'
          : 'made'
        : ins === 0xf6
          ? 'destroyed'
          : ins === 0xdb && destroyed
            ? 'erased'
            : '';
    const first = now !== '' && !seen.includes(now);
    seen.push(now);
    return first && now === step ? moment : undefined;
  };
}

describe('a new version of a profile', () => {
  it.each<Dialect>(['vendor', 'strict'])(
    '[A04][A12][B04][D14] %s: one key reference more and one less, from the published version to the changed card',
    async (dialect) => {
      const name = `update-version-${dialect}`;
      await publish(name, [authentication, signature, keyManagement]);
      const { card, pin, deviceId, device, before } = await issued(dialect, name);
      await eventually(async () => causes(await checked(device)), 'none');

      await publish(name, [authentication, keyManagement, cardAuthentication]);
      await eventually(
        async () => causes(await checked(device)),
        [
          ['cert.add', 'PROFILE_CHANGED', '9E'],
          ['cert.remove', 'PROFILE_CHANGED', '9C'],
        ],
        20_000,
      );
      const requestId = await begun(device);
      expect(await card.snapshot()).toEqual(before);
      expect(await ended(requestId, pin)).toMatchObject({
        ...done,
        sentence:
          'New keys and certificates in 9E; Key and certificate removed from 9C; the PIN and all else are as before',
      });

      const after = await card.snapshot();
      expect([before, after].map(({ objects }) => ['5FC10A', '5FC101'].filter((tag) => objects[tag]))).toEqual([
        ['5FC10A'],
        ['5FC101'],
      ]);
      // A card that deletes no key has one that nobody can use.
      expect(after.keys['9C']?.publicKeySpkiBase64).not.toBe(before.keys['9C']!.publicKeySpkiBase64);
      expect(after.keys['9C'] === undefined).toBe(dialect === 'vendor');
      const touched = ['9C', '5FC10A', '9E', '5FC101'];
      expect(everythingBut(after, touched)).toEqual(everythingBut(before, touched));
      expect(await card.hasPin(pin)).toBe(true);

      const updated = await deviceOf(deviceId);
      expect(updated).toMatchObject({ state: 'ACTIVE', profileVersion: 2, health: 'ok', pin: 'set' });
      expect(
        updated.credentials
          .filter(({ state }) => state === 'ACTIVE')
          .map(({ keyReference }) => keyReference)
          .sort(),
      ).toEqual(['9A', '9D', '9E']);
      const gone = device.credentials.find(({ keyReference }) => keyReference === '9C')?.serialNumberHex;
      await eventually(
        async () => (await deviceOf(deviceId)).certificates.find(({ serialNumberHex }) => serialNumberHex === gone),
        expect.objectContaining({ status: 'revoked', revocationReason: 'superseded' }),
      );
      await eventually(async () => causes(await checked(device)), 'none');
      expect((await offersOf(deviceId)).rows).toMatchObject([{ state: 'done', outcome: 'COMPLETED', requestId }]);
      await untilWhole({ api: system.api, records }, deviceId, card);
      const { findings = [] } = await inspect(system.api, agent.workstationId, reader);
      expect(findings).toEqual([]);
    },
  );

  it.each<Dialect>(['vendor', 'strict'])(
    '[A15][B04][fault 11][fault 12][fault 13] %s: pulled while a key is added and another removed: put in again it goes on',
    async (dialect) => {
      const name = `update-version-cut-${dialect}`;
      const one = [authentication, signature, keyManagement];
      const other = [authentication, cardAuthentication, keyManagement];
      await publish(name, one);
      const { card, pin, deviceId, device } = await issued(dialect, name);
      const cuts = (['made', 'destroyed', 'erased'] as const).flatMap((step) =>
        (['inside', 'after'] as const).map((moment) => ({ step, moment })),
      );
      for (const [index, { step, moment }] of cuts.entries()) {
        const [wanted, added, removed] = index % 2 === 0 ? [other, '9E', '9C'] : [one, '9C', '9E'];
        await publish(name, wanted);
        const offered = [
          ['cert.add', 'PROFILE_CHANGED', added],
          ['cert.remove', 'PROFILE_CHANGED', removed],
        ];
        await eventually(async () => causes(await checked(device)), offered, 20_000);
        const requestId = await begun(device);
        card.armCut(cutAt(step, moment));
        await supplyPin(system.api, requestId, pin);
        const parked = await untilSaga(system.api, requestId, ['FAILED'], 20_000);
        expect(['CARD_ABSENT', 'CARD_REMOVED']).toContain(parked.errorCode);
        card.armCut(undefined);
        await agent.slots.insert(reader, card);
        await untilSaga(system.api, requestId, ['AWAITING_USER'], 20_000);
        expect(await ended(requestId, pin)).toMatchObject(done);
        const { credentials, profileVersion, health } = await deviceOf(deviceId);
        const active = credentials.filter(({ state }) => state === 'ACTIVE').map(({ keyReference }) => keyReference);
        expect({ step, moment, profileVersion, health, active: active.sort() }).toEqual({
          ...{ step, moment, profileVersion: index + 2, health: 'ok' },
          active: wanted.map(({ keyReference }) => keyReference).sort(),
        });
        await untilWhole({ api: system.api, records }, deviceId, card);
      }
    },
  );

  it('[B04][D14] one less alone; then a key that is wanted otherwise; what no update can do is a hint to the operator', async () => {
    const name = 'update-version-steps';
    await publish(name, [authentication, signature, keyManagement]);
    const { card, pin, deviceId, device, before } = await issued('vendor', name);
    await publish(name, [authentication, keyManagement]);
    await eventually(async () => causes(await checked(device)), [['cert.remove', 'PROFILE_CHANGED', '9C']], 20_000);
    expect(await ended(await begun(device), pin)).toMatchObject(done);
    const removed = await card.snapshot();
    expect(everythingBut(removed, ['9C', '5FC10A'])).toEqual(everythingBut(before, ['9C', '5FC10A']));
    expect(await deviceOf(deviceId)).toMatchObject({ profileVersion: 2 });

    await publish(name, [{ ...authentication, algorithm: 'ECCP384' }, keyManagement]);
    await eventually(async () => causes(await checked(device)), [['profile.version', 'PROFILE_CHANGED', '9A']], 20_000);
    expect(await ended(await begun(device), pin)).toMatchObject(done);
    expect(everythingBut(await card.snapshot(), ['9A', '5FC105'])).toEqual(everythingBut(removed, ['9A', '5FC105']));
    expect(await deviceOf(deviceId)).toMatchObject({ profileVersion: 3 });
    await untilWhole({ api: system.api, records }, deviceId, card);

    await publish(name, [keyManagement], { dataObjects: { securityObject: true } });
    await eventually(
      async () => (await offersOf(deviceId)).due.map(({ kind }) => kind).filter((kind) => kind !== 'card.replace'),
      ['profile.reprovision'],
      20_000,
    );
    expect(causes(await checked(device))).toBe('none');
  });
});
