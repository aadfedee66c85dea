/**
 * The rotation of a card's management key (9B) on the whole system: with an update of one key, with a reprovision that its holder is offered, and
 * pulled while the card takes the new key (A12, A15, D14; faults.md rule 4).
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
