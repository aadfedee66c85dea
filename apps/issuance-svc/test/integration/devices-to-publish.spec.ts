/** A holder who is disabled and a profile that is withdrawn change what is published of their cards, whoever changed them. Real database. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
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
