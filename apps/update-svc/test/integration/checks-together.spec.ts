/** Update checks that come together are read by one statement: each is answered as if it were alone. */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { card, holderAt, morning } from '../support/update-cards.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

describe('update checks that come together', () => {
  let stand: UpdateStand;
  const { at, check, offered } = holderAt(() => stand);
  const quiet = (): DeviceExport => card({ certificates: [], earliestNotAfter: '2029-01-01T00:00:00.000Z' });
  const now = morning;
  const withText = (identityText: string): DeviceExport => ({ ...quiet(), identityText });

  beforeAll(async () => {
    stand = await startUpdateStand(morning);
    await stand.start();
    at(morning);
  }, 60_000);
  afterAll(async () => stand?.stop(), 30_000);

  it('are answered each for its own card and workstation, whatever the others ask', async () => {
    const activeRequestId = randomUUID();
    const [nothing, due, elsewhere, busy, gone] = [
      quiet(),
      card(),
      card(),
      { ...card(), activeRequestId, operation: 'updating' } as DeviceExport,
      { ...quiet(), state: 'DISPOSED' } as DeviceExport,
    ];
    for (const device of [nothing, due, elsewhere, busy, gone]) await stand.device(device);
    const [shownHere, shownThere] = [await offered(due, 'ws-1'), await offered(elsewhere, 'ws-2')];
    const kept = { kind: 'cert.renew', until: '2027-03-10T08:10:00.000Z', now };
    const available = { answer: 'available', kind: 'cert.renew', now };
    const answers = await Promise.all([
      check(nothing, {}, 'ws-1'),
      check(due, {}, 'ws-1'),
      check(elsewhere, {}, 'ws-1'),
      check(withText('ykserial:00'), {}, 'ws-1'),
      check(due, {}, 'ws-2'),
      check(elsewhere, {}, 'ws-2'),
      check(busy, {}, 'ws-2'),
      check(gone, {}, 'ws-2'),
      check(withText('ykserial:\0'), {}, 'ws-1'),
      check(due, { readerName: 'Reader \0' }, 'ws-1'),
      check(due, { readerName: { name: 'Reader 0' } }, 'ws-1'),
      check(nothing, { offers: undefined }, 'ws-2'),
      check(due, { offers: undefined }, 'ws-2'),
    ]);
    expect(answers).toEqual([
      { answer: 'none', now },
      { ...available, requestId: shownHere, offer: expect.objectContaining({ deviceId: due.deviceId }) },
      { answer: 'shown-elsewhere', ...kept },
      { answer: 'not-managed', now },
      { answer: 'shown-elsewhere', ...kept },
      { ...available, requestId: shownThere, offer: expect.objectContaining({ deviceId: elsewhere.deviceId }) },
      { answer: 'under-way', requestId: activeRequestId, now },
      { answer: 'not-managed', now },
      { refused: 'REQUEST_INVALID' },
      { refused: 'REQUEST_INVALID' },
      { refused: 'REQUEST_INVALID' },
      { answer: 'none' },
      { answer: 'available', kind: 'cert.renew', requestId: shownHere },
    ]);
  });

  it('are kept for their workstations by one statement, which waits for no offer that somebody else decides about', async () => {
    const [held, one, other] = [card(), card(), card()];
    for (const device of [held, one, other]) await stand.device(device);
    const somebody = stand.services[0]!.dataSource!.createQueryRunner();
    await somebody.startTransaction();
    await somebody.query('select from offer where device_id = $1 for update', [held.deviceId]);
    const late = check(held, {}, 'ws-1');
    const fromBoth = await Promise.all([check(one, {}, 'ws-1'), check(other, {}, 'ws-2'), check(one, {}, 'ws-2')]);
    // Whoever is written first has it; the other workstation shows nothing.
    expect([fromBoth[0]!.answer, fromBoth[2]!.answer].sort()).toEqual(['available', 'shown-elsewhere']);
    expect(fromBoth[1]).toMatchObject({ answer: 'available', offer: { deviceId: other.deviceId } });
    await somebody.commitTransaction();
    await somebody.release();
    expect(await late).toMatchObject({ answer: 'available', offer: { deviceId: held.deviceId } });
  });

  it('all say that it failed when their statement fails, and are answered again when it does not', async () => {
    const [one, other] = [quiet(), quiet()];
    for (const device of [one, other]) await stand.device(device);
    const { dataSource } = stand.services[0]!;
    const together = (): Promise<unknown> =>
      Promise.all([check(one, {}, 'ws-1'), check(other, {}, 'ws-2'), check(withText('none'), {}, 'ws-1')]);
    await dataSource!.query('alter table device_state rename to device_state_away');
    try {
      expect(await together()).toEqual([
        { refused: 'INTERNAL' },
        { refused: 'INTERNAL' },
        { refused: 'REQUEST_INVALID' },
      ]);
    } finally {
      await dataSource!.query('alter table device_state_away rename to device_state');
    }
    expect(await together()).toEqual([
      { answer: 'none', now },
      { answer: 'none', now },
      { refused: 'REQUEST_INVALID' },
    ]);
  });
});
