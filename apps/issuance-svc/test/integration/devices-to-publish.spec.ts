/** A holder who is disabled and a profile that is withdrawn change what is published of their cards, whoever changed them. Real database. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
import { plantRequest } from '../support/certificates.js';
import { actorWith } from '../support/records-service.js';
import { SagasService } from '../support/sagas-service.js';

jest.setTimeout(60_000);
const administrator = actorWith('nora', ['system-administrator']);
const author = actorWith('priya', ['profile-administrator']);
const profile = 'authentication-only';

describe('devices to publish', () => {
  let service: SagasService;
  beforeAll(async () => {
    service = await SagasService.start({ pace: { devicesToPublishMs: 100 } });
    service.records.vault['profiles.list'] = () => ({
      profiles: [
        { name: 'piv-authentication', title: 'piv-authentication', keyAlgorithms: ['ECCP256', 'ECCP384', 'RSA2048'] },
      ],
    });
  }, 120_000);
  afterAll(async () => service?.stop(), 60_000);

  /** Why its card may not be written, as each of its events says. */
  const published = async (deviceId: string): Promise<unknown[]> =>
    (
      await service.query<{ refused: unknown }>(
        `SELECT payload->'data'->'refused' AS refused FROM outbox WHERE payload->>'name' = 'device.changed'
           AND payload->'data'->>'deviceId' = $1 ORDER BY id`,
        [deviceId],
      )
    ).map(({ refused }) => refused);
  const revision = async (deviceId: string): Promise<number> =>
    Number(
      (await service.query<{ revision: string }>('SELECT revision FROM device WHERE device_id = $1', [deviceId]))[0]!
        .revision,
    );

  /** Publishes a version of that profile with certificates for these key references. */
  async function publisher(name: string) {
    const { definition } = (await service.records.ask('profiles.get', { name: profile }, author)).profile;
    return (...keyReferences: string[]) => {
      const [first] = definition.credentials;
      const credentials = keyReferences.map((keyReference) => ({
        ...{ ...first!, keyReference, container: `key-${keyReference.toLowerCase()}` },
      })) as typeof definition.credentials;
      return service.records.ask('profiles.publish', { definition: { ...definition, name, credentials } }, author);
    };
  }

  it('a holder who is disabled by an import, and enabled again; another holder and an ended card are left alone', async () => {
    const [{ deviceId }, other, ended] = [
      await service.plantDevice('ACTIVE'),
      await service.plantDevice('ACTIVE'),
      await service.plantDevice('TERMINATED'),
    ];
    const before = await revision(deviceId);
    const set = (enabled: boolean) =>
      service.records.ask(
        'people.import',
        {
          csv: [
            'external_id,given_name,surname,enabled',
            `${deviceId},Ada,Lovelace,${enabled}`,
            `${ended.deviceId},Ada,Lovelace,${enabled}`,
          ].join('\n'),
        },
        administrator,
      );
    await set(false);
    await eventually(() => published(deviceId), ['PERSON_DISABLED']);
    // A newer revision: older events do not undo it.
    expect(await revision(deviceId)).toBe(before + 1);
    await set(false);
    await set(true);
    await eventually(() => published(deviceId), ['PERSON_DISABLED', null]);
    expect([await published(other.deviceId), await published(ended.deviceId)]).toEqual([[], []]);
    expect(await service.query('SELECT 1 FROM device_to_publish')).toEqual([]);
  });

  it('a holder whose data change by an import: the certificates that say so are out of date, until the data come back', async () => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const person = { displayName: 'Ada Lovelace', givenName: 'Ada', email: 'ada@example.test' };
    const set = ({ displayName, givenName, email }: typeof person) =>
      service.records.ask(
        'people.import',
        {
          csv: [
            'external_id,given_name,surname,display_name,email',
            `${deviceId},${givenName},Lovelace,${displayName},${email}`,
          ].join('\n'),
        },
        administrator,
      );
    await set(person);
    await service.query(
      `INSERT INTO credential_profile_version (tenant_id, name, version, definition, sha256_hex, published_by)
       SELECT tenant_id, 'holder-data', 1, $2, '00', 'spec' FROM device WHERE device_id = $1`,
      [
        deviceId,
        JSON.stringify({
          credentials: ['9A', '9C', '9E'].map((keyReference) => ({ keyReference, container: `c-${keyReference}` })),
        }),
      ],
    );
    await service.query(`UPDATE device SET profile_name = 'holder-data', profile_version = 1 WHERE device_id = $1`, [
      deviceId,
    ]);
    const requestId = await plantRequest(service.query.bind(service), deviceId, 'COMPLETED');
    await service.query(
      `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
         algorithm, key_origin, state, attested, not_after, holder_data)
       SELECT gen_random_uuid(), tenant_id, device_id, request_id, 1, 'PIV', 'c-' || key, key, 'ECCP256', 'card', 'ACTIVE', false,
         '2030-01-01', data
       FROM request, (VALUES ('9A', '{"commonName":"Ada Lovelace","upn":null}'::jsonb),
         ('9C', '{"commonName":"Ada Lovelace","email":"ada@example.test"}'), ('9E', '{}')) AS certificate (key, data)
       WHERE request_id = $1`,
      [requestId],
    );
    /** The key references whose certificates are out of date, as each event says. */
    const outdated = async () =>
      (
        await service.query<{ certificates: { keyReference: string; outdatedSince: string | null }[] }>(
          `SELECT payload->'data'->'certificates' AS certificates FROM outbox WHERE payload->>'name' = 'device.changed'
             AND payload->'data'->>'deviceId' = $1 ORDER BY id`,
          [deviceId],
        )
      ).map(({ certificates }) =>
        certificates.filter(({ outdatedSince }) => outdatedSince !== null).map(({ keyReference }) => keyReference),
      );
    // The changes above are published, so that what follows is told from them.
    await eventually(
      () => service.query('SELECT device_id FROM device_to_publish WHERE device_id = $1', [deviceId]),
      [],
    );
    const before = (await outdated()).length;
    const since = async () => (await outdated()).slice(before);
    await set({ ...person, email: 'countess@example.test' });
    await eventually(since, [['9C']]);
    await set({ ...person, displayName: 'Ada King' });
    await eventually(since, [['9C'], ['9A', '9C']]);
    // No certificate says the given name.
    await set({ ...person, givenName: 'Augusta' });
    await eventually(since, [['9C'], ['9A', '9C'], []]);
  });

  it('a profile that is withdrawn and published again, for each of its cards in use', async () => {
    const cards = await Promise.all(Array.from({ length: 120 }, () => service.plantDevice('ACTIVE')));
    const all = async () =>
      new Set((await Promise.all(cards.map(({ deviceId }) => published(deviceId)))).map((events) => events.join()));
    const { definition } = (await service.records.ask('profiles.get', { name: profile }, author)).profile;
    await service.records.ask('profiles.withdraw', { name: profile, reason: 'the spec' }, author);
    await eventually(all, new Set(['PROFILE_WITHDRAWN']));
    await service.records.ask('profiles.publish', { definition }, author);
    await eventually(all, new Set(['PROFILE_WITHDRAWN,']));
  });

  it('[A04] a version that is published, for each of its cards in use, page by page; and what it would change', async () => {
    const name = 'many-cards';
    const { definition } = (await service.records.ask('profiles.get', { name: profile }, author)).profile;
    const publish = (...keyReferences: string[]) => {
      const [first] = definition.credentials;
      const credentials = keyReferences.map((keyReference) => ({
        ...{ ...first!, keyReference, container: `key-${keyReference.toLowerCase()}` },
      })) as typeof definition.credentials;
      return service.records.ask('profiles.publish', { definition: { ...definition, name, credentials } }, author);
    };
    await publish('9A', '9C');
    const { deviceId } = await service.plantDevice('ACTIVE');
    const ended = await service.plantDevice('TERMINATED');
    await service.query(`UPDATE device SET profile_name = $2 WHERE device_id = ANY ($1)`, [
      [deviceId, ended.deviceId],
      name,
    ]);
    // More than two pages of them, which nobody issued.
    await service.query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, profile_name, profile_version)
       SELECT gen_random_uuid(), tenant_id, 'planted:' || number, '', model_id, 'ACTIVE', profile_name, 1
       FROM device, generate_series(1, 2100) AS number WHERE device_id = $1`,
      [deviceId],
    );
    await service.query(
      `WITH made AS (
         INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, percent, sentence, device_id, profile_name,
           profile_version, workstation_id, attempt, requested_by, correlation_id)
         SELECT gen_random_uuid(), tenant_id, 'w', 'ISSUE', 'COMPLETED', 'done', 100, '', device_id, profile_name, 1, 'ws', 1, 'spec', 'spec'
         FROM device WHERE device_id = $1 RETURNING request_id, tenant_id, device_id)
       INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
         algorithm, key_origin, state, attested)
       SELECT gen_random_uuid(), tenant_id, device_id, request_id, 1, 'PIV', 'key-' || lower(key), key, 'ECCP256', 'card', 'ACTIVE', false
       FROM made, unnest(ARRAY['9A', '9C']) AS key`,
      [deviceId],
    );
    await publish('9A', '9E');
    const changes = async () =>
      (
        await service.query<{ change: Record<string, unknown> }>(
          `SELECT payload->'data'->'profileChange' AS change FROM outbox WHERE payload->>'name' = 'device.changed'
             AND payload->'data'->>'deviceId' = $1 ORDER BY id`,
          [deviceId],
        )
      ).map(({ change }) => change);
    await eventually(
      changes,
      [
        {
          ...{ version: 2, publishedAt: expect.any(String) },
          ...{ added: ['9E'], removed: ['9C'], changed: [], reprovision: false },
        },
      ],
      40_000,
    );
    const published = `SELECT count(DISTINCT payload->'data'->>'deviceId')::integer AS count FROM outbox
      WHERE payload->>'name' = 'device.changed' AND payload->'data'->>'profileName' = $1`;
    await eventually(async () => (await service.query(published, [name]))[0], { count: 2101 }, 40_000);
    expect(await service.query('SELECT name FROM profile_to_publish')).toEqual([]);
  });

  it('[A12] the days that the newest version gives a management key, for each card that has one of ours and was not left half done', async () => {
    const { definition } = (await service.records.ask('profiles.get', { name: profile }, author)).profile;
    const name = 'rotated-keys';
    const publish = (managementKeyDays?: number) =>
      service.records.ask(
        'profiles.publish',
        { definition: { ...definition, name, ...(managementKeyDays !== undefined && { managementKeyDays }) } },
        author,
      );
    await publish(400);
    const [{ deviceId }, stock, interrupted] = [
      await service.plantDevice('ACTIVE'),
      await service.plantDevice('ACTIVE'),
      await service.plantDevice('ACTIVE'),
    ];
    await service.query(
      `UPDATE device SET profile_name = $2, profile_version = 1, health = CASE device_id WHEN $4 THEN 'interrupted' ELSE health END,
         management_key_since = CASE WHEN device_id <> $3 THEN '2027-01-01T12:00:00Z'::timestamptz END WHERE device_id = ANY ($1)`,
      [[deviceId, stock.deviceId, interrupted.deviceId], name, stock.deviceId, interrupted.deviceId],
    );
    /** As the newest event of each says. */
    const due = async () =>
      Object.fromEntries(
        (
          await service.query<{ id: string; due: string | null }>(
            `SELECT DISTINCT ON (payload->'data'->>'deviceId') payload->'data'->>'deviceId' AS id,
               payload->'data'->>'managementKeyDueAt' AS due
             FROM outbox WHERE payload->>'name' = 'device.changed' AND payload->'data'->>'profileName' = $1
             ORDER BY payload->'data'->>'deviceId', outbox.id DESC`,
            [name],
          )
        ).map((row) => [row.id, row.due]),
      );
    const nothing = { [stock.deviceId]: null, [interrupted.deviceId]: null };
    await publish(30);
    await eventually(due, { ...nothing, [deviceId]: '2027-01-31T12:00:00.000Z' }, 20_000);
    await publish();
    await eventually(due, { ...nothing, [deviceId]: null }, 20_000);
  });

  it('[A04][D05] a key that was made twice and removed later is added again: the first certificate, revoked at once, is not on the card', async () => {
    const name = 'added-again';
    const publish = await publisher(name);
    await publish('9A');
    const { deviceId } = await service.plantDevice('ACTIVE');
    await service.query(`UPDATE device SET profile_name = $2, profile_version = 1 WHERE device_id = $1`, [
      deviceId,
      name,
    ]);
    const requestId = await plantRequest(service.query.bind(service), deviceId, 'COMPLETED');
    await service.query(
      `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
         algorithm, key_origin, state, attested, created_at)
       SELECT gen_random_uuid(), tenant_id, device_id, request_id, 1, 'PIV', 'key-' || lower(key), key, 'ECCP256', 'card', made.state, false, at
       FROM request, (VALUES ('9A', 'ACTIVE', now()), ('9C', 'REVOKED', now() - interval '2 minutes'),
         ('9C', 'SUPERSEDED', now() - interval '1 minute')) AS made (key, state, at)
       WHERE request_id = $1`,
      [requestId],
    );
    await publish('9A', '9C');
    await eventually(
      async () =>
        (
          await service.query<{ change: { added: string[] } | null }>(
            `SELECT payload->'data'->'profileChange' AS change FROM outbox WHERE payload->>'name' = 'device.changed'
               AND payload->'data'->>'deviceId' = $1 ORDER BY id DESC LIMIT 1`,
            [deviceId],
          )
        )[0]?.change?.added,
      ['9C'],
      20_000,
    );
  });

  it('[A03][B04] a certificate that is expired on record is renewed or removed, until a saga has done that', async () => {
    const name = 'expired-on-card';
    const publish = await publisher(name);
    await publish('9A', '9C');
    const { deviceId } = await service.plantDevice('ACTIVE');
    await service.query(`UPDATE device SET profile_name = $2, profile_version = 1 WHERE device_id = $1`, [
      deviceId,
      name,
    ]);
    const requestId = await plantRequest(service.query.bind(service), deviceId, 'COMPLETED');
    await service.query(
      `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
         algorithm, key_origin, state, attested, not_after)
       SELECT gen_random_uuid(), tenant_id, device_id, request_id, 1, 'PIV', 'key-' || lower(key), key, 'ECCP256', 'card', made.state, false, now()
       FROM request, (VALUES ('9A', 'ACTIVE'), ('9C', 'EXPIRED')) AS made (key, state)
       WHERE request_id = $1`,
      [requestId],
    );
    /** Of the newest event: the certificates that can be renewed, and what the newest version of the profile changes. */
    const told = async () => {
      const [row] = await service.query<{ keys: string[]; removed: string[] | null; added: string[] | null }>(
        `SELECT jsonb_path_query_array(payload->'data', '$.certificates[*].keyReference') AS keys,
           payload->'data'->'profileChange'->'removed' AS removed, payload->'data'->'profileChange'->'added' AS added
         FROM outbox WHERE payload->>'name' = 'device.changed' AND payload->'data'->>'deviceId' = $1 ORDER BY id DESC LIMIT 1`,
        [deviceId],
      );
      return row;
    };
    await publish('9A');
    await eventually(told, { keys: ['9A', '9C'], removed: ['9C'], added: [] }, 20_000);
    const update = await plantRequest(service.query.bind(service), deviceId, 'COMPLETED');
    await service.query(
      `UPDATE request SET type = 'UPDATE', key_references = '{9C}', finished_at = now() WHERE request_id = $1`,
      [update],
    );
    await publish('9A', '9E');
    await eventually(told, { keys: ['9A'], removed: [], added: ['9E'] }, 20_000);
  });

  it('a holder who is not approved matters where the profile is for PIV mode, and the change of it is published', async () => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const approve = (approved: boolean) =>
      service.query('UPDATE person SET approved = $2 WHERE external_id = $1', [deviceId, approved]);
    const { definition } = (await service.records.ask('profiles.get', { name: profile }, author)).profile;
    await service.query(
      `INSERT INTO credential_profile_version (tenant_id, name, version, definition, sha256_hex, published_by)
       SELECT tenant_id, 'piv-mode', 1, $2, '00', 'spec' FROM device WHERE device_id = $1`,
      [deviceId, JSON.stringify({ ...definition, name: 'piv-mode', pivMode: true })],
    );
    await approve(false);
    await eventually(() => published(deviceId), [null]);
    await service.query(`UPDATE device SET profile_name = 'piv-mode' WHERE device_id = $1`, [deviceId]);
    await approve(true);
    await eventually(() => published(deviceId), [null, null]);
    await approve(false);
    await eventually(() => published(deviceId), [null, null, 'PERSON_NOT_APPROVED']);
  });
});
