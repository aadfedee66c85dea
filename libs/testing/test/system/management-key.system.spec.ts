/**
 * The rotation of a card's management key (9B) on the whole system: alone, when the profile wants it; with an update of one key; with a reprovision
 * that its holder is offered; and pulled while the card takes the new key (A12, A15, B03, D14; faults.md rule 4).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import { eventually } from '../../src/eventually.js';
import { everythingBut } from '../../src/everything-but.js';
import { randomPin, supplyPin, untilAsked, untilSaga } from '../../src/issue.js';
import { authentication, done, OneReader, oneReader, signature } from '../support/one-reader.js';
import { untilWhole } from '../../src/until-whole.js';

jest.setTimeout(120_000);
const name = 'management-key';
const setManagementKey = 0xff;
const generalAuthenticate = 0x87;

let desk: OneReader;
beforeAll(async () => {
  desk = await OneReader.start('rotation', 69_000_000);
  await desk.publish(name, [authentication, signature]);
});
afterEach(() => desk?.agent.slots.remove(oneReader));
afterAll(() => desk?.stop());

/** The management keys that the vault has for the card, oldest first. */
const keysOf = async (deviceId: string): Promise<string[]> =>
  (
    await desk.records.query<{ state: string }>(
      'SELECT management_key_state AS state FROM pki.key_sets WHERE device_id = $1 ORDER BY version',
      [deviceId],
    )
  ).map(({ state }) => state);

/** By an operator; answers when the PIN is asked for. */
async function started(deviceId: string, keyReferences: string[], reason: string): Promise<string> {
  const body = { workstationId: desk.agent.workstationId, readerName: oneReader, keyReferences, reason };
  const { saga } = await desk.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/update`, body);
  await untilAsked(desk.api, saga.requestId, 1);
  return saga.requestId;
}

/** An old management key, as 9B of such a card was when it was set. */
const dayAgo = (deviceId: string): Promise<unknown> =>
  desk.records.query(
    `UPDATE issuance.device SET management_key_since = management_key_since - interval '1 day' WHERE device_id = $1`,
    [deviceId],
  );
/** The profile's next version, which is published to its cards. */
const wanted = (profile: string, managementKeyDays: number): Promise<unknown> =>
  desk.publish(profile, [authentication], { managementKeyDays });
/** The vault opens the card by the old key, as if it had never been replaced. */
async function oldKeyIsRefused(deviceId: string, pin: string): Promise<void> {
  const set = (state: string, version: number) =>
    desk.records.query('UPDATE pki.key_sets SET management_key_state = $1 WHERE device_id = $2 AND version = $3', [
      ...[state, deviceId, version],
    ]);
  const current = async (version: 1 | 2): Promise<void> => {
    await set('retired', 3 - version);
    await set('current', version);
  };
  await current(1);
  const requestId = await started(deviceId, ['9A'], 'RENEW');
  await supplyPin(desk.api, requestId, pin);
  expect(await untilSaga(desk.api, requestId, ['FAILED', 'COMPLETED'])).toMatchObject({
    errorCode: 'CARD_KEY_REJECTED',
  });
  await desk.api('POST', `/sagas/${requestId}/cancel`, { reasonText: 'that was the old key' });
  await untilSaga(desk.api, requestId, ['CANCELLED']);
  await current(2);
}
const rotation = [['management-key.rotate', 'KEYSET_ROTATION', '']];

describe('the management key that is as old as the profile allows', () => {
  it('[A12][B03] is replaced by an update of its own that the holder is offered: nothing else changes, and the old key opens the card no more', async () => {
    const profile = 'rotated-daily';
    await wanted(profile, 2);
    const { card, pin, deviceId, device, before } = await desk.issued('vendor', profile);
    await eventually(() => desk.causes(device), 'none');
    await dayAgo(deviceId);
    await wanted(profile, 1);
    await eventually(() => desk.causes(device), rotation);

    const requestId = await desk.begun(device);
    expect(await keysOf(deviceId)).toEqual(['current']);
    expect(await desk.ended(requestId, pin)).toMatchObject({
      ...done,
      sentence: 'A new management key; the PIN and all else are as before',
    });
    expect(await keysOf(deviceId)).toEqual(['retired', 'current']);
    expect(everythingBut(await card.snapshot(), [])).toEqual(before);
    await eventually(() => desk.causes(device), 'none');
    expect((await desk.offersOf(deviceId)).rows).toMatchObject([
      { kind: 'management-key.rotate', state: 'done', outcome: 'COMPLETED', requestId },
    ]);
    await oldKeyIsRefused(deviceId, pin);
    // The next one in a day, by the version of the profile that is the newest then.
    expect((await desk.offersOf(deviceId)).due[0]).toMatchObject({ kind: 'management-key.rotate' });
    expect(await desk.ended(await started(deviceId, ['9A'], 'RENEW'), pin)).toMatchObject(done);
    await untilWhole(desk, deviceId, card);
  });

  it('[A12] by an operator, without an offer; a dry run says that nothing else changes', async () => {
    const { card, pin, deviceId, before } = await desk.issued('vendor', name);
    const place = { workstationId: desk.agent.workstationId, readerName: oneReader };
    const { warnings } = await desk.api<{ warnings: { operator: string } }>(
      'POST',
      `/devices/${deviceId}/update/plan`,
      {
        ...{ ...place, keyReferences: [], reason: 'KEYSET_ROTATION' },
      },
    );
    expect(warnings.operator).toContain('No certificate is replaced or revoked.');
    expect(await desk.ended(await started(deviceId, [], 'KEYSET_ROTATION'), pin)).toMatchObject(done);
    expect(await keysOf(deviceId)).toEqual(['retired', 'current']);
    expect(everythingBut(await card.snapshot(), [])).toEqual(before);
  });

  it.each<[CutMoment, 'set' | 'proof', string]>([
    [
      'before',
      'set',
      'The card may have been given a new management key; which one it has shows when it is used next. All else is as before, and the card goes on as before',
    ],
    [
      'inside',
      'set',
      'The card may have been given a new management key; which one it has shows when it is used next. All else is as before, and the card goes on as before',
    ],
    [
      'after',
      'set',
      'The card may have been given a new management key; which one it has shows when it is used next. All else is as before, and the card goes on as before',
    ],
    ['before', 'proof', 'The card has a new management key. All else is as before, and the card goes on as before'],
    ['after', 'proof', 'The card has a new management key. All else is as before, and the card goes on as before'],
  ])(
    '[A15][fault 11][fault 13] pulled %s the command (%s) and cancelled: the request says what is so, and the vault knows the key that the card has',
    async (moment, where, sentence) => {
      const { card, pin, deviceId, before } = await desk.issued('vendor', name);
      const requestId = await started(deviceId, [], 'KEYSET_ROTATION');
      let askedSince = 0;
      let isSet = false;
      let cut = false;
      card.armCut(({ ins }) => {
        if (isSet && ins === generalAuthenticate) askedSince++;
        isSet ||= ins === setManagementKey;
        // The batch that sets the key ends with a question of its own for the next one.
        const here = where === 'set' ? ins === setManagementKey : askedSince > 1;
        if (cut || !here) return undefined;
        cut = true;
        return moment;
      });
      await supplyPin(desk.api, requestId, pin);
      await untilSaga(desk.api, requestId, ['FAILED'], 20_000);
      expect(cut).toBe(true);
      card.armCut(undefined);
      await desk.api('POST', `/sagas/${requestId}/cancel`, { reasonText: 'the holder has to go' });
      const ended = await untilSaga(desk.api, requestId, ['CANCELLED'], 20_000);
      expect(ended.sentence).toBe(`Cancelled. ${sentence}`);
      await desk.agent.slots.insert(oneReader, card);
      expect(everythingBut(await card.snapshot(), [])).toEqual(before);
      // The next rotation goes on where this one stopped, and the card is opened by what it has.
      expect(await desk.ended(await started(deviceId, [], 'KEYSET_ROTATION'), pin)).toMatchObject(done);
      expect(await keysOf(deviceId)).toEqual(['retired', 'current']);
      expect(await desk.ended(await started(deviceId, ['9A'], 'RENEW'), pin)).toMatchObject(done);
      await untilWhole(desk, deviceId, card);
    },
  );
});

describe('the rotation of the management key', () => {
  it('[A12] with an update: confirmed by the card, the old key retired, all else byte for byte', async () => {
    const { card, pin, deviceId, before } = await desk.issued('vendor', name);
    expect(await keysOf(deviceId)).toEqual(['current']);
    const ended = await desk.ended(await started(deviceId, ['9A'], 'KEYSET_ROTATION'), pin);
    expect(ended).toMatchObject({
      ...done,
      sentence: 'New keys and certificates in 9A; A new management key; the PIN and all else are as before',
    });
    expect(await keysOf(deviceId)).toEqual(['retired', 'current']);
    const touched = ['9A', '5FC105'];
    expect(everythingBut(await card.snapshot(), touched)).toEqual(everythingBut(before, touched));
    // The card is opened by the new key from now on, and nothing rotates it without being asked.
    expect(await desk.ended(await started(deviceId, ['9A'], 'RENEW'), pin)).toMatchObject(done);
    expect(await keysOf(deviceId)).toEqual(['retired', 'current']);
    await untilWhole(desk, deviceId, card);
  });

  it('[D14] with a reprovision that an operator asks for and the holder is offered', async () => {
    const { card, deviceId, device } = await desk.issued('vendor', name);
    const asked = { reason: 'KEYSET_ROTATION' };
    await desk.api('POST', `/devices/${deviceId}/reprovision-request`, asked);
    await eventually(() => desk.causes(device), [['card.reprovision', 'KEYSET_ROTATION', '']]);
    const place = { workstationId: desk.agent.workstationId, readerName: oneReader };
    const { saga } = await desk.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/reprovision`, {
      ...{ ...place, ...asked },
    });
    await untilAsked(desk.api, saga.requestId, 1);
    expect(await desk.ended(saga.requestId, randomPin())).toMatchObject(done);
    expect(await keysOf(deviceId)).toEqual(['retired', 'current']);
    await untilWhole(desk, deviceId, card);
  });

  it.each<CutMoment>(['before', 'inside', 'after'])(
    '[A15][fault 11][fault 12][fault 13] pulled %s the command that sets it: put in again the update goes on, and the vault knows which key the card has',
    async (moment) => {
      const { card, pin, deviceId, before } = await desk.issued('vendor', name);
      const requestId = await started(deviceId, ['9A'], 'KEYSET_ROTATION');
      let cut = false;
      card.armCut(({ ins }) => {
        if (cut || ins !== setManagementKey) return undefined;
        cut = true;
        return moment;
      });
      await supplyPin(desk.api, requestId, pin);
      const parked = await untilSaga(desk.api, requestId, ['FAILED'], 20_000);
      expect(['CARD_ABSENT', 'CARD_REMOVED']).toContain(parked.errorCode);
      expect(cut).toBe(true);
      // Nothing else was begun: the card works as before.
      expect(everythingBut(await card.snapshot(), [])).toEqual(before);
      card.armCut(undefined);
      await desk.agent.slots.insert(oneReader, card);
      await untilSaga(desk.api, requestId, ['AWAITING_USER'], 20_000);
      expect(await desk.ended(requestId, pin)).toMatchObject(done);
      expect(await keysOf(deviceId)).toEqual(['retired', 'current']);
      expect(await desk.ended(await started(deviceId, ['9A'], 'RENEW'), pin)).toMatchObject(done);
      const touched = ['9A', '5FC105'];
      expect(everythingBut(await card.snapshot(), touched)).toEqual(everythingBut(before, touched));
      await untilWhole(desk, deviceId, card);
    },
  );
});
