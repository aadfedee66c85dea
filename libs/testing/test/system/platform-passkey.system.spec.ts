/**
 * A passkey for a tenant of Entra ID that its holder makes in the window of the operating system: a real agent, and the desk part over its socket, with a
 * window that is written here. The double of Microsoft Graph is the tenant. Against the whole system.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaProgress, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { connectToService, type ServiceLink } from '@cardwright/device-edge/desk-link/connect';
import { PlatformCredentials } from '@cardwright/device-edge/desk/platform-credentials';
import type {
  PlatformAuthenticator,
  PlatformCredential,
  PlatformOptions,
} from '@cardwright/device-edge/platform-webauthn/platform-authenticator.port';
import { makeTemporaryPinKey, openTemporaryPin } from '@cardwright/sealing/temporary-pin';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { eventually } from '../../src/eventually.js';
import { credentialInWindow } from '../../src/faults/window-desk.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { GraphTenant } from '../../src/graph-tenant.js';
import { inspect, personId, randomPin, startIssue, supplyPin, untilSaga, untilStanding } from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { openRecords, type Records } from '../../src/records.js';

jest.setTimeout(120_000);

const ada = {
  id: '3f2b7c1e-0000-4000-8000-00000000ada0',
  userPrincipalName: 'ada@example.test',
  displayName: 'Ada Lovelace',
};
const people = `external_id,given_name,surname,display_name,email,upn,object_id
P1,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test,${ada.id}
`;
const reader = 'Faulty reader 0';
const profileName = 'passkey-in-a-window';
const pin = randomPin();

let tenant: GraphTenant;
let system: TestSystem;
let records: Records;
let folder: string;
let agent: Workstation;
let desk: ServiceLink | undefined;
let card: SimulatedCard;
let requestId: string;
/** What the window is asked for, and what the person does in it. */
const opened: PlatformOptions[] = [];
let person: PlatformAuthenticator['makeCredential'];

beforeAll(async () => {
  tenant = await GraphTenant.start([ada]);
  system = await startSystem({ relyingParties: tenant.relyingParties });
  records = await openRecords(system);
  await tenant.trust(records);
  await system.api('POST', '/people/import', { csv: people });
  await publishFourKeys(system.api, profileName, { passkey: { relyingParty: 'entra', madeBy: 'platform' } });
  folder = await mkdtemp(join(tmpdir(), 'cardwright-desk-'));
  agent = await startWorkstation(system, { name: 'window', readers: 1, deskFolder: folder });
  card = new SimulatedCard({ serial: 73_000_001, fido: {} });
  await agent.slots.insert(reader, card);
});
afterAll(async () => {
  desk?.close();
  await agent?.stop();
  await records?.close();
  await system?.stop();
  await tenant?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

const asks = (): Promise<SagaRow> => untilStanding(system.api, requestId);
const passkeys = () => tenant.passkeysOf(ada.id);
const credentials = async () => (await card.snapshot()).fido!.credentials;
const ready = (): Promise<unknown> => system.api('POST', `/sagas/${requestId}/passkey`, {});
/** The window is opened and comes to this. */
async function refused(code: string): Promise<void> {
  await ready();
  await eventually(async () => (await asks()).stuckReason, code, 30_000);
  expect(await asks()).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey' });
  expect([passkeys(), await credentials()]).toEqual([[], []]);
}

async function connectDesk(): Promise<void> {
  const credentialsOfDesk = new PlatformCredentials(
    {
      makeCredential: (options, signal) => {
        opened.push(options);
        return person(options, signal);
      },
    },
    (message) => desk!.send(message),
    () => undefined,
  );
  desk = await connectToService(folder, 'desk', {
    message: (message) => credentialsOfDesk.heard(message),
    end: () => credentialsOfDesk.stop(),
  });
}

/** What the system does with the key that the person takes there. typed: the PIN that it has; absent: it gets its first one. */
async function madeBy(key: SimulatedCard, options: PlatformOptions, typed?: string): Promise<PlatformCredential> {
  const inReader = key === card ? agent.openElsewhere!(reader) : undefined;
  const transmit = inReader?.transmit ?? ((command: Uint8Array) => key.transmit(command));
  try {
    return await credentialInWindow({ transmit, pin: typed ?? pin }, options);
  } finally {
    inReader?.leave();
  }
}

async function issue(): Promise<void> {
  const { workstationId } = agent;
  const { device } = await inspect(system.api, workstationId, reader);
  const place = { workstationId, readerName: reader, deviceId: device.deviceId };
  const holder = await personId(system.api, 'P1');
  ({ requestId } = await startIssue(system.api, { ...place, personId: holder, profileName, pinChange: 'holder' }));
}

it('[C26] is waited for with the card let go of, until its holder is ready', async () => {
  await issue();
  expect(await asks()).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey', stuckReason: null });
  expect(await system.api('GET', `/sagas/${requestId}/pin-key`)).toMatchObject({ asks: 'passkey-window' });
  agent.openElsewhere!(reader).leave();
});

it('where nobody with a desk part is at the computer, they are told so, and may try again', async () => {
  await refused('EDGE_WEBAUTHN_UNAVAILABLE');
  expect(await asks()).toMatchObject({
    errorMessage: 'The computer has no window of its own in which a passkey is made',
  });
});

it('is registered nowhere when another key has made it', async () => {
  await connectDesk();
  person = (options) => madeBy(new SimulatedCard({ serial: 73_000_002, fido: {} }), options);
  await refused('FIDO_MADE_ELSEWHERE');
});

it('is tried again when the window was closed', async () => {
  person = () => Promise.reject(new CardwrightError('FIDO_USER_CANCELLED'));
  await refused('FIDO_USER_CANCELLED');
});

it('[C26] is registered with the tenant once the card says that it holds it; then the holder chooses the PIN of the card', async () => {
  person = (options) => madeBy(card, options);
  await ready();
  await eventually(async () => (await asks()).stage, 'pin', 30_000);
  expect(opened.map(({ relyingPartyId, timeoutMs }) => [relyingPartyId, timeoutMs])).toEqual([
    ['login.microsoft.com', 120_000],
    ['login.microsoft.com', 120_000],
    ['login.microsoft.com', 120_000],
  ]);
  const [credential, ...more] = await credentials();
  expect(more).toEqual([]);
  expect(passkeys()).toMatchObject([{ aaGuid: '7ca5d7a1-c0de-4f1d-8001-000000000001' }]);
  const { rows } = await system.api<{ rows: SagaProgress[] }>('GET', `/sagas/${requestId}/timeline`);
  expect(rows.filter(({ step }) => step?.waitsFor === 'window').map(({ sentence }) => sentence)).toEqual(
    Array.from({ length: 4 }, () => 'A window at the computer with the card waits for its holder'),
  );
  const chosen = randomPin();
  await supplyPin(system.api, requestId, chosen);
  expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 60_000)).toMatchObject({ state: 'COMPLETED' });
  expect([await card.hasPin(chosen), await card.hasFidoPin(pin)]).toEqual([true, true]);
  const [row] = await records.query<{ state: string; hash: string }>(
    'SELECT state, credential_id_sha256_hex AS hash FROM issuance.passkey WHERE request_id = $1',
    [requestId],
  );
  const id = Buffer.from(credential!.credentialIdHex, 'hex');
  expect(row).toEqual({ state: 'REGISTERED', hash: createHash('sha256').update(id).digest('hex') });
});

it('[C30] [C32] is made with the temporary PIN, shown while the window is open, where the card has one PIN for everything', async () => {
  const { models } = await system.api<{ models: CardModel[] }>('GET', '/models');
  const definition: CardModel = {
    ...models.find(({ id }) => id === 'vendor-5')!,
    ...{ id: 'one-pin', title: 'A card with one PIN', match: { identityScheme: 'ykserial', version: '^6\\.' } },
    fido: { pin: 'shared' },
  };
  await system.api('POST', '/models', { definition });
  await agent.slots.remove(reader);
  card = new SimulatedCard({ serial: 73_000_003, quirks: ['firmware=6.1.0'], fido: { pin: 'shared' } });
  await agent.slots.insert(reader, card);
  await issue();
  const { deviceId } = await asks();
  let temporary = '';
  person = async (options) => {
    const { publicJwk, privateKey } = await makeTemporaryPinKey();
    const { jwe } = await system.api<{ jwe: string }>('POST', `/sagas/${requestId}/temporary-pin`, {
      recipientJwk: publicJwk,
    });
    temporary = await openTemporaryPin(jwe, privateKey, { requestId, deviceId });
    return madeBy(card, options, temporary);
  };
  await ready();
  await eventually(async () => (await asks()).stage, 'pin', 30_000);
  expect([passkeys().length, (await credentials()).length]).toEqual([2, 1]);
  const chosen = randomPin();
  await supplyPin(system.api, requestId, chosen);
  expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 60_000)).toMatchObject({ state: 'COMPLETED' });
  const onCard = async (each: string) => [await card.hasPin(each), await card.hasFidoPin(each)];
  expect([await onCard(chosen), await onCard(temporary)]).toEqual([
    [true, true],
    [false, false],
  ]);
});
