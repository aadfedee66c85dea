/**
 * Cards that answer otherwise than the book says, as the field has them: each is issued, or refused with its reason, and none is lost on
 * the way. One quirk of the simulated card at a time, on the whole system; agent and cards are in this process.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { AttestationRoot } from '@cardwright/simulated-card/attestation/attestation';
import { openAttestationRoot } from '@cardwright/simulated-card/attestation/attestation-root-file';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { MemoryStore } from '@cardwright/simulated-card/state-store';
import { CardFlows } from '../../src/card-flows.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { personId, startIssue, supplyPin, untilAsked, untilSaga } from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { startScript } from '../../src/start-script.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(120_000);
const reader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const fourKeys = ['9A', '9C', '9D', '9E'];
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;

let system: TestSystem;
let agent: Workstation;
let flows: CardFlows;
/** Of `npm start`: the service trusts it. */
let trusted: AttestationRoot;
let serial = 67_000_000;

beforeAll(async () => {
  system = await startSystem();
  await system.api('POST', '/people/import', { csv: people });
  agent = await startWorkstation(system, { name: 'odd', readers: 1 });
  await publishFourKeys(system.api, 'four');
  await publishFourKeys(system.api, 'attested', { requireAttestation: true });
  flows = await flowsFor('four');
  const { simulatedAttestationRootFile } = await startScript<{ simulatedAttestationRootFile(home: string): string }>(
    'attestation',
  );
  trusted = await openAttestationRoot(simulatedAttestationRootFile(system.home));
});
afterEach(() => agent.slots.remove(reader));
afterAll(async () => {
  await agent?.stop();
  await system?.stop();
});

async function flowsFor(profileName: string): Promise<CardFlows> {
  const place = { workstationId: agent.workstationId, readerName: reader };
  return new CardFlows(system.api, place, { personId: await personId(system.api, 'T1'), profileName });
}
async function insert(options: SimulatedCardOptions): Promise<SimulatedCard> {
  const card = new SimulatedCard({ serial: ++serial, attestationRoot: trusted, ...options });
  await agent.slots.insert(reader, card);
  return card;
}
const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
const sentencesOf = async (requestId: string): Promise<string[]> =>
  (await system.api<Reply<'sagas.timeline'>>('GET', `/sagas/${requestId}/timeline`)).rows.map(
    ({ sentence }) => sentence,
  );
/** Details of the audit rows of this action. */
const auditOf = async (requestId: string, action: string): Promise<unknown[]> => {
  const path = `/audit?object=request:${requestId}&action=${action}`;
  return (await system.api<Reply<'audit.list'>>('GET', path)).rows.map(({ details }) => details);
};
const keysOn = async (card: SimulatedCard): Promise<string[]> =>
  Object.keys((await card.snapshot()).keys)
    .filter((name) => name !== 'F9')
    .sort();
/** As far as the saga comes by itself. */
async function startOf(profileName: string): Promise<SagaRow> {
  const { device } = await flows.inspect();
  const asked = {
    deviceId: device.deviceId,
    personId: await personId(system.api, 'T1'),
    workstationId: agent.workstationId,
    readerName: reader,
    profileName,
    pinChange: 'holder' as const,
  };
  const { requestId } = await startIssue(system.api, asked);
  return untilSaga(system.api, requestId, ['AWAITING_USER', 'FAILED']);
}

describe('[fault 22] a card whose way of answering differs', () => {
  it.each([
    'extended-6f00',
    'extended-not-transacted',
    'extended-data-6f00',
    'metadata-empty',
    'certinfo-81-gzip',
    'certificate-garbled',
  ])('%s: is issued, and reads afterwards as what it is', async (quirk) => {
    const card = await insert({ quirks: [quirk] });
    const { deviceId, saga } = await flows.issue();
    expect([saga.attempt, (await deviceOf(deviceId)).state]).toEqual([1, 'ACTIVE']);
    const { image, findings } = await flows.inspect();
    expect(findings).toEqual([]);
    expect(image.unanswered).toEqual([]);
    expect(image.dataObjects.filter(({ unreadable }) => unreadable)).toEqual([]);
    const rows = image.keyReferences.filter(({ keyPresent }) => keyPresent !== false);
    expect(rows.map(({ keyReference }) => keyReference).sort()).toEqual(fourKeys);
    expect(rows.every(({ certificateDerBase64 }) => certificateDerBase64 !== null)).toBe(true);
    expect(await keysOn(card)).toEqual(fourKeys);
  });

  it('a card without PIV is named as one', async () => {
    await insert({ quirks: ['refuse=A4:6999'] });
    await expect(flows.inspect()).rejects.toMatchObject({ code: 'CARD_NOT_PIV' });
  });
});

describe('[F13] attestation that the profile does not ask for', () => {
  it('is recorded where it works', async () => {
    await insert({});
    const { deviceId, saga } = await flows.issue();
    const { credentials } = await deviceOf(deviceId);
    expect(credentials.map(({ attested, attestation }) => [attested, attestation])).toEqual(
      fourKeys.map(() => [true, 'trusted']),
    );
    expect(await auditOf(saga.requestId, 'request.keys-not-attested')).toEqual([]);
  });

  it.each([
    ['refuse=F9:6D00', 'refused', 'the card refuses to attest it (status word 6D00)'],
    ['refuse=F9:6A88', 'refused', 'the card refuses to attest it (status word 6A88)'],
    ['attest-garbled', 'malformed', 'what the card answered is no certificate'],
    ['attest-unverifiable', 'not-signed', 'the signature of the attestation does not hold'],
    ['refuse=CB.5FFF01:6A82', 'absent', 'the card has no certificate of an attestation key'],
  ])('%s: the issue goes on, and says so', async (quirk, reason, words) => {
    await insert({ quirks: [quirk] });
    const { deviceId, saga } = await flows.issue();
    const { state, credentials } = await deviceOf(deviceId);
    expect([state, saga.attempt, saga.roundTrips]).toEqual(['ACTIVE', 1, 5]);
    expect(credentials.map(({ attested, attestation }) => [attested, attestation])).toEqual(
      fourKeys.map(() => [false, reason]),
    );
    expect(await sentencesOf(saga.requestId)).toContainEqual(
      expect.stringMatching(new RegExp(`^The keys 9\\w, .* are not attested: ${words.replace(/[()]/g, '\\$&')}$`)),
    );
    expect(await auditOf(saga.requestId, 'request.keys-not-attested')).toEqual([
      expect.objectContaining({ deviceId, reason, keyReferences: expect.arrayContaining(fourKeys) }),
    ]);
  });

  it('is no reason to stop a reprovision either', async () => {
    await insert({ quirks: ['attest-garbled'] });
    const { deviceId } = await flows.issue();
    await flows.reprovision(deviceId);
    expect((await deviceOf(deviceId)).state).toBe('ACTIVE');
  });
});

describe('[F13] attestation that the profile asks for', () => {
  it('is given by a card that can', async () => {
    await insert({});
    const { deviceId } = await (await flowsFor('attested')).issue();
    expect((await deviceOf(deviceId)).state).toBe('ACTIVE');
  });

  it.each([
    ['no attestation certificate', { quirks: ['refuse=CB.5FFF01:6A82'] }, 'absent'],
    ['one that nobody vouches for', { attestationRoot: 'its own' as const }, 'untrusted'],
  ])('%s: refused before anything is written', async (_what, options, reason) => {
    const own = 'attestationRoot' in options ? { attestationRoot: await AttestationRoot.create() } : options;
    const card = await insert(own);
    await expect(startOf('attested')).rejects.toMatchObject({
      code: 'CARD_ATTESTATION_FAILED',
      answer: { details: { reason } },
    });
    expect(await keysOn(card)).toEqual([]);
    expect(await card.hasPin('123456')).toBe(true);
  });

  it('a card that refuses it when asked: at its first key, and before the first one from then on', async () => {
    const card = await insert({ quirks: ['refuse=F9:6D00'] });
    const saga = await startOf('attested');
    expect([saga.state, saga.errorCode]).toEqual(['FAILED', 'CARD_CAPABILITY_MISSING']);
    expect(saga.errorMessage).toContain('attesting keys');
    expect(await keysOn(card)).toHaveLength(1);
  });
});

describe('a proof of possession', () => {
  it.each([
    ['wrong once', ['proof-wrong-once']],
    ['refused once', ['extended-6f00', 'refuse=87.9A:6A80:1']],
  ])('%s: asked once more with another challenge, and the saga goes on', async (_what, quirks) => {
    await insert({ quirks });
    const { deviceId, saga } = await flows.issue();
    expect([saga.attempt, saga.roundTrips]).toEqual([1, 6]);
    expect((await deviceOf(deviceId)).state).toBe('ACTIVE');
    expect(await sentencesOf(saga.requestId)).toContainEqual(
      expect.stringMatching(/^Proof of 9\w failed once; asked again with another challenge, the card gave it$/),
    );
    expect(await auditOf(saga.requestId, 'request.proof-repeated')).toEqual([
      { deviceId, keyReferences: [expect.stringMatching(/^9\w$/)] },
    ]);
  });

  it('the same in a reprovision', async () => {
    const store = new MemoryStore();
    await insert({ store });
    const { deviceId } = await flows.issue();
    await agent.slots.remove(reader);
    await insert({ store, quirks: ['proof-wrong-once'] });
    const saga = await flows.reprovision(deviceId);
    expect(saga.attempt).toBe(1);
    expect(await auditOf(saga.requestId, 'request.proof-repeated')).toHaveLength(1);
  });

  it('that fails twice parks the saga, keeps the card, and a retry finishes it with a card that is well again', async () => {
    const store = new MemoryStore();
    await insert({ store, quirks: ['proof-wrong'] });
    const parked = await startOf('four');
    expect([parked.state, parked.errorCode]).toEqual(['FAILED', 'CARD_PROOF_FAILED']);
    expect(parked.sentence).toContain('Keep the card');
    await agent.slots.remove(reader);
    await insert({ store, quirks: [] });
    await system.api('POST', `/sagas/${parked.requestId}/retry`, {});
    expect((await untilSaga(system.api, parked.requestId, ['AWAITING_USER'])).state).toBe('AWAITING_USER');
  });
});

describe('a new PIN that breaks a rule of the card', () => {
  /** Within the rule of the profile; the card takes no three equal characters in a row. */
  const refused = '77719428';
  const words = /^The card does not take this PIN\. Choose another PIN\. Cards have rules of their own: /;

  /** The saga waits for a PIN: the refused one first, then one that the card takes. */
  async function chooseTwice(card: SimulatedCard, requestId: string, pin: string): Promise<SagaRow> {
    const asked = await untilAsked(system.api, requestId);
    expect([asked.state, asked.errorMessage]).toEqual(['AWAITING_USER', null]);
    await supplyPin(system.api, requestId, refused);
    const again = await untilAsked(system.api, requestId, 2);
    expect([again.state, again.errorMessage]).toEqual(['AWAITING_USER', null]);
    expect(again.sentence).toMatch(words);
    expect(await card.hasPin(refused)).toBe(false);
    await supplyPin(system.api, requestId, pin);
    const ended = await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED']);
    expect([ended.state, ended.attempt]).toEqual(['COMPLETED', 2]);
    expect(await card.hasPin(pin)).toBe(true);
    const { puk, pin: tries } = await card.snapshot();
    expect([puk.retriesRemaining, tries.retriesRemaining]).toEqual([puk.retriesTotal, tries.retriesTotal]);
    return ended;
  }

  it.each(['pin-rule-6985', 'pin-rule-6a80', 'pin-rule-6982'])(
    '%s: issue, PIN reset and reprovision ask for another one, and nothing is lost',
    async (quirk) => {
      const card = await insert({ quirks: [quirk] });
      const issue = await startOf('four');
      const { deviceId } = issue;
      const made = await keysOn(card);
      await chooseTwice(card, issue.requestId, '28645179');
      expect(await keysOn(card)).toEqual(made);
      const place = { workstationId: agent.workstationId, readerName: reader };
      for (const [path, reason, pin] of [
        ['pin-reset', 'FORGOTTEN_PIN', '53917264'],
        ['reprovision', 'CONTENT_DAMAGED', '61948253'],
      ] as const) {
        const body = { reason, ...place };
        const { saga } = await system.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/${path}`, body);
        await chooseTwice(card, saga.requestId, pin);
      }
      expect((await deviceOf(deviceId)).state).toBe('ACTIVE');
    },
  );

  it('the PIN that works during an issue is drawn again, and nobody is asked for it', async () => {
    await insert({ quirks: ['refuse=24.80:6985:1'] });
    const { deviceId, saga } = await flows.issue();
    expect([saga.attempt, (await deviceOf(deviceId)).state]).toEqual([2, 'ACTIVE']);
  });
});
