/**
 * A certificate of a card that somebody else revoked at the CA, on the whole system and in both dialects: the record learns of it at once, the holder is
 * offered the replacement of that key, and card, record and CA agree afterwards (B03, D05, F06).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type ReplyOf } from '@cardwright/contracts/nats/rpc';
import { eventually } from '../../src/eventually.js';
import { everythingBut } from '../../src/everything-but.js';
import { inspect, randomPin, untilAsked } from '../../src/issue.js';
import {
  authentication,
  done,
  keyManagement,
  OneReader,
  oneReader,
  signature,
  type Dialect,
} from '../support/one-reader.js';
import { untilWhole } from '../../src/until-whole.js';

jest.setTimeout(120_000);

let desk: OneReader;
beforeAll(async () => {
  desk = await OneReader.start('revoked', 67_000_000);
});
afterEach(() => desk?.agent.slots.remove(oneReader));
afterAll(() => desk?.stop());

const serialOf = ({ credentials }: DeviceDetail, keyReference: string): string =>
  credentials.find((row) => row.keyReference === keyReference && row.state === 'ACTIVE')!.serialNumberHex!;

/** By somebody who uses the CA itself: Cardwright is not asked and not told. */
async function revokeAtCa(serialNumberHex: string): Promise<void> {
  const pki = await desk.system.rpcAs('issuance');
  const context = { tenantId: defaultTenantId, correlationId: 'outside' };
  const asked = { serialNumberHex, reason: 'keyCompromise', correlation: 'outside' } as const;
  await pki.rpc.pki('certificates.revoke', asked, context);
  await pki.close();
}
const compare = (deviceId: string, more: object = {}): Promise<ReplyOf<IssuanceApi, 'devices.reconcile'>> =>
  desk.api('POST', `/devices/${deviceId}/reconcile`, more);
const stateOf = async (deviceId: string, serial: string): Promise<string | undefined> =>
  (await desk.deviceOf(deviceId)).credentials.find(({ serialNumberHex }) => serialNumberHex === serial)?.state;

describe('a certificate that was revoked outside', () => {
  it.each<Dialect>(['vendor', 'strict'])(
    '[B03][D05][F06] %s: from the finding to a new key and certificate, all else byte for byte',
    async (dialect) => {
      const name = `revoked-${dialect}`;
      await desk.publish(name, [authentication, signature, keyManagement]);
      const { card, pin, deviceId, device, before } = await desk.issued(dialect, name);
      await eventually(() => desk.causes(device), 'none');
      const old = serialOf(device, '9C');
      await revokeAtCa(old);
      // The CA tells it, and nobody has to compare.
      await eventually(() => desk.causes(device), [['cert.revoked', 'EXTERNALLY_REVOKED', '9C']]);
      expect((await desk.offersOf(deviceId)).due).toMatchObject(
        expect.arrayContaining([expect.objectContaining({ kind: 'cert.revoked', deadline: null, urgency: 'high' })]),
      );

      const requestId = await desk.begun(device);
      expect(await card.snapshot()).toEqual(before);
      expect(await desk.ended(requestId, pin)).toMatchObject(done);
      const after = await card.snapshot();
      expect(after.keys['9C']!.publicKeySpkiBase64).not.toBe(before.keys['9C']!.publicKeySpkiBase64);
      expect(everythingBut(after, ['9C', '5FC10A'])).toEqual(everythingBut(before, ['9C', '5FC10A']));

      // With the end of the saga itself: nothing is left to revoke, and nothing to find.
      const updated = await desk.deviceOf(deviceId);
      expect(updated).toMatchObject({ state: 'ACTIVE', health: 'ok', profileVersion: 1 });
      expect(await stateOf(deviceId, old)).toBe('REVOKED');
      expect(await desk.records.query('SELECT 1 FROM issuance.revocation WHERE serial_number_hex = $1', [old])).toEqual(
        [],
      );
      const good = updated.certificates.filter(({ status }) => status === 'good');
      expect(good.map(({ keyReference }) => keyReference).sort()).toEqual(['9A', '9C', '9D']);
      await eventually(() => desk.causes(device), 'none');
      expect((await desk.offersOf(deviceId)).rows).toMatchObject([{ state: 'done', outcome: 'COMPLETED', requestId }]);
      const { findings = [] } = await inspect(desk.api, desk.agent.workstationId, oneReader);
      expect(findings).toEqual([]);
      await untilWhole(desk, deviceId, card);
    },
  );

  it('[B03][D05] 9D whose revocation the record has taken over: its old key goes into the history, with its certificate', async () => {
    const name = 'revoked-9d';
    await desk.publish(name, [authentication, keyManagement]);
    const { card, pin, deviceId, device, before } = await desk.issued('vendor', name);
    const old = serialOf(device, '9D');
    await revokeAtCa(old);
    expect((await compare(deviceId, { repair: true })).repaired.map(({ code }) => code)).toEqual([
      'CERTIFICATE_REVOKED_AT_CA',
    ]);
    expect(await stateOf(deviceId, old)).toBe('REVOKED');
    await eventually(() => desk.causes(device), [['cert.revoked', 'EXTERNALLY_REVOKED', '9D']]);
    expect(await desk.ended(await desk.begun(device), pin)).toMatchObject(done);
    const after = await card.snapshot();
    expect(after.keys['82']!.publicKeySpkiBase64).toBe(before.keys['9D']!.publicKeySpkiBase64);
    expect(after.keys['9D']!.publicKeySpkiBase64).not.toBe(before.keys['9D']!.publicKeySpkiBase64);
    // Key History, Security Object, and the certificates of 9D and 82.
    const touched = ['9D', '82', '5FC10B', '5FC10C', '5FC10D', '5FC106'];
    expect(everythingBut(after, touched)).toEqual(everythingBut(before, touched));
    expect(await desk.deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', health: 'ok' });
    await eventually(() => desk.causes(device), 'none');
    await untilWhole(desk, deviceId, card);
  });

  it('[A03] one that the record knows to have expired is renewed still, and no old key of 9D is lost', async () => {
    const name = 'expired-9d';
    await desk.publish(name, [authentication, keyManagement]);
    const { card, store, pin, deviceId, device, before } = await desk.issued('vendor', name);
    const expired = async (serial: string): Promise<void> => {
      await desk.records.query(
        `UPDATE pki.certificates SET not_after = now() - interval '1 hour' WHERE serial_number = decode($1, 'hex')`,
        [serial],
      );
      await desk.records.query(
        `UPDATE issuance.credential SET not_after = now() - interval '1 hour' WHERE serial_number_hex = $1`,
        [serial],
      );
      expect((await compare(deviceId, { repair: true })).repaired.map(({ code }) => code)).toEqual([
        'CERTIFICATE_EXPIRED',
      ]);
      expect(await stateOf(deviceId, serial)).toBe('EXPIRED');
      await eventually(() => desk.causes(device), [['cert.renew', 'RENEW', '9D']]);
    };
    const old = serialOf(device, '9D');
    await eventually(() => desk.causes(device), 'none');
    await expired(old);
    expect(await desk.ended(await desk.begun(device), pin)).toMatchObject(done);
    const after = await card.snapshot();
    expect(after.keys['82']!.publicKeySpkiBase64).toBe(before.keys['9D']!.publicKeySpkiBase64);
    const touched = ['9D', '82', '5FC10B', '5FC10C', '5FC10D', '5FC106'];
    expect(everythingBut(after, touched)).toEqual(everythingBut(before, touched));
    expect(await stateOf(deviceId, old)).toBe('EXPIRED');
    expect(await desk.deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', health: 'ok' });
    await eventually(() => desk.causes(device), 'none');

    // A reprovision of a card whose certificate is expired on record, and damaged on the card: the record alone knows that the key was in use.
    await expired(serialOf(await desk.deviceOf(deviceId), '9D'));
    const damaged = await desk.returned(store, ({ objects }) => void delete objects['5FC10B']);
    const place = { workstationId: desk.agent.workstationId, readerName: oneReader };
    const { saga } = await desk.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/reprovision`, {
      ...place,
      reason: 'CONTENT_DAMAGED',
    });
    await untilAsked(desk.api, saga.requestId, 1);
    expect(await desk.ended(saga.requestId, randomPin())).toMatchObject(done);
    const { keys } = await damaged.snapshot();
    expect(keys['82']!.publicKeySpkiBase64).toBe(before.keys['9D']!.publicKeySpkiBase64);
    expect(keys['83']!.publicKeySpkiBase64).toBe(after.keys['9D']!.publicKeySpkiBase64);
    await eventually(() => desk.causes(device), 'none');
  });

  it('[B04][D05] one that the newest version of the profile has dropped is removed', async () => {
    const name = 'revoked-dropped';
    await desk.publish(name, [authentication, signature]);
    const { card, pin, deviceId, device, before } = await desk.issued('strict', name);
    const old = serialOf(device, '9C');
    await revokeAtCa(old);
    await compare(deviceId, { repair: true });
    await desk.publish(name, [authentication]);
    await eventually(() => desk.causes(device), [['cert.remove', 'PROFILE_CHANGED', '9C']]);
    expect(await desk.ended(await desk.begun(device), pin)).toMatchObject(done);
    const after = await card.snapshot();
    expect(after.objects['5FC10A']).toBeUndefined();
    expect(everythingBut(after, ['9C', '5FC10A'])).toEqual(everythingBut(before, ['9C', '5FC10A']));
    expect(await desk.deviceOf(deviceId)).toMatchObject({ profileVersion: 2, health: 'ok' });
    await eventually(() => desk.causes(device), 'none');
    await untilWhole(desk, deviceId, card);
  });
});
