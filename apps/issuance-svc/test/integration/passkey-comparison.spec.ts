/**
 * The passkeys of a card that is compared: what the record says of them, what its key answers, and what the relying party lists. Real Postgres and NATS,
 * an agent that answers what the spec says, and a relying party of our own port.
 */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { FidoImage, PasskeyName } from '@cardwright/contracts/card/fido-image';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { EdgeApi } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { PasskeyWitnesses } from '../../src/jobs/reconciler/passkey-witnesses.js';
import { PasskeyEnds } from '../../src/records/passkeys/passkey-ends.js';
import { ClientAssertions } from '../../src/relying-parties/client-assertions.js';
import { PlantedCa, plantDevice, plantRequest, type Query } from '../support/certificates.js';
import { aaguid, contosoOf, FakeParty } from '../support/fake-party.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const operator = actorWith('operator', ['IO']);
const objectId = '3f2b7c1e-0000-4000-8000-00000000ada0';
const credentialId = Buffer.from('the credential').toString('base64url');
const context = { tenantId: defaultTenantId, correlationId: 'spec', actor: 'system:spec' };
const reference = { retriesRemaining: 3, retriesTotal: 3, factory: false, blocked: false };
const key: FidoImage = {
  ...{ aaguid, versions: ['FIDO_2_1'], pinSet: true, pinTriesLeft: 8, mustChangePin: false, minPinLength: 4 },
  ...{ credentialsLeft: 20, enterpriseAttestation: 'off' },
};
const codes = ['PASSKEY_NOT_ON_KEY', 'PASSKEY_NOT_AT_PROVIDER'];

let service: RecordsService;
let query: Query;
let workstationId: string;
let party: FakeParty;
let fido: FidoImage | undefined;
let onKey: string[];
/** What the agent was asked with the FIDO application. */
let asked: RequestOf<EdgeApi, 'card.inspect'>[];
let serial = 9_100_000;

beforeAll(async () => {
  service = await startRecordsService();
  const database = service.running.app.get(DataSource);
  query = (text, values = []) => database.query(text, values);
  new PlantedCa(service);
  service.vault['vault.key-set.get'] = () => ({ current: null, pending: null });
  const parties = contosoOf(() => party);
  Object.assign(service.running.app.get(PasskeyWitnesses), { parties });
  const administrator = actorWith('administrator', ['SA']);
  ({ workstationId } = await service.ask('workstations.enrolment-code', { name: 'Passkeys' }, administrator));
  await service.agent(workstationId, {
    'card.inspect': (body) => {
      const { applications = [], passkeys = [] } = body;
      if (!applications.includes('FIDO2')) return { image: image() };
      asked.push(body);
      return { image: { ...image(), applications: fido === undefined ? {} : { FIDO2: answered(fido, passkeys) } } };
    },
  });
}, 60_000);
afterAll(() => service?.stop());
beforeEach(() => {
  serial++;
  party = new FakeParty();
  fido = { ...key };
  onKey = [credentialId];
  asked = [];
});

const answered = (read: FidoImage, passkeys: PasskeyName[]): FidoImage => ({
  ...read,
  holds: passkeys.map((name) => onKey.includes(name.credentialIdBase64url)),
});
const image = (): CardImage => ({
  readerName: 'Reader 1',
  atrHex: '3BFD1300008131FE158073C021C057597562694B657940',
  interface: 'contact',
  identity: { scheme: 'ykserial', value: String(serial) },
  applicationLabel: null,
  version: '5.7.1',
  extendedLength: true,
  managementKey: { algorithm: 'AES192', factory: true },
  pin: reference,
  puk: reference,
  keyReferences: [],
  dataObjects: [],
  chuid: null,
  apdus: 10,
});

/** An active card with one passkey on record, registered at the relying party. */
async function card(): Promise<{ deviceId: string; requestId: string }> {
  const deviceId = await plantDevice(query, 'ACTIVE', `ykserial:${serial}`);
  const requestId = await plantRequest(query, deviceId, 'COMPLETED');
  const personId = randomUUID();
  await query(
    `INSERT INTO person (person_id, tenant_id, external_id, display_name, given_name, surname) VALUES ($1, $2, $3, 'Ada L', 'Ada', 'L')`,
    [personId, defaultTenantId, `p-${serial}`],
  );
  const { issuedAt, expiresAt } = await party.options();
  const made = { credentialIdBase64url: credentialId, clientDataJsonBase64url: 'AA', attestationObjectBase64url: 'AA' };
  const { providerId } = await party.register(null, null, 'Cardwright', { ...made, issuedAt, expiresAt });
  await query(
    `INSERT INTO passkey (tenant_id, request_id, correlation_id, device_id, person_id, relying_party, display_name, state,
       relying_party_id, credential_id_sha256_hex, provider_id, object_id, registered_at)
     VALUES ($1, $2, 'spec', $3, $4, 'contoso', 'Cardwright', 'REGISTERED', 'login.example', $5, $6, $7, now())`,
    [
      ...[defaultTenantId, requestId, deviceId, personId],
      ...[createHash('sha256').update('the credential').digest('hex'), providerId, objectId],
    ],
  );
  return { deviceId, requestId };
}
/** Of passkeys: the card has no certificates. */
const inspect = async (): Promise<string[]> => {
  const { findings } = await service.ask('devices.inspect', { workstationId }, operator);
  return findings!.map(({ code }) => code).filter((code) => codes.includes(code));
};
const open = async (deviceId: string) =>
  (await service.ask('findings.list', { deviceId, open: true }, operator)).rows
    .filter(({ code }) => codes.includes(code))
    .map(({ code, subject }) => [code, subject]);

describe('the passkey of a card that is inspected', () => {
  it('[F06] agrees with its key and its relying party, which is asked for a comparison and nothing else', async () => {
    const { deviceId, requestId } = await card();
    expect(await inspect()).toEqual([]);
    expect(party.listed).toMatchObject([{ context: { lease: null, comparisonOf: { requestId, deviceId } }, objectId }]);
    expect(party.listed[0]!.context).not.toHaveProperty('deletionOf');
    expect(asked).toEqual([
      {
        identityText: `ykserial:${serial}`,
        readerName: 'Reader 1',
        applications: ['FIDO2'],
        passkeys: [{ relyingPartyId: 'login.example', credentialIdBase64url: credentialId }],
      },
    ]);
  });

  it('[F06] is missed on the key, and found there again', async () => {
    const { deviceId, requestId } = await card();
    onKey = [];
    expect(await inspect()).toEqual(['PASSKEY_NOT_ON_KEY']);
    // Nobody answers for the key.
    fido = undefined;
    expect(await inspect()).toEqual([]);
    expect(await open(deviceId)).toEqual([['PASSKEY_NOT_ON_KEY', `contoso ${requestId}`]]);
    // Nor without the card.
    await service.ask('devices.reconcile', { deviceId }, operator);
    expect(await open(deviceId)).toHaveLength(1);
    fido = key;
    onKey = [credentialId];
    expect(await inspect()).toEqual([]);
    expect(await open(deviceId)).toEqual([]);
    expect(party.deleted).toEqual([]);
  });

  it('[F06] went with the PIN of a key that was reset, whatever the relying party says', async () => {
    await card();
    party.lists = () => Promise.reject(new CardwrightError('RELYING_PARTY_UNAVAILABLE'));
    fido = { ...key, pinSet: false, pinTriesLeft: null };
    expect(await inspect()).toEqual(['PASSKEY_NOT_ON_KEY']);
  });

  it('[F06] is missed at the relying party, stays found while that is away, and is listed again', async () => {
    const { deviceId, requestId } = await card();
    const { known } = party;
    party.known = [];
    expect(await inspect()).toEqual(['PASSKEY_NOT_AT_PROVIDER']);
    party.lists = () => Promise.reject(new CardwrightError('RELYING_PARTY_UNAVAILABLE'));
    expect(await inspect()).toEqual([]);
    expect(await open(deviceId)).toEqual([['PASSKEY_NOT_AT_PROVIDER', `contoso ${requestId}`]]);
    party.lists = () => Promise.resolve(known);
    await service.ask('devices.reconcile', { deviceId, workstationId }, operator);
    expect(await open(deviceId)).toEqual([]);
    const audited = await query<{ action: string }>(
      `SELECT action FROM audit_log WHERE object = $1 AND details ->> 'code' = 'PASSKEY_NOT_AT_PROVIDER' ORDER BY id`,
      [`device:${deviceId}`],
    );
    expect(audited.map(({ action }) => action)).toEqual(['finding.opened', 'finding.cleared']);
  });

  it('[F06] is nothing to miss once its card has ended', async () => {
    const { deviceId } = await card();
    party.known = [];
    await inspect();
    const ends = service.running.app.get(PasskeyEnds);
    await inTransaction(service.running.app.get(DataSource), (manager) =>
      ends.enqueueIn(manager, deviceId, 'terminated', context),
    );
    expect(await open(deviceId)).toEqual([]);
  });

  it('costs a card without one no question', async () => {
    await plantDevice(query, 'ACTIVE', `ykserial:${serial}`);
    await inspect();
    expect([party.listed, asked]).toEqual([[], []]);
  });
});

it('[F06] the vault signs for it by a request of its own', async () => {
  service.vault['relying-parties.assert-comparison'] = () => ({ clientAssertion: 'a.b.c' });
  const comparisonOf = { requestId: randomUUID(), deviceId: randomUUID() };
  const assertions = service.running.app.get(ClientAssertions);
  const call = { tenantId: defaultTenantId, correlationId: 'spec', lease: null };
  expect(await assertions.sign({ ...call, comparisonOf }, 'entra')).toBe('a.b.c');
  expect(service.vaultCalls.at(-1)).toMatchObject({
    name: 'relying-parties.assert-comparison',
    body: { ...comparisonOf, relyingPartyId: 'entra' },
  });
  await expect(assertions.sign(call, 'entra')).rejects.toMatchObject({ code: 'VAULT_LEASE_REQUIRED' });
});
