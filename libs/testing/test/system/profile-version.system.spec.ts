/**
 * A new version of a profile on the whole system, from its publication to the changed card, in both dialects: the offer, the update that the
 * holder begins, the card byte for byte, the record and the CA (A04, B04, D14); and what is only a hint to the operator (E5).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CutMoment, CutPolicy } from '@cardwright/simulated-card/power-cut';
import { eventually } from '../../src/eventually.js';
import { everythingBut } from '../../src/everything-but.js';
import { inspect, supplyPin, untilSaga } from '../../src/issue.js';
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
  desk = await OneReader.start('versions', 66_000_000);
});
afterEach(() => desk?.agent.slots.remove(oneReader));
afterAll(() => desk?.stop());

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
      await desk.publish(name, [authentication, signature, keyManagement]);
      const { card, pin, deviceId, device, before } = await desk.issued(dialect, name);
      await eventually(() => desk.causes(device), 'none');

      await desk.publish(name, [authentication, keyManagement, cardAuthentication]);
      await eventually(
        () => desk.causes(device),
        [
          ['cert.add', 'PROFILE_CHANGED', '9E'],
          ['cert.remove', 'PROFILE_CHANGED', '9C'],
        ],
        20_000,
      );
      const requestId = await desk.begun(device);
      expect(await card.snapshot()).toEqual(before);
      expect(await desk.ended(requestId, pin)).toMatchObject({
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

      const updated = await desk.deviceOf(deviceId);
      expect(updated).toMatchObject({ state: 'ACTIVE', profileVersion: 2, health: 'ok', pin: 'set' });
      expect(
        updated.credentials
          .filter(({ state }) => state === 'ACTIVE')
          .map(({ keyReference }) => keyReference)
          .sort(),
      ).toEqual(['9A', '9D', '9E']);
      const gone = device.credentials.find(({ keyReference }) => keyReference === '9C')?.serialNumberHex;
      await eventually(
        async () =>
          (await desk.deviceOf(deviceId)).certificates.find(({ serialNumberHex }) => serialNumberHex === gone),
        expect.objectContaining({ status: 'revoked', revocationReason: 'superseded' }),
      );
      await eventually(() => desk.causes(device), 'none');
      expect((await desk.offersOf(deviceId)).rows).toMatchObject([{ state: 'done', outcome: 'COMPLETED', requestId }]);
      await untilWhole(desk, deviceId, card);
      const { findings = [] } = await inspect(desk.api, desk.agent.workstationId, oneReader);
      expect(findings).toEqual([]);
    },
  );

  it.each<Dialect>(['vendor', 'strict'])(
    '[A15][B04][fault 11][fault 12][fault 13] %s: pulled while a key is added and another removed: put in again it goes on',
    async (dialect) => {
      const name = `update-version-cut-${dialect}`;
      const one = [authentication, signature, keyManagement];
      const other = [authentication, cardAuthentication, keyManagement];
      await desk.publish(name, one);
      const { card, pin, deviceId, device } = await desk.issued(dialect, name);
      const cuts = (['made', 'destroyed', 'erased'] as const).flatMap((step) =>
        (['inside', 'after'] as const).map((moment) => ({ step, moment })),
      );
      for (const [index, { step, moment }] of cuts.entries()) {
        const [wanted, added, removed] = index % 2 === 0 ? [other, '9E', '9C'] : [one, '9C', '9E'];
        await desk.publish(name, wanted);
        const offered = [
          ['cert.add', 'PROFILE_CHANGED', added],
          ['cert.remove', 'PROFILE_CHANGED', removed],
        ];
        await eventually(() => desk.causes(device), offered, 20_000);
        const requestId = await desk.begun(device);
        card.armCut(cutAt(step, moment));
        await supplyPin(desk.api, requestId, pin);
        const parked = await untilSaga(desk.api, requestId, ['FAILED'], 20_000);
        expect(['CARD_ABSENT', 'CARD_REMOVED']).toContain(parked.errorCode);
        card.armCut(undefined);
        await desk.agent.slots.insert(oneReader, card);
        await untilSaga(desk.api, requestId, ['AWAITING_USER'], 20_000);
        expect(await desk.ended(requestId, pin)).toMatchObject(done);
        const { credentials, profileVersion, health } = await desk.deviceOf(deviceId);
        const active = credentials.filter(({ state }) => state === 'ACTIVE').map(({ keyReference }) => keyReference);
        expect({ step, moment, profileVersion, health, active: active.sort() }).toEqual({
          ...{ step, moment, profileVersion: index + 2, health: 'ok' },
          active: wanted.map(({ keyReference }) => keyReference).sort(),
        });
        await untilWhole(desk, deviceId, card);
      }
    },
  );

  it('[B04][D14] one less alone; then a key that is wanted otherwise; what no update can do is a hint to the operator', async () => {
    const name = 'update-version-steps';
    await desk.publish(name, [authentication, signature, keyManagement]);
    const { card, pin, deviceId, device, before } = await desk.issued('vendor', name);
    await desk.publish(name, [authentication, keyManagement]);
    await eventually(() => desk.causes(device), [['cert.remove', 'PROFILE_CHANGED', '9C']], 20_000);
    expect(await desk.ended(await desk.begun(device), pin)).toMatchObject(done);
    const removed = await card.snapshot();
    expect(everythingBut(removed, ['9C', '5FC10A'])).toEqual(everythingBut(before, ['9C', '5FC10A']));
    expect(await desk.deviceOf(deviceId)).toMatchObject({ profileVersion: 2 });

    await desk.publish(name, [{ ...authentication, algorithm: 'ECCP384' }, keyManagement]);
    await eventually(() => desk.causes(device), [['profile.version', 'PROFILE_CHANGED', '9A']], 20_000);
    expect(await desk.ended(await desk.begun(device), pin)).toMatchObject(done);
    expect(everythingBut(await card.snapshot(), ['9A', '5FC105'])).toEqual(everythingBut(removed, ['9A', '5FC105']));
    expect(await desk.deviceOf(deviceId)).toMatchObject({ profileVersion: 3 });
    await untilWhole(desk, deviceId, card);

    await desk.publish(name, [keyManagement], { dataObjects: { securityObject: true } });
    await eventually(
      async () => (await desk.offersOf(deviceId)).due.map(({ kind }) => kind).filter((kind) => kind !== 'card.replace'),
      ['profile.reprovision'],
      20_000,
    );
    expect(await desk.causes(device)).toBe('none');
  });
});
