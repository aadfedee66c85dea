/**
 * A card that is issued with a passkey, on the whole system: simulated cards with a FIDO application, and the double of Microsoft Graph in place of a
 * tenant of Entra ID. What the stage does alone is in issue-passkey.spec, what the adapter does with Graph in entra-relying-party.spec.
 */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { DeviceDetail, SagaProgress, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { PlanSummary } from '@cardwright/contracts/nats/plan-summary';
import { makeTemporaryPinKey, openTemporaryPin } from '@cardwright/sealing/temporary-pin';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import {
  inspect,
  personId,
  randomPin,
  startIssue,
  supplyPin,
  untilAsked,
  untilSaga,
  untilStanding,
} from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { openRecords, type Records } from '../../src/records.js';
import { itWith } from '../../src/describe-with.js';
import { eventually } from '../../src/eventually.js';
import { IndependentClients, requirePythonClients } from '../../src/independent-clients.js';
import { judgePasskey } from '../../src/passkey-judge.js';
import { PrivatePcscd, requirePcscd } from '../../src/pcscd.js';
import { refusal } from '../../src/refusal.js';
import { pinSecrets, SecretSearch } from '../../src/secret-search.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { GraphTenant } from '../../src/graph-tenant.js';

jest.setTimeout(120_000);

const ada = {
  id: '3f2b7c1e-0000-4000-8000-00000000ada0',
  userPrincipalName: 'ada@example.test',
  displayName: 'Ada Lovelace',
};
const people = `external_id,given_name,surname,display_name,email,upn,object_id
P1,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test,${ada.id}
P2,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test,
`;
const reader = 'Faulty reader 0';
const profileName = 'four-and-a-passkey';
const missing = [requirePcscd(), await requirePythonClients()].find(({ available }) => !available)?.reason;
const simulatedAaguid = '7ca5d7a1-c0de-4f1d-8001-000000000001';

let tenant: GraphTenant;
let system: TestSystem;
let records: Records;
let agent: Workstation;
let serial = 71_000_000;
let card: SimulatedCard;
/** What the holder does when the key blinks. */
let touch: () => 'given' | 'refused';
/** The clock of the key, ahead of this machine's by so much; passes: at each look at it. */
let keyClock: { aheadMs: number; passesMs: number };

beforeAll(async () => {
  tenant = await GraphTenant.start([ada]);
  system = await startSystem({ relyingParties: tenant.relyingParties });
  records = await openRecords(system);
  await tenant.trust(records);
  await system.api('POST', '/people/import', { csv: people });
  await publishFourKeys(system.api, profileName, { passkey: { relyingParty: 'entra', enterpriseAttestation: true } });
  agent = await startWorkstation(system, { name: 'passkey', readers: 1 });
});
afterAll(async () => {
  await agent?.stop();
  await records?.close();
  await system?.stop();
  await tenant?.stop();
});

beforeEach(async () => {
  touch = () => 'given';
  keyClock = { aheadMs: 0, passesMs: 0 };
  const now = (): number => performance.now() + (keyClock.aheadMs += keyClock.passesMs);
  card = new SimulatedCard({ serial: ++serial, fido: { touch: () => touch(), now } });
  await agent.slots.insert(reader, card);
});
afterEach(async () => {
  await agent.slots.remove(reader);
  for (const { id } of passkeys()) tenant.double.tenant.remove(ada.id, id);
  tenant.clock.aheadMs = 0;
  tenant.double.tenant.policy.isAttestationEnforced = false;
  tenant.double.tenant.policy.keyRestrictions.isEnforced = false;
});

const putInAgain = async (): Promise<void> => {
  await agent.slots.remove(reader);
  await agent.slots.insert(reader, card);
};
const passkeys = () => tenant.passkeysOf(ada.id);
const credentials = async () => (await card.snapshot()).fido!.credentials;
const asked = async (externalId = 'P1') => {
  const { workstationId } = agent;
  const { device } = await inspect(system.api, workstationId, reader);
  const person = await personId(system.api, externalId);
  const place = { workstationId, readerName: reader };
  return { ...place, deviceId: device.deviceId, personId: person, profileName, pinChange: 'holder' as const };
};
const issue = async (externalId?: string): Promise<SagaRow> => startIssue(system.api, await asked(externalId));
const sagaOf = async (requestId: string): Promise<SagaRow> =>
  (await system.api<{ saga: SagaRow }>('GET', `/sagas/${requestId}`)).saga;
const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
const rowOf = async (requestId: string) =>
  (await records.query('SELECT * FROM issuance.passkey WHERE request_id = $1', [requestId]))[0];
/** Each once, in the order in which they came. */
const stagesOf = async (requestId: string): Promise<string[]> => {
  const { rows } = await system.api<{ rows: SagaProgress[] }>('GET', `/sagas/${requestId}/timeline`);
  return [...new Set(rows.map(({ stage }) => stage))];
};

/** Waits until it asks at this stage, or stops. */
async function untilStage(requestId: string, stage: string): Promise<SagaRow> {
  let saga!: SagaRow;
  const isThere = async (): Promise<boolean> => {
    saga = await untilStanding(system.api, requestId);
    return saga.stage === stage || saga.state !== 'AWAITING_USER';
  };
  await eventually(isThere, true, 60_000);
  return saga;
}

async function pinsGiven(
  requestId: string,
  fidoPin = randomPin(),
): Promise<{ fidoPin: string; pin: string; saga: SagaRow }> {
  const pin = randomPin();
  expect(await untilStage(requestId, 'passkey')).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey' });
  await supplyPin(system.api, requestId, fidoPin);
  expect(await untilStage(requestId, 'pin')).toMatchObject({ state: 'AWAITING_USER', stage: 'pin' });
  await supplyPin(system.api, requestId, pin);
  return { fidoPin, pin, saga: await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 60_000) };
}

describe('a profile', () => {
  it('names a relying party that is configured; another one is refused with those that there are', async () => {
    const makers = ['agent', 'platform', 'browser'];
    expect(await system.api('GET', '/relying-parties')).toEqual({ relyingParties: [{ id: 'entra', makers }] });
    const elsewhere = publishFourKeys(system.api, 'elsewhere', { passkey: { relyingParty: 'fabrikam' } });
    const message = 'No relying party is called fabrikam; these are: entra (RELYING_PARTIES, docs/relying-parties.md)';
    expect(await refusal(elsewhere)).toMatchObject({
      ...{ code: 'PROFILE_INVALID', details: { problems: [{ path: '/passkey/relyingParty', message }] } },
    });
  });
});

// First: issuance-svc keeps a policy that has nothing against a key for some minutes.
describe('[C26] a model that the policy of the tenant does not list', () => {
  const sentence = `The passkey policy of the tenant does not list the model ${simulatedAaguid} of this key as allowed. (keyRestrictions.aaGuids)`;
  const listNone = (): void => {
    tenant.double.tenant.policy.keyRestrictions = { isEnforced: true, enforcementType: 'allow', aaGuids: [] };
  };

  it('refuses dry run and start; where the issue has begun it stops before anything is written, and goes on once it is listed', async () => {
    listNone();
    const before = await card.snapshot();
    const { deviceId, ...body } = await asked();
    const dryRun = () => system.api<{ plan: PlanSummary }>('POST', `/devices/${deviceId}/plan`, body);
    for (const refused of [dryRun(), issue()])
      expect(await refusal(refused)).toMatchObject({ code: 'RELYING_PARTY_REFUSED', detail: sentence });
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'AVAILABLE' });

    tenant.double.tenant.policy.keyRestrictions.isEnforced = false;
    const { doctor } = (await dryRun()).plan;
    expect(doctor!.find(({ check }) => check === 'relying-party')).toMatchObject({ ok: true });
    listNone();
    const { requestId } = await issue();
    expect(await untilSaga(system.api, requestId, ['FAILED', 'AWAITING_USER'])).toMatchObject({
      ...{ state: 'FAILED', stage: 'open', errorCode: 'RELYING_PARTY_REFUSED', errorMessage: sentence },
    });
    expect(await card.snapshot()).toEqual(before);
    tenant.double.tenant.policy.keyRestrictions.isEnforced = false;
    await system.api('POST', `/sagas/${requestId}/retry`, {});
    await untilAsked(system.api, requestId, 2);
    expect((await pinsGiven(requestId)).saga).toMatchObject({ state: 'COMPLETED' });
  });
});

describe('[C26] a card that is issued with a passkey', () => {
  it('[C26] [C28] gets keys and certificates, then the passkey, then its PIN; key, tenant and record have the same one', async () => {
    const { requestId, deviceId } = await issue();
    const { fidoPin, pin, saga } = await pinsGiven(requestId);
    expect(saga).toMatchObject({ state: 'COMPLETED', errorCode: null });
    expect(await stagesOf(requestId)).toEqual([
      ...['requested', 'open', 'keys', 'certificates', 'content', 'passkey', 'pin', 'commit', 'done'],
    ]);
    expect([await card.hasPin(pin), await card.hasFidoPin(fidoPin)]).toEqual([true, true]);

    const [credential, ...others] = await credentials();
    expect(others).toEqual([]);
    expect(credential).toMatchObject({ rpId: 'login.microsoft.com', userName: 'ada@example.test' });
    const credentialId = Buffer.from(credential!.credentialIdHex, 'hex');
    expect(passkeys()).toMatchObject([
      { displayName: `Cardwright ${deviceId.slice(0, 8)}`, aaGuid: simulatedAaguid, passkeyType: 'deviceBound' },
    ]);
    // The digit says how much padding its base64 would have.
    expect(passkeys()[0]!.id.slice(0, -1)).toBe(credentialId.toString('base64url'));
    expect(await rowOf(requestId)).toMatchObject({
      ...{ state: 'REGISTERED', device_id: deviceId, relying_party: 'entra', aaguid: simulatedAaguid },
      ...{ provider_id: passkeys()[0]!.id, made: null, options: null, attested_serial: String(serial) },
      credential_id_sha256_hex: createHash('sha256').update(credentialId).digest('hex'),
    });
    const audited = await records.query(
      `SELECT action, count(*)::int AS times FROM issuance.audit_log
       WHERE object = $1 AND action LIKE 'passkey.%' GROUP BY action`,
      [`request:${requestId}`],
    );
    expect(audited).toEqual([{ action: 'passkey.registered', times: 1 }]);
  });

  it('[C27] has one passkey where the tenant asked to wait, lost its answer, and found the challenge too old', async () => {
    tenant.double.seen.length = 0;
    tenant.double.fault('creationOptions', { kind: 'throttled', retryAfterSeconds: 1 });
    let touches = 0;
    touch = () => {
      touches += 1;
      // It is touched when the first challenge has ended; what the second one makes is registered, and the answer to that is lost.
      if (touches === 1) tenant.clock.aheadMs = 6 * 60_000;
      else tenant.double.fault('create', { kind: 'failed-after-success', status: 500 });
      return 'given';
    };
    const { requestId } = await issue();
    expect((await pinsGiven(requestId)).saga).toMatchObject({ state: 'COMPLETED', errorCode: null });
    expect([(await credentials()).length, passkeys().length]).toEqual([1, 1]);
    expect(await rowOf(requestId)).toMatchObject({ state: 'REGISTERED', tries: 2, provider_id: passkeys()[0]!.id });
    const changing = tenant.double.seen
      .map(({ operation }) => operation)
      .filter((operation) => /^creat/.test(operation));
    // Nothing is posted a second time: it is listed.
    expect(changing).toEqual(['creationOptions', 'creationOptions', 'create', 'creationOptions', 'create']);
  });
});

describe('[C26] python-fido2, with the issued card in a PC/SC reader', () => {
  itWith(missing)('finds the passkey, and the tenant’s public key verifies its sign-in', async () => {
    const { requestId } = await issue();
    const { fidoPin, saga } = await pinsGiven(requestId);
    expect(saga).toMatchObject({ state: 'COMPLETED' });
    const { credentialIdHex } = (await credentials())[0]!;
    const publicKey = tenant.double.tenant.publicKeyOf(Buffer.from(credentialIdHex, 'hex').toString('base64url'))!;
    await agent.slots.remove(reader);
    const pcscd = await PrivatePcscd.start({ readers: 1 });
    try {
      const clients = await IndependentClients.at(pcscd.readers[0]!.name, pcscd.environment);
      const inserted = await pcscd.insert(card);
      expect(await judgePasskey(clients, { relyingPartyId: 'login.microsoft.com', pin: fidoPin, publicKey })).toEqual({
        found: [{ idHex: credentialIdHex, account: 'ada@example.test' }],
        sameKey: true,
        signedIn: { verified: true, userVerified: true, userPresent: true },
        otherChallenge: 'refused',
        otherKey: 'refused',
      });
      await inserted.remove();
      await clients.close();
    } finally {
      await pcscd.stop();
    }
  });
});

describe('[C13] a passkey that does not come', () => {
  it('[C13] is asked for again alone; a cancel ends the issue with FIDO_USER_CANCELLED, and the card is recyclable', async () => {
    touch = () => 'refused';
    const { requestId, deviceId } = await issue();
    await untilStage(requestId, 'passkey');
    await supplyPin(system.api, requestId, randomPin());
    await eventually(async () => (await sagaOf(requestId)).errorCode, 'FIDO_USER_CANCELLED', 30_000);
    expect(await sagaOf(requestId)).toMatchObject({
      ...{ state: 'AWAITING_USER', stage: 'passkey', errorCode: 'FIDO_USER_CANCELLED' },
    });
    await system.api('POST', `/sagas/${requestId}/cancel`, { reasonText: 'The holder wants no passkey' });
    expect(await untilSaga(system.api, requestId, ['FAILED', 'CANCELLED'])).toMatchObject({
      ...{ state: 'CANCELLED', errorCode: 'FIDO_USER_CANCELLED' },
    });
    expect([(await credentials()).length, passkeys().length]).toEqual([0, 0]);
    expect(await rowOf(requestId)).toMatchObject({ state: 'DELETED' });
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'ISSUE_FAILED' });

    const place = { workstationId: agent.workstationId, readerName: reader };
    const recycle = { ...place, reasonText: 'to be issued again' };
    touch = () => 'given';
    keyClock.aheadMs += 60_000;
    const { saga } = await system.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/recycle`, recycle);
    // It has the PIN for passkeys that its holder chose, which goes with a reset right after it was put in.
    expect(await untilSaga(system.api, saga.requestId, ['COMPLETED', 'FAILED'])).toMatchObject({
      ...{ state: 'FAILED', errorCode: 'FIDO_RESET_NEEDS_REINSERT' },
    });
    await putInAgain();
    expect(await untilSaga(system.api, saga.requestId, ['COMPLETED'])).toMatchObject({ state: 'COMPLETED' });
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'AVAILABLE' });
    expect((await card.snapshot()).fido).toMatchObject({ credentials: [], pinSet: false });
  });
});

describe('[C26] what the tenant or the card has against a passkey', () => {
  it('is an attestation that it does not trust: the sentence names the setting, and the issue goes on once it is changed', async () => {
    tenant.double.tenant.policy.isAttestationEnforced = true;
    const { requestId } = await issue();
    const fidoPin = randomPin();
    await untilStage(requestId, 'passkey');
    await supplyPin(system.api, requestId, fidoPin);
    const stopped = await untilSaga(system.api, requestId, ['FAILED']);
    expect(stopped).toMatchObject({ stage: 'passkey', errorCode: 'RELYING_PARTY_REFUSED' });
    expect(stopped.errorMessage).toContain('(isAttestationEnforced)');
    expect(passkeys()).toEqual([]);
    tenant.double.tenant.policy.isAttestationEnforced = false;
    await system.api('POST', `/sagas/${requestId}/retry`, {});
    await untilAsked(system.api, requestId, 2);
    // The key has the PIN that was chosen; what it made for the refused registration is taken from it again.
    expect((await pinsGiven(requestId, fidoPin)).saga).toMatchObject({ state: 'COMPLETED', errorCode: null });
    expect([(await credentials()).length, passkeys().length]).toEqual([1, 1]);
  });

  it('is a person whom it does not know, or a card without a FIDO application: refused before it begins', async () => {
    expect(await refusal(issue('P2'))).toMatchObject({ code: 'RELYING_PARTY_PERSON_UNKNOWN' });
    await agent.slots.remove(reader);
    card = new SimulatedCard({ serial: ++serial });
    await agent.slots.insert(reader, card);
    expect(await refusal(issue())).toMatchObject({
      ...{ code: 'CARD_UNSUPPORTED', detail: 'The card has no FIDO application, or it does not answer' },
    });
  });
});

/** An operator, as for all that is begun here. */
const begin = async (path: string, body: object = {}): Promise<string> => {
  const place = { workstationId: agent.workstationId, readerName: reader };
  return (await system.api<{ saga: SagaRow }>('POST', path, { ...place, ...body })).saga.requestId;
};
const issued = async (): Promise<{ deviceId: string; fidoPin: string }> => {
  const { requestId, deviceId } = await issue();
  const { fidoPin, saga } = await pinsGiven(requestId);
  expect(saga).toMatchObject({ state: 'COMPLETED' });
  return { deviceId, fidoPin };
};

describe('the recycle of a card with a FIDO PIN', () => {
  it('asks for the card to be put in again, is not endless about it with a slow key, and leaves nothing on the key or at the tenant', async () => {
    const { deviceId } = await issued();
    keyClock.aheadMs += 60_000;
    const requestId = await begin(`/devices/${deviceId}/recycle`, { reasonText: 'spec' });
    const stopped = async (attempt: number): Promise<string | null> => {
      await eventually(
        async () => {
          const { state, attempt: now } = await sagaOf(requestId);
          return state === 'FAILED' && now === attempt;
        },
        true,
        60_000,
      );
      return (await sagaOf(requestId)).errorCode;
    };
    const codes = [await stopped(1)];
    // Each time it is too late again.
    keyClock.passesMs = 20_000;
    for (const attempt of [2, 3, 4]) {
      await putInAgain();
      codes.push(await stopped(attempt));
    }
    const again = 'FIDO_RESET_NEEDS_REINSERT';
    expect(codes).toEqual([again, again, again, 'FIDO_RESET_TOO_LATE']);
    expect((await sagaOf(requestId)).errorMessage).toContain('the reset came too late each time');
    expect([(await credentials()).length, (await deviceOf(deviceId)).state]).toEqual([1, 'RECYCLING']);

    keyClock.passesMs = 0;
    keyClock.aheadMs += 60_000;
    await system.api('POST', `/sagas/${requestId}/retry`, {});
    expect(await stopped(5)).toBe(again);
    await putInAgain();
    expect(await untilSaga(system.api, requestId, ['COMPLETED'], 60_000)).toMatchObject({ state: 'COMPLETED' });
    const { fido } = await card.snapshot();
    expect([fido!.credentials, fido!.pinSet, (await deviceOf(deviceId)).state]).toEqual([[], false, 'AVAILABLE']);
    await eventually(async () => passkeys().length, 0, 30_000);
  });
});

describe('a card that is resumed', () => {
  it('is offered a new passkey in the place of the one that its suspension deleted, and gets it without anything else being written', async () => {
    const { deviceId, fidoPin } = await issued();
    const [before] = await credentials();
    await system.api('POST', `/devices/${deviceId}/suspend`, { reason: 'REPORTED_LOST' });
    await eventually(async () => passkeys().length, 0, 30_000);
    await system.api('POST', `/devices/${deviceId}/resume`, { reason: 'FOUND' });
    const due = async () => {
      const { due: rows } = await system.api<{ due: { kind: string; cause: string }[] }>(
        'GET',
        `/devices/${deviceId}/update-offers`,
      );
      // The card's own end may be near as well.
      return rows.filter(({ kind }) => kind === 'passkey.new').map(({ kind, cause }) => `${kind} ${cause}`);
    };
    await eventually(due, ['passkey.new PASSKEY_MISSING'], 30_000);
    const written = await card.snapshot();
    const requestId = await begin(`/devices/${deviceId}/passkey`);
    expect(await untilStage(requestId, 'passkey')).toMatchObject({ state: 'AWAITING_USER' });
    await supplyPin(system.api, requestId, fidoPin);
    expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 60_000)).toMatchObject({
      state: 'COMPLETED',
    });
    const [credential, ...others] = await credentials();
    expect(others).toEqual([]);
    expect(credential!.credentialIdHex).not.toBe(before!.credentialIdHex);
    expect(passkeys().map(({ id }) => id.slice(0, -1))).toEqual([
      Buffer.from(credential!.credentialIdHex, 'hex').toString('base64url'),
    ]);
    const { fido: _before, ...asBefore } = written;
    expect(await card.snapshot()).toMatchObject(asBefore);
    await eventually(due, [], 30_000);
  });
});

describe('[C30] a card with one PIN for everything', () => {
  /** As the page of the wizard does it. */
  async function temporaryPin({ requestId, deviceId }: SagaRow): Promise<string> {
    const { publicJwk, privateKey } = await makeTemporaryPinKey();
    const body = { recipientJwk: publicJwk };
    const { jwe } = await system.api<{ jwe: string }>('POST', `/sagas/${requestId}/temporary-pin`, body);
    return openTemporaryPin(jwe, privateKey, { requestId, deviceId });
  }
  async function insertShared(): Promise<void> {
    const { models } = await system.api<{ models: CardModel[] }>('GET', '/models');
    const definition: CardModel = {
      ...models.find(({ id }) => id === 'vendor-5')!,
      ...{ id: 'one-pin', title: 'A card with one PIN', match: { identityScheme: 'ykserial', version: '^6\\.' } },
      fido: { pin: 'shared' },
    };
    await system.api('POST', '/models', { definition });
    await agent.slots.remove(reader);
    const fido = { pin: 'shared' as const, touch: () => touch() };
    card = new SimulatedCard({ serial: ++serial, quirks: ['firmware=6.1.0'], fido });
    await agent.slots.insert(reader, card);
  }
  const onCard = async (pin: string) => [await card.hasPin(pin), await card.hasFidoPin(pin)];

  it('[C30] [C31] [C32] has a temporary PIN in each attempt, also after it was pulled; the definitive one serves both, and nobody kept the others', async () => {
    await insertShared();
    touch = () => 'refused';
    const { deviceId, ...body } = await asked();
    const unattended = { ...body, pinChange: 'none' };
    for (const path of ['plan', 'issue'])
      expect(await refusal(system.api('POST', `/devices/${deviceId}/${path}`, unattended))).toMatchObject({
        ...{ code: 'REQUEST_INVALID', details: { field: 'pinChange' } },
      });

    const { requestId } = await issue();
    await eventually(async () => (await sagaOf(requestId)).errorCode, 'FIDO_USER_CANCELLED', 60_000);
    const waiting = await sagaOf(requestId);
    expect(waiting).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey', attempt: 1 });
    expect(waiting.actions).toEqual(['retry', 'cancel', 'supply-pin', 'show-temporary-pin']);
    const first = await temporaryPin(waiting);
    expect([first, ...(await onCard(first))]).toEqual([expect.stringMatching(/^[0-9]{8}$/), true, true]);

    await agent.slots.remove(reader);
    await agent.slots.insert(reader, card);
    await eventually(async () => (await sagaOf(requestId)).attempt, 2, 60_000);
    await eventually(async () => (await sagaOf(requestId)).errorCode, 'FIDO_USER_CANCELLED', 60_000);
    const second = await temporaryPin(await sagaOf(requestId));
    expect([second === first, await onCard(first), await onCard(second)]).toEqual([
      false,
      ...[
        [false, false],
        [true, true],
      ],
    ]);

    touch = () => 'given';
    await system.api('POST', `/sagas/${requestId}/retry`, {});
    const atPin = await untilStage(requestId, 'pin');
    expect(atPin).toMatchObject({ state: 'AWAITING_USER', stage: 'pin' });
    expect(await refusal(temporaryPin(atPin))).toMatchObject({ code: 'LIFECYCLE_TRANSITION' });
    const key = await system.api<{ forPasskeysToo?: boolean }>('GET', `/sagas/${requestId}/pin-key`);
    expect(key.forPasskeysToo).toBe(true);
    const definitive = randomPin();
    await supplyPin(system.api, requestId, definitive);
    expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 60_000)).toMatchObject({
      ...{ state: 'COMPLETED', errorCode: null },
    });
    expect([await onCard(definitive), await onCard(first), await onCard(second)]).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
    expect([(await credentials()).length, passkeys().length]).toEqual([1, 1]);

    const looked = new SecretSearch([...pinSecrets('first', first), ...pinSecrets('second', second)]);
    // The secrets' own files, and template databases.
    await looked.lookInFolder(system.home, (path) => /^secrets\/|^postgres\/base\/[145]\//.test(path));
    expect(looked.bytes).toBeGreaterThan(1_000_000);
    expect(looked.hits).toEqual([]);
  });
});
