/** Of which offers holders are reminded by mail, and when, on real NATS and Postgres. What issuance-svc does about it is its own specs' matter. */
import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { eventually } from '@cardwright/testing/eventually';
import { Reminders } from '../../src/offers/reminders.js';
import { card, holderAt, renewed } from '../support/update-cards.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

describe('reminders by mail', () => {
  let stand: UpdateStand;
  const { at, offered, rows } = holderAt(() => stand);
  const deadline = '2027-03-31T12:00:00.000Z';

  beforeAll(async () => {
    stand = await startUpdateStand('2027-03-10T08:00:00.000Z');
    await Promise.all([stand.start(), stand.start()]);
  }, 60_000);
  afterAll(async () => stand?.stop(), 30_000);
  beforeEach(() => {
    stand.reminded.answer = () => ({ body: { on: true } });
  });

  /** As both copies find it at the same moment; what was asked about this card, as a set: the same thing twice is told once. */
  async function remindedOf({ deviceId }: DeviceExport): Promise<Record<string, unknown>[]> {
    await Promise.all(stand.services.map((service) => service.app.get(Reminders).round()));
    const asked = stand.reminded.reminders.filter((reminder) => reminder.deviceId === deviceId);
    stand.reminded.reminders.length = 0;
    return [...new Map(asked.map((reminder) => [JSON.stringify(reminder), reminder])).values()].map(
      ({ kind, deadline: until }) => ({ kind, until }),
    );
  }
  const soon = { kind: 'due-soon', until: deadline };
  const last = { kind: 'last-day', until: deadline };

  async function due(): Promise<DeviceExport> {
    const device = card();
    at('2027-03-10T08:00:00.000Z');
    await stand.device(device);
    await stand.settled();
    return device;
  }

  it('a card that is in no reader: seven days before the deadline and on the last day, each once', async () => {
    const device = await due();
    at('2027-03-24T11:59:59.000Z');
    expect(await remindedOf(device)).toEqual([]);
    at('2027-03-24T12:00:00.000Z');
    expect(await remindedOf(device)).toEqual([soon]);
    expect(await remindedOf(device)).toEqual([]);
    at('2027-03-30T11:59:59.000Z');
    expect(await remindedOf(device)).toEqual([]);
    at('2027-03-30T12:00:00.000Z');
    expect(await remindedOf(device)).toEqual([last]);
    expect(await remindedOf(device)).toEqual([]);
    at('2027-03-31T12:00:00.000Z');
    expect(await remindedOf(device)).toEqual([]);
  });

  it('an offer that a workstation has shown lately is not mailed; one that it showed days ago is', async () => {
    const device = await due();
    at('2027-03-24T08:00:00.000Z');
    const offerId = await offered(device);
    await stand.call('ws-1', 'update.postpone', { offerId, cause: 'dismissed' });
    at('2027-03-27T07:59:59.000Z');
    expect(await remindedOf(device)).toEqual([]);
    at('2027-03-27T08:00:01.000Z');
    expect(await remindedOf(device)).toEqual([soon]);
  });

  it('a card that is in a reader is reminded there, and by mail on the last day alone', async () => {
    const device = await due();
    const { identityText } = device;
    stand.says('ws-2', 'card.inserted', { identityText, readerName: 'Reader 0', atrHex: '3B00' });
    const present = () =>
      stand.services[0]!.dataSource!.query('select workstation_id from presence where identity_text = $1', [
        identityText,
      ]);
    await eventually(present, [{ workstation_id: 'ws-2' }]);
    at('2027-03-26T12:00:00.000Z');
    expect(await remindedOf(device)).toEqual([]);
    at('2027-03-30T13:00:00.000Z');
    expect(await remindedOf(device)).toEqual([last]);
  });

  it('nobody is reminded of what is done', async () => {
    const device = await due();
    await stand.device(renewed(device));
    expect(await rows(device)).toMatchObject([{ state: 'withdrawn' }]);
    at('2027-03-30T13:00:00.000Z');
    expect(await remindedOf(device)).toEqual([]);
  });

  it('while there is no mail, or no answer, nothing is noted: it is asked for again', async () => {
    const device = await due();
    at('2027-03-25T12:00:00.000Z');
    stand.reminded.answer = () => ({ body: { on: false } });
    expect(await remindedOf(device)).toEqual([soon]);
    stand.reminded.answer = () => ({ error: { code: 'REQUEST_SERVICE_UNAVAILABLE', message: 'away', details: {} } });
    await expect(stand.services[0]!.app.get(Reminders).round()).rejects.toMatchObject({
      code: 'REQUEST_SERVICE_UNAVAILABLE',
    });
    stand.reminded.answer = () => ({ body: { on: true } });
    expect(await remindedOf(device)).toEqual([soon]);
    expect(await remindedOf(device)).toEqual([]);
  });
});
