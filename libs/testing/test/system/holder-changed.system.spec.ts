/**
 * Data of a holder that change in the record, on the whole system and in both dialects: from the import to the card whose certificates say what
 * the record says, and nothing else (A12, B03).
 */
import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail } from '@cardwright/contracts/nats/issuance.api';
import { decodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import type { CardSnapshot } from '@cardwright/simulated-card/snapshot';
import { eventually } from '../../src/eventually.js';
import { everythingBut } from '../../src/everything-but.js';
import {
  authentication,
  cardAuthentication,
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
  desk = await OneReader.start('holder', 68_000_000);
});
afterEach(() => desk?.agent.slots.remove(oneReader));
afterAll(() => desk?.stop());

/** The holder of the cards, as the source of people has them now. */
const imported = (displayName: string, email: string, surname = 'Hopper'): Promise<unknown> =>
  desk.api('POST', '/people/import', {
    csv: `external_id,given_name,surname,display_name,email,upn
T1,Grace,${surname},${displayName},${email},grace@example.test
`,
  });
const serialOf = ({ credentials }: DeviceDetail, keyReference: string): string =>
  credentials.find((row) => row.keyReference === keyReference && row.state === 'ACTIVE')!.serialNumberHex!;
/** What these certificate objects say of the holder: common name and mail address. */
const saidBy = ({ objects }: CardSnapshot, ...tags: string[]): string[] =>
  tags.map((tag) => {
    const { subject, subjectAltName = '' } = new X509Certificate(decodeCertificateObject(objects[tag]!).certificate);
    return `${/CN=([^\n]*)/.exec(subject)![1]!}, ${/email:([^,]*)/.exec(subjectAltName)?.[1] ?? 'no mail'}`;
  });

describe('a holder whose data have changed', () => {
  it.each<Dialect>(['vendor', 'strict'])(
    '[A12][B03] %s: another name in every certificate that has one, the rest byte for byte',
    async (dialect) => {
      const name = `holder-${dialect}`;
      await imported('Grace Hopper', 'grace@example.test');
      await desk.publish(name, [authentication, signature, cardAuthentication]);
      const { card, pin, deviceId, device, before } = await desk.issued(dialect, name);
      await eventually(() => desk.causes(device), 'none');

      await imported('Grace Murray', 'grace@example.test');
      await eventually(() => desk.causes(device), [['holder.changed', 'HOLDER_DATA_CHANGED', '9A,9C']]);
      const requestId = await desk.begun(device);
      expect(await card.snapshot()).toEqual(before);
      expect(await desk.ended(requestId, pin)).toMatchObject(done);
      const after = await card.snapshot();
      expect(saidBy(after, '5FC105', '5FC10A')).toEqual(['Grace Murray, no mail', 'Grace Murray, grace@example.test']);
      const touched = ['9A', '9C', '5FC105', '5FC10A'];
      expect(everythingBut(after, touched)).toEqual(everythingBut(before, touched));
      for (const key of ['9A', '9C'])
        expect(after.keys[key]!.publicKeySpkiBase64).not.toBe(before.keys[key]!.publicKeySpkiBase64);

      const old = serialOf(device, '9A');
      await eventually(
        async () => (await desk.deviceOf(deviceId)).certificates.find((row) => row.serialNumberHex === old),
        expect.objectContaining({ status: 'revoked', revocationReason: 'affiliationChanged' }),
      );
      expect(await desk.deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', health: 'ok', profileVersion: 1 });
      await eventually(() => desk.causes(device), 'none');
      expect((await desk.offersOf(deviceId)).rows).toMatchObject([{ state: 'done', outcome: 'COMPLETED', requestId }]);
      await untilWhole(desk, deviceId, card);
    },
  );

  it('[A12][B03] another mail address: the keys of mail alone, the old one of 9D into the history; what no certificate says changes nothing', async () => {
    const name = 'holder-mail';
    await imported('Grace Hopper', 'grace@example.test');
    await desk.publish(name, [authentication, keyManagement]);
    const { card, pin, deviceId, device, before } = await desk.issued('vendor', name);
    // No certificate says the surname: 9A stays as it is.
    await imported('Grace Hopper', 'admiral@example.test', 'Murray');
    await eventually(() => desk.causes(device), [['holder.changed', 'HOLDER_DATA_CHANGED', '9D']]);
    // Corrected in time: nothing is left to do.
    await imported('Grace Hopper', 'grace@example.test');
    await eventually(() => desk.causes(device), 'none');
    await imported('Grace Hopper', 'admiral@example.test');
    await eventually(() => desk.causes(device), [['holder.changed', 'HOLDER_DATA_CHANGED', '9D']]);
    expect(await desk.ended(await desk.begun(device), pin)).toMatchObject(done);
    const after = await card.snapshot();
    expect(saidBy(after, '5FC105', '5FC10B', '5FC10D')).toEqual([
      'Grace Hopper, no mail',
      'Grace Hopper, admiral@example.test',
      'Grace Hopper, grace@example.test',
    ]);
    expect(after.keys['82']!.publicKeySpkiBase64).toBe(before.keys['9D']!.publicKeySpkiBase64);
    const touched = ['9D', '82', '5FC10B', '5FC10C', '5FC10D', '5FC106'];
    expect(everythingBut(after, touched)).toEqual(everythingBut(before, touched));
    await eventually(() => desk.causes(device), 'none');
    await untilWhole(desk, deviceId, card);
  });
});
