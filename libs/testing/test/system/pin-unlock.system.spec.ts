/**
 * A card whose PIN is blocked, on the whole system, in both dialects: the help desk asks for a new PIN without the card, and its holder is offered
 * to choose one where they put it in (B05).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { eventually } from '../../src/eventually.js';
import { randomPin, untilSaga } from '../../src/issue.js';
import { authentication, done, OneReader, oneReader, type Dialect } from '../support/one-reader.js';
import { untilWhole } from '../../src/until-whole.js';

jest.setTimeout(120_000);

let lab: OneReader;
beforeAll(async () => {
  lab = await OneReader.start('unlock', 68_000_000);
  await lab.publish('pin-unlock', [authentication]);
});
afterEach(() => lab.agent.slots.remove(oneReader));
afterAll(() => lab?.stop());

const requested = async (deviceId: string, reason: string): Promise<SagaRow> =>
  (await lab.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/pin-reset-request`, { reason })).saga;

describe('[B05] a card whose PIN is blocked', () => {
  it.each<Dialect>(['vendor', 'strict'])(
    '[B05] %s: its holder is offered to choose a new PIN once the help desk has asked for it, and the card works again',
    async (dialect) => {
      const { card, device, deviceId } = await lab.issued(dialect, 'pin-unlock');
      const place = { workstationId: lab.agent.workstationId, readerName: oneReader };
      const lock = { ...place, reason: 'PIN_EXPOSED' };
      const locked = await lab.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/lock`, lock);
      await untilSaga(lab.api, locked.saga.requestId, ['COMPLETED'], 40_000);
      const before = await card.snapshot();
      expect(before.pin.retriesRemaining).toBe(0);
      await lab.agent.slots.remove(oneReader);

      const waiting = await requested(deviceId, 'FORGOTTEN_PIN');
      expect(waiting).toMatchObject({ type: 'UNLOCK', state: 'READY' });
      await lab.agent.slots.insert(oneReader, card);
      await eventually(() => lab.causes(device), [['pin.unlock', 'FORGOTTEN_PIN', '']], 20_000);
      const requestId = await lab.begun(device, 'UNLOCK');
      expect(requestId).toBe(waiting.requestId);
      const pin = randomPin();
      expect(await lab.ended(requestId, pin)).toMatchObject(done);

      const after = await card.snapshot();
      expect(await card.hasPin(pin)).toBe(true);
      expect(after.pin.retriesRemaining).toBe(after.pin.retriesTotal);
      expect([after.keys, after.objects]).toEqual([before.keys, before.objects]);
      expect(await lab.deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', pin: 'set', health: 'ok' });
      await eventually(() => lab.causes(device), 'none');
      expect((await lab.offersOf(deviceId)).rows).toMatchObject([
        { kind: 'pin.unlock', state: 'done', outcome: 'COMPLETED', requestId },
      ]);
      const audit = await lab.records.query(
        `SELECT reason FROM issuance.audit_log WHERE action = 'device.pin-reset' AND object = $1`,
        [`device:${deviceId}`],
      );
      expect(audit).toEqual([{ reason: 'FORGOTTEN_PIN' }]);
      await untilWhole({ api: lab.api, records: lab.records }, deviceId, card);
    },
  );

  it('[B05] a request that is withdrawn is offered to nobody', async () => {
    const { card, device, deviceId, pin } = await lab.issued('vendor', 'pin-unlock');
    const { requestId } = await requested(deviceId, 'FORGOTTEN_PIN');
    await eventually(() => lab.causes(device), [['pin.unlock', 'FORGOTTEN_PIN', '']], 20_000);
    await lab.api('POST', `/sagas/${requestId}/cancel`, { reasonText: 'remembered' });
    await eventually(() => lab.causes(device), 'none', 20_000);
    await eventually(
      async () => (await lab.offersOf(deviceId)).rows.map(({ kind, state }) => [kind, state]),
      [['pin.unlock', 'withdrawn']],
    );
    expect(await card.hasPin(pin)).toBe(true);
  });
});
