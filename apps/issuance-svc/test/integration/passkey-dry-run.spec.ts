/**
 * What a dry run and the start of an issue say of the tenant at which the passkey will be registered, before a card is held. Real servers; the double of
 * Graph, a stand-in for the vault that signs as it does, and an agent that answers what a case asks.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PlanSummary, PreflightCheck } from '@cardwright/contracts/nats/plan-summary';
import { GraphStand } from '../support/graph-stand.js';
import { imageOf, letChecksPass, type Said } from '../support/passing-checks.js';
import { actorWith } from '../support/records-service.js';
import { SagasService, workstationId } from '../support/sagas-service.js';

jest.setTimeout(60_000);
const operator = actorWith('ada', ['issuance-operator']);
const profileName = 'with-passkey';
const aaguid = '7ca5d7a1-c0de-4f1d-8001-000000000001';
const fido = {
  ...{ aaguid, versions: ['FIDO_2_1'], pinSet: false, pinTriesLeft: null, mustChangePin: false, minPinLength: 4 },
  ...{ credentialsLeft: 25, enterpriseAttestation: 'off' as const },
};

let stand: GraphStand;
let service: SagasService;
let said: Said;
let personId: string;
let deviceId: string;
let mayAssert: boolean;

beforeAll(async () => {
  stand = await GraphStand.start({ now: () => Date.now() });
  service = await SagasService.start({ settings: { RELYING_PARTIES: JSON.stringify([stand.row()]) } });
  said = letChecksPass(service);
  said.inspected = (identity) => ({ ...imageOf(identity), applications: { FIDO2: fido } });
  service.records.vault['relying-parties.assert-policy'] = () => {
    if (!mayAssert) throw new CardwrightError('REQUEST_RATE_LIMITED', undefined, { retryAfterSeconds: 60 });
    return stand.assertion(Date.now()).then((clientAssertion) => ({ clientAssertion })) as never;
  };
  await service.query(
    `INSERT INTO credential_profile_version (tenant_id, name, version, definition, sha256_hex, published_at, published_by)
     SELECT tenant_id, $1::text, 1, definition || jsonb_build_object('name', $1::text) || $2::jsonb, sha256_hex, now(), 'spec'
     FROM credential_profile_version WHERE name = 'authentication-only' AND version = 1`,
    [profileName, JSON.stringify({ passkey: { relyingParty: 'entra' } })],
  );
  const [row] = await service.query<{ person_id: string }>(
    `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, object_id)
     VALUES (gen_random_uuid(), $1, 'P-dry', 'Ada', 'Lovelace', 'Ada Lovelace', $2) RETURNING person_id`,
    [defaultTenantId, stand.person.objectId],
  );
  personId = row!.person_id;
}, 120_000);
afterAll(async () => {
  await service?.stop();
  await stand?.double.stop();
}, 60_000);
beforeEach(async () => {
  mayAssert = true;
  ({ deviceId } = await service.plantDevice('AVAILABLE'));
  await service.query(
    `UPDATE device SET person_id = NULL, profile_name = NULL, profile_version = NULL, expires_on = NULL WHERE device_id = $1`,
    [deviceId],
  );
});

const body = () => ({
  ...{ deviceId, personId, profileName, workstationId, readerName: 'Reader 0', pinChange: 'holder' },
});
const dryRun = async (): Promise<PlanSummary> =>
  ((await service.records.askUnchecked('devices.plan', body(), operator)) as { plan: PlanSummary }).plan;
const ofTenant = async (): Promise<PreflightCheck | undefined> =>
  (await dryRun()).doctor!.find(({ check }) => check === 'relying-party');
const start = () => service.records.askUnchecked('devices.issue', body(), operator);

describe('[C26] what a dry run says of the tenant', () => {
  // First: nothing is kept of the tenant yet.
  it('is that it is not known, where the vault does not sign: the dry run goes on', async () => {
    mayAssert = false;
    expect(await ofTenant()).toEqual({
      check: 'relying-party',
      ok: false,
      text: 'Whether the settings of entra stand in the way of the passkey is not known: they could not be read',
      fix: 'The issue can begin all the same. Before anything is written they are read again, and it stops there if one of them stands in the way.',
      said: {
        text: { code: 'preflight.relying-party-unknown', values: { relyingParty: 'entra' } },
        fix: { code: 'preflight.relying-party-later' },
      },
    });
  });

  it('is the same where the tenant does not answer', async () => {
    stand.double.fault('policy', { kind: 'refused', status: 503 });
    expect(await ofTenant()).toMatchObject({ ok: false });
  });

  it('is the setting that stands in the way, by its own name, before a card is held and before there is a request', async () => {
    const { policy } = stand.double.tenant;
    const refused = (setting: string, message: string) => ({
      ...{ code: 'RELYING_PARTY_REFUSED', message: `${message} (${setting})` },
      details: expect.objectContaining({ relyingParty: 'entra', setting }) as unknown,
    });
    policy.isSelfServiceRegistrationAllowed = false;
    const selfService = '"Allow self-service set up" is off in the passkey policy of the tenant.';
    await expect(dryRun()).rejects.toMatchObject(refused('isSelfServiceRegistrationAllowed', selfService));
    policy.isSelfServiceRegistrationAllowed = true;
    policy.keyRestrictions = { isEnforced: true, enforcementType: 'allow', aaGuids: [] };
    const model = `The passkey policy of the tenant does not list the model ${aaguid} of this key as allowed.`;
    await expect(dryRun()).rejects.toMatchObject(refused('keyRestrictions.aaGuids', model));
    await expect(start()).rejects.toMatchObject(refused('keyRestrictions.aaGuids', model));
    policy.keyRestrictions.isEnforced = false;
    policy.state = 'disabled';
    await expect(dryRun()).rejects.toMatchObject({ code: 'RELYING_PARTY_REFUSED', details: { setting: 'state' } });
    policy.state = 'enabled';
    expect(await ofTenant()).toMatchObject({
      ...{ ok: true, text: 'nothing in the settings of entra stands in the way of the passkey', fix: null },
    });
    expect(await service.query('SELECT request_id FROM request WHERE device_id = $1', [deviceId])).toEqual([]);
    expect(await service.query('SELECT fencing_token FROM lease WHERE device_id = $1', [deviceId])).toEqual([]);
  });

  it('is some minutes old at most where nothing stood in the way: the issue reads it again before the first write', async () => {
    stand.asked();
    stand.double.tenant.policy.state = 'disabled';
    expect([(await ofTenant())!.ok, stand.asked()]).toEqual([true, []]);
    stand.double.tenant.policy.state = 'enabled';
  });
});

describe('the vault', () => {
  it('was asked to sign for the policy alone, once for all that was read', () => {
    const signed = service.records.vaultCalls.filter(({ name }) => name.startsWith('relying-parties.'));
    expect(new Set(signed.map(({ name }) => name))).toEqual(new Set(['relying-parties.assert-policy']));
    // One that was refused, and one whose token all others used.
    expect(signed.map(({ body: asked }) => asked)).toEqual([{ relyingPartyId: 'entra' }, { relyingPartyId: 'entra' }]);
  });
});

describe('[C26] a new passkey on the page of the tenant itself, for a card that has one', () => {
  const onPage = 'passkey-on-page';
  const credentialId = Buffer.from('the one before').toString('base64url');
  const sha256Hex = createHash('sha256').update('the one before').digest('hex');
  const begin = () =>
    service.records.askUnchecked('devices.passkey', { deviceId, workstationId, readerName: 'Reader 0' }, operator);
  const requests = () =>
    service.query(`SELECT request_id FROM request WHERE device_id = $1 AND type = 'PASSKEY'`, [deviceId]);

  beforeAll(async () => {
    service.records.vault['relying-parties.assert-comparison'] = () =>
      stand.assertion(Date.now()).then((clientAssertion) => ({ clientAssertion })) as never;
    await service.query(
      `INSERT INTO credential_profile_version (tenant_id, name, version, definition, sha256_hex, published_at, published_by)
       SELECT tenant_id, $1::text, 1, definition || jsonb_build_object('name', $1::text) || $2::jsonb, sha256_hex, now(), 'spec'
       FROM credential_profile_version WHERE name = 'authentication-only' AND version = 1`,
      [onPage, JSON.stringify({ passkey: { relyingParty: 'entra', madeBy: 'browser' } })],
    );
    said.inspected = (identity) => ({
      ...imageOf(identity),
      applications: { FIDO2: { ...fido, pinSet: true, pinTriesLeft: 8 } },
    });
  });
  beforeEach(async () => {
    let requestId: string;
    ({ deviceId, requestId } = await service.plant('ISSUE', 'ACTIVE'));
    await service.query(`UPDATE request SET state = 'COMPLETED' WHERE request_id = $1`, [requestId]);
    await service.query(
      `UPDATE device SET active_request_id = NULL, operation = 'idle', profile_name = $2, person_id = $3 WHERE device_id = $1`,
      [deviceId, onPage, personId],
    );
    await service.query(
      `INSERT INTO passkey (tenant_id, request_id, correlation_id, device_id, person_id, relying_party, display_name, state, tries,
         credential_id_sha256_hex, provider_id, registered_at)
       VALUES ($1, $2, 'spec', $3, $4, 'entra', 'Cardwright', 'REGISTERED', 1, $5, $6, now())`,
      [defaultTenantId, requestId, deviceId, personId, sha256Hex, credentialId],
    );
  });

  it('is refused before there is a request, while the person has the old one there', async () => {
    const { objectId } = stand.person;
    stand.double.tenant.register(
      objectId!,
      { id: credentialId, publicKey: new Uint8Array() },
      {
        ...{ id: credentialId, displayName: 'Cardwright', createdDateTime: '2026-11-30T10:00:00Z', aaGuid: aaguid },
        ...{ model: 'key', attestationCertificates: [], attestationLevel: 'attested', passkeyType: 'deviceBound' },
      },
    );
    await expect(begin()).rejects.toMatchObject({
      code: 'FIDO_CREDENTIAL_EXCLUDED',
      message: expect.stringContaining('Have the agent make the new one (a profile without "madeBy")') as unknown,
      details: { relyingParty: 'entra' },
    });
    expect(await requests()).toEqual([]);
    stand.double.tenant.remove(objectId!, credentialId);
  });

  it('begins where they have deleted it there', async () => {
    await begin();
    expect(await requests()).toHaveLength(1);
  });
});
