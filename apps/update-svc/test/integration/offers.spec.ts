/** Offers on real NATS and Postgres: what agents are answered, what becomes of it by time, answers and sagas. */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { eventually } from '@cardwright/testing/eventually';
import { card, holderAt, morning, renewed } from '../support/update-cards.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

describe('offers', () => {
  let stand: UpdateStand;
  const { at, check, offered, rows } = holderAt(() => stand);

  beforeAll(async () => {
    stand = await startUpdateStand('2027-02-01T08:00:00.000Z');
    await Promise.all([stand.start(), stand.start()]);
  }, 60_000);
  afterAll(async () => stand?.stop(), 30_000);

  it('[A03] a certificate is offered for renewal when its window begins, by its key reference, and not a moment before', async () => {
    const device = card();
    at('2027-02-01T08:00:00.000Z');
    await stand.device(device);
    at('2027-03-01T11:59:59.999Z');
    expect(await check(device)).toEqual({ answer: 'none', now: '2027-03-01T11:59:59.999Z' });
    expect((await stand.ask('offers.list', { deviceId: device.deviceId })).body).toEqual({
      offers: [],
      nextCursor: null,
      due: [
        {
          kind: 'cert.renew',
          cause: 'RENEW',
          keyReferences: ['9A'],
          dueAt: '2027-03-01T12:00:00.000Z',
          deadline: '2027-03-31T12:00:00.000Z',
          urgency: 'normal',
          heldBack: null,
        },
      ],
    });
    at('2027-03-01T12:00:00.000Z');
    const answer = await check(device);
    expect(answer).toEqual({
      answer: 'available',
      kind: 'cert.renew',
      requestId: expect.any(String),
      now: '2027-03-01T12:00:00.000Z',
      offer: {
        offerId: answer.requestId,
        deviceId: device.deviceId,
        deviceLabel: device.label,
        kind: 'cert.renew',
        causes: [
          {
            kind: 'cert.renew',
            cause: 'RENEW',
            keyReferences: ['9A'],
            dueAt: '2027-03-01T12:00:00.000Z',
            deadline: '2027-03-31T12:00:00.000Z',
            urgency: 'normal',
          },
        ],
        urgency: 'normal',
        deadline: '2027-03-31T12:00:00.000Z',
        record: null,
        postponable: true,
        postponedUntil: '2027-03-01T16:00:00.000Z',
      },
    });
  });

  it.each(['PERSON_DISABLED', 'PROFILE_WITHDRAWN', 'PERSON_NOT_APPROVED'] as const)(
    'what the record refuses is not offered, and withdrawn where it is: %s; it is due all the same, and offered when nothing refuses it',
    async (refused) => {
      const device = card();
      at(morning);
      await stand.device({ ...device, refused });
      expect(await check(device)).toMatchObject({ answer: 'none' });
      const { due } = (await stand.ask('offers.list', { deviceId: device.deviceId })).body!;
      expect(due).toMatchObject([{ kind: 'cert.renew', dueAt: '2027-03-01T12:00:00.000Z', heldBack: refused }]);
      await stand.device({ ...device, revision: 2, refused: null });
      expect((await stand.ask('offers.list', { deviceId: device.deviceId })).body!.due).toMatchObject([
        { kind: 'cert.renew', heldBack: null },
      ]);
      const offerId = await offered(device);
      await stand.device({ ...device, revision: 3, refused });
      expect(await rows(device)).toMatchObject([{ offerId, state: 'withdrawn' }]);
      expect(await check(device)).toMatchObject({ answer: 'none' });
    },
  );

  it('an agent that cannot show offers is answered as before', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const old = { offers: undefined, readerName: undefined };
    const answer = await check(device, old);
    expect(answer).toEqual({ answer: 'available', kind: 'cert.renew', requestId: expect.any(String) });
    // It was not shown there: nobody else is kept from it.
    const offerId = await offered(device, 'ws-2');
    expect(offerId).toBe(answer.requestId);
    await stand.call('ws-2', 'update.postpone', { offerId, cause: 'dismissed' });
    expect(await check(device, old)).toEqual({ answer: 'none' });
    await stand.device({
      ...device,
      revision: 2,
      activeRequestId: randomUUID(),
      operation: 'updating',
    } as DeviceExport);
    expect(await check(device, old)).toEqual({ answer: 'none' });
    // A postponement that ends while a saga is at work is looked at when the saga has ended.
    at('2027-03-10T12:00:00.000Z');
    await stand.settled();
    expect(await rows(device)).toMatchObject([{ offerId, state: 'postponed' }]);
    await stand.device({ ...device, revision: 3 });
    expect(await rows(device)).toMatchObject([{ offerId, state: 'offered' }]);
  });

  it('[A08, A09, E1] a postponed offer is not shown before its time, is shown then, and counts once', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    const postponed = await stand.call('ws-1', 'update.postpone', { offerId, cause: 'dismissed' });
    expect(postponed).toEqual({ body: { until: '2027-03-10T12:00:00.000Z', now: morning } });
    at('2027-03-10T09:00:00.000Z');
    // A lost answer is asked for again: the time stays.
    const again = await stand.call('ws-1', 'update.postpone', { offerId, cause: 'ignored' });
    expect(again.body).toMatchObject({ until: '2027-03-10T12:00:00.000Z' });
    at('2027-03-10T11:59:59.999Z');
    await stand.settled();
    expect(await check(device)).toEqual({
      answer: 'postponed',
      kind: 'cert.renew',
      until: '2027-03-10T12:00:00.000Z',
      now: '2027-03-10T11:59:59.999Z',
    });
    // The card was away for a week: nothing was lost, nothing failed.
    at('2027-03-17T12:00:00.000Z');
    expect(await offered(device, 'ws-2')).toBe(offerId);
    expect(await rows(device)).toMatchObject([
      {
        offerId,
        state: 'offered',
        postponements: [{ at: morning, cause: 'dismissed', until: '2027-03-10T12:00:00.000Z' }],
        until: null,
        workstationId: 'ws-2',
        readerName: 'Reader 0',
        offeredAt: morning,
      },
    ]);
  });

  it('[A09, B18, B19, E1] every cause of a postponement is recorded; the time that the button named counts, a later one does not', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    const postpone = async (body: { cause: 'ignored' | 'removed' | 'dismissed'; until?: string }) =>
      (await stand.call('ws-1', 'update.postpone', { offerId, ...body })).body!.until;
    expect(await postpone({ cause: 'ignored', until: '2027-03-10T11:57:00.000Z' })).toBe('2027-03-10T11:57:00.000Z');
    at('2027-03-10T11:57:00.000Z');
    await offered(device);
    expect(await postpone({ cause: 'removed', until: '2027-03-11T11:57:00.000Z' })).toBe('2027-03-10T15:57:00.000Z');
    at('2027-03-10T15:57:00.000Z');
    await offered(device);
    expect(await postpone({ cause: 'dismissed', until: 'no time' })).toBe('2027-03-10T19:57:00.000Z');
    const [row] = await rows(device);
    expect(row!.postponements.map(({ cause }) => cause)).toEqual(['ignored', 'removed', 'dismissed']);
  });

  it('[B20, B22] a check by hand does not wait for the end of a postponement, and changes nothing if it is cancelled', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    await stand.call('ws-1', 'update.postpone', { offerId, cause: 'dismissed' });
    expect(await check(device, { manual: true })).toMatchObject({ answer: 'available', requestId: offerId });
    expect(await check(device)).toMatchObject({ answer: 'postponed', until: '2027-03-10T12:00:00.000Z' });
    const accepted = await stand.call('ws-1', 'update.accept', { offerId, readerName: 'Reader 0' });
    expect(accepted).toEqual({ body: { accepted: true } });
  });

  it('[E1] a new deadline ends a postponement at once; the last day is critical, and after the deadline nothing is postponed', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    await stand.call('ws-1', 'update.postpone', { offerId, cause: 'dismissed' });
    const [first] = device.certificates!;
    const sooner = { ...first!, keyReference: '9C', notAfter: '2027-03-11T07:00:00.000Z' } as const;
    await stand.device({ ...device, revision: 2, certificates: [first!, sooner] });
    expect(await check(device)).toMatchObject({
      answer: 'available',
      requestId: offerId,
      offer: {
        urgency: 'critical',
        deadline: '2027-03-11T07:00:00.000Z',
        causes: [{ keyReferences: ['9A', '9C'], deadline: '2027-03-11T07:00:00.000Z', urgency: 'critical' }],
      },
    });
    // Not beyond the deadline.
    at('2027-03-11T06:00:00.000Z');
    const last = await stand.call('ws-1', 'update.postpone', { offerId, cause: 'ignored' });
    expect(last.body).toMatchObject({ until: '2027-03-11T07:00:00.000Z' });
    at('2027-03-11T07:00:00.000Z');
    expect(await check(device)).toMatchObject({ answer: 'available', offer: { postponable: false } });
    const refused = await stand.call('ws-1', 'update.postpone', { offerId, cause: 'dismissed' });
    expect(refused.error).toMatchObject({
      code: 'REQUEST_NOT_POSTPONABLE',
      details: { deadline: '2027-03-11T07:00:00.000Z' },
    });
  });

  it('[F14] is shown at one workstation, until the card is put in elsewhere or its time there has passed', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    const elsewhere = {
      answer: 'shown-elsewhere',
      kind: 'cert.renew',
      until: '2027-03-10T08:10:00.000Z',
      now: morning,
    };
    expect(await check(device, {}, 'ws-2')).toEqual(elsewhere);
    expect(await check(device, { manual: true }, 'ws-2')).toEqual(elsewhere);
    const { identityText } = device;
    stand.says('ws-2', 'card.inserted', { readerName: 'Reader 7', atrHex: '3B', identityText });
    await eventually(async () => (await check(device, {}, 'ws-2')).answer, 'available');
    expect(await offered(device, 'ws-2')).toBe(offerId);
    const late = await stand.call('ws-1', 'update.postpone', { offerId, cause: 'removed' });
    expect(late.error).toMatchObject({ code: 'REQUEST_OFFER_ELSEWHERE' });
    stand.says('ws-2', 'card.removed', { readerName: 'Reader 7', heldBy: null });
    // The agent of ws-2 never answered.
    at('2027-03-10T08:10:00.000Z');
    expect(await offered(device, 'ws-1')).toBe(offerId);
  });

  it('[F14] two workstations that ask at the same moment: one shows it, whichever copy they ask', async () => {
    at(morning);
    for (let round = 0; round < 5; round++) {
      const device = card();
      await stand.device(device);
      const answers = await Promise.all([
        check(device),
        check(device, {}, 'ws-2'),
        check(device),
        check(device, {}, 'ws-2'),
      ]);
      const [one, two, again, twoAgain] = answers.map(({ answer }) => answer);
      expect([again, twoAgain]).toEqual([one, two]);
      expect([one, two].sort()).toEqual(['available', 'shown-elsewhere']);
    }
  });

  it('[F14] shown at one workstation while the answer to another is decided: at that one alone', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const database = stand.services[0]!.dataSource!;
    const otherCopy = database.createQueryRunner();
    await otherCopy.startTransaction();
    await otherCopy.query(
      `update offer set workstation_id = 'ws-1', reader_name = 'Reader 0', leased_until = $2 where device_id = $1`,
      [device.deviceId, new Date('2027-03-10T08:10:00.000Z')],
    );
    const asked = check(device, {}, 'ws-2');
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually(async () => (await database.query<unknown[]>(waiting)).length, 1);
    await otherCopy.commitTransaction();
    await otherCopy.release();
    expect(await asked).toMatchObject({ answer: 'shown-elsewhere', until: '2027-03-10T08:10:00.000Z' });
    expect(await rows(device)).toMatchObject([{ workstationId: 'ws-1', readerName: 'Reader 0' }]);
  });

  it('asked again where it is shown: the same answer, and kept for as long as it was; towards the end of that time it is kept on', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const first = await check(device);
    at('2027-03-10T08:04:59.000Z');
    expect(await check(device)).toEqual({
      ...first,
      now: '2027-03-10T08:04:59.000Z',
      offer: { ...(first.offer as object), postponedUntil: '2027-03-10T12:04:59.000Z' },
    });
    expect(await check(device, {}, 'ws-2')).toMatchObject({ until: '2027-03-10T08:10:00.000Z' });
    at('2027-03-10T08:05:01.000Z');
    await offered(device);
    expect(await check(device, {}, 'ws-2')).toMatchObject({ until: '2027-03-10T08:15:01.000Z' });
    // In another reader of the same workstation: the row says so.
    await check(device, { readerName: 'Reader 5' });
    expect(await rows(device)).toMatchObject([{ readerName: 'Reader 5', workstationId: 'ws-1' }]);
  });

  it('accepted, begun, ended: done, with how it ended; the card is renewed and offered nothing', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    const accept = () => stand.call('ws-1', 'update.accept', { offerId, readerName: 'Reader 3' });
    expect(await accept()).toEqual({ body: { accepted: true } });
    expect(await accept()).toEqual({ body: { accepted: true } });
    const there = await stand.call('ws-2', 'update.accept', { offerId, readerName: 'Reader 3' });
    expect(there.error).toMatchObject({ code: 'REQUEST_OFFER_ELSEWHERE' });
    expect(await check(device)).toMatchObject({ answer: 'shown-elsewhere', until: '2027-03-10T08:30:00.000Z' });
    const requestId = randomUUID();
    const began = () => stand.ask('offers.began', { offerId, requestId });
    expect((await began()).body!.offer).toMatchObject({ state: 'accepted', requestId, acceptedAt: morning });
    expect((await began()).body!.offer).toMatchObject({ state: 'accepted', requestId });
    const other = await stand.ask('offers.began', { offerId, requestId: randomUUID() });
    expect(other.error).toMatchObject({ code: 'REQUEST_OFFER_CLOSED', details: { state: 'accepted' } });
    const begun = await stand.call('ws-1', 'update.postpone', { offerId, cause: 'removed' });
    expect(begun.error).toMatchObject({ code: 'REQUEST_OFFER_CLOSED', details: { state: 'accepted' } });
    await stand.device({ ...device, revision: 2, activeRequestId: requestId });
    expect(await check(device)).toEqual({
      answer: 'under-way',
      requestId,
      kind: 'cert.renew',
      cause: 'RENEW',
      now: morning,
    });
    at('2027-03-10T08:05:00.000Z');
    await stand.request({ requestId, deviceId: device.deviceId, type: 'UPDATE', state: 'COMPLETED' });
    // Its agent is told now, and asks before the card's own row is heard of.
    expect(await check(device)).toMatchObject({ answer: 'none' });
    await stand.device(renewed(device));
    expect(await check(device)).toMatchObject({ answer: 'none' });
    expect(await rows(device)).toMatchObject([
      { state: 'done', outcome: 'COMPLETED', readerName: 'Reader 3', endedAt: '2027-03-10T08:05:00.000Z' },
    ]);
    expect((await stand.ask('offers.get', { offerId })).body!.offer).toMatchObject({ offerId, state: 'done' });
    expect((await began()).body!.offer).toMatchObject({ state: 'done', requestId });
    const closed = await stand.call('ws-1', 'update.accept', { offerId, readerName: 'Reader 3' });
    expect(closed.error).toMatchObject({ code: 'REQUEST_OFFER_CLOSED', details: { state: 'done' } });
  });

  it('the end of a saga that is heard of before its card, and before its beginning, ends the offer all the same', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    const requestId = randomUUID();
    await stand.device({ ...device, revision: 2, activeRequestId: requestId });
    await stand.request({ requestId, deviceId: device.deviceId, type: 'UPDATE', state: 'COMPLETED' });
    await stand.device(renewed(device));
    const began = await stand.ask('offers.began', { offerId, requestId });
    expect(began.body!.offer).toMatchObject({ state: 'done', outcome: 'COMPLETED', requestId });
    expect(await rows(device)).toHaveLength(1);
  });

  it('a saga that nobody said was begun belongs to the offer that was accepted', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    await stand.call('ws-1', 'update.accept', { offerId, readerName: 'Reader 0' });
    const requestId = randomUUID();
    await stand.device({ ...device, revision: 2, activeRequestId: requestId });
    expect(await rows(device)).toMatchObject([{ offerId, state: 'accepted', requestId }]);
    expect((await stand.ask('offers.began', { offerId, requestId })).body!.offer).toMatchObject({ requestId });
  });

  it('accepted and not begun within half an hour: asked again after the usual time', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    await stand.call('ws-1', 'update.accept', { offerId, readerName: 'Reader 0' });
    at('2027-03-10T08:30:00.000Z');
    expect(await check(device)).toMatchObject({ answer: 'postponed', until: '2027-03-10T12:30:00.000Z' });
    expect(await rows(device)).toMatchObject([
      { offerId, state: 'postponed', postponements: [{ cause: 'ignored', until: '2027-03-10T12:30:00.000Z' }] },
    ]);
  });

  it('a saga that was cancelled: not asked again before the usual time, but by hand', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    const requestId = randomUUID();
    await stand.ask('offers.began', { offerId, requestId });
    await stand.request({ requestId, deviceId: device.deviceId, type: 'UPDATE', state: 'CANCELLED' });
    expect(await rows(device)).toMatchObject([{ offerId, state: 'done', outcome: 'CANCELLED' }]);
    at('2027-03-10T11:59:00.000Z');
    expect(await check(device)).toMatchObject({ answer: 'none' });
    at('2027-03-10T12:00:00.000Z');
    await stand.settled();
    expect(await offered(device)).not.toBe(offerId);
    const impatient = card();
    at(morning);
    await stand.device(impatient);
    const first = await offered(impatient);
    const cancelled = randomUUID();
    await stand.ask('offers.began', { offerId: first, requestId: cancelled });
    await stand.request({ requestId: cancelled, deviceId: impatient.deviceId, type: 'UPDATE', state: 'CANCELLED' });
    expect(await check(impatient)).toMatchObject({ answer: 'none' });
    expect(await check(impatient, { manual: true })).toMatchObject({ answer: 'available' });
  });

  it('a PIN reset between: the update that was cancelled for it is offered as soon as the reset is done', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    const [update, reset] = [randomUUID(), randomUUID()];
    await stand.ask('offers.began', { offerId, requestId: update });
    await stand.request({ requestId: update, deviceId: device.deviceId, type: 'UPDATE', state: 'CANCELLED' });
    expect(await check(device)).toMatchObject({ answer: 'none' });
    at('2027-03-10T08:03:00.000Z');
    await stand.device({ ...device, revision: 2, activeRequestId: reset });
    await stand.device({ ...device, revision: 3 });
    await stand.request({ requestId: reset, deviceId: device.deviceId, type: 'UNLOCK', state: 'COMPLETED' });
    expect(await offered(device)).not.toBe(offerId);
  });

  it('one offer per card: what goes first takes the place of another, and lists all causes', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const renewal = await offered(device);
    const waiting = [
      {
        requestId: randomUUID(),
        type: 'REPROVISION',
        reason: 'CONTENT_DAMAGED',
        createdAt: '2027-03-09T08:00:00.000Z',
      },
    ] as const;
    at('2027-03-10T08:30:00.000Z');
    await stand.device({ ...device, revision: 2, waiting: [...waiting], pin: 'must-change' });
    const answer = await check(device);
    expect(answer).toMatchObject({
      answer: 'available',
      kind: 'pin.change',
      offer: {
        urgency: 'high',
        causes: [
          { kind: 'pin.change', cause: 'PIN_EXPOSED', dueAt: '2027-03-10T08:30:00.000Z' },
          { kind: 'card.reprovision', cause: 'CONTENT_DAMAGED', dueAt: '2027-03-09T08:00:00.000Z' },
          { kind: 'cert.renew', cause: 'RENEW', keyReferences: ['9A'] },
        ],
      },
    });
    const old = await stand.call('ws-1', 'update.accept', { offerId: renewal, readerName: 'Reader 0' });
    expect(old.error).toMatchObject({ code: 'REQUEST_OFFER_CLOSED', details: { state: 'superseded' } });
    // [D14] The PIN was changed; the reprovision that is asked for comes before the renewal.
    at('2027-03-10T09:00:00.000Z');
    await stand.device({ ...device, revision: 3, waiting: [...waiting], pin: 'set' });
    expect(await check(device)).toMatchObject({ answer: 'available', kind: 'card.reprovision' });
    expect((await rows(device)).map(({ kind, state }) => [kind, state])).toEqual([
      ['card.reprovision', 'offered'],
      ['pin.change', 'withdrawn'],
      ['cert.renew', 'superseded'],
    ]);
    const page = await stand.ask('offers.list', { deviceId: device.deviceId, limit: 2 });
    const rest = await stand.ask('offers.list', {
      deviceId: device.deviceId,
      limit: 2,
      cursor: page.body!.nextCursor as string,
    });
    expect([page.body!.offers, rest.body!.offers].map((offers) => (offers as unknown[]).length)).toEqual([2, 1]);
    expect(rest.body!.nextCursor).toBeNull();
  });

  it('a card that ends with its certificates is due itself: the operator sees it, the holder is offered nothing', async () => {
    const device = card({ expiresOn: '2027-04-05' });
    at(morning);
    await stand.device(device);
    expect(await check(device)).toMatchObject({ answer: 'none' });
    expect((await stand.ask('offers.list', { deviceId: device.deviceId })).body).toMatchObject({
      offers: [],
      due: [{ kind: 'card.replace', cause: 'EXPIRING_CARD', dueAt: '2027-03-01T12:00:00.000Z' }],
    });
  });

  it('bad input: every answer to an offer that is not there, is withdrawn, or of a card that is cancelled has its code', async () => {
    const device = card();
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    const code = async (answer: Promise<{ error?: { code: string } }>) => (await answer).error?.code;
    const accept = (body: { offerId: string; readerName: string }) => code(stand.call('ws-1', 'update.accept', body));
    const readerName = 'Reader 0';
    expect(await accept({ offerId: randomUUID(), readerName })).toBe('REQUEST_NOT_FOUND');
    expect(await accept({ offerId: "' or 1=1", readerName })).toBe('REQUEST_NOT_FOUND');
    expect(await accept({ offerId: null as never, readerName })).toBe('REQUEST_NOT_FOUND');
    expect(await accept({ offerId, readerName: 7 as never })).toBe('REQUEST_INVALID');
    const cause = 'lost' as never;
    expect(await code(stand.call('ws-1', 'update.postpone', { offerId, cause }))).toBe('REQUEST_INVALID');
    expect(await code(stand.call('ws-2', 'update.postpone', { offerId, cause: 'dismissed' }))).toBe(
      'REQUEST_OFFER_ELSEWHERE',
    );
    const requestId = randomUUID();
    expect(await code(stand.ask('offers.get', { offerId: 'x' }))).toBe('REQUEST_NOT_FOUND');
    expect(await code(stand.ask('offers.began', { offerId: randomUUID(), requestId }))).toBe('REQUEST_NOT_FOUND');
    expect(await code(stand.ask('offers.began', { offerId, requestId: 'x' }))).toBe('REQUEST_INVALID');
    expect(await code(stand.ask('offers.list', { deviceId: 'x' }))).toBe('REQUEST_INVALID');
    expect(await code(stand.ask('offers.list', { deviceId: device.deviceId, limit: 0 }))).toBe('REQUEST_INVALID');
    const longest = await stand.ask('offers.list', { deviceId: device.deviceId, limit: 500 });
    expect(longest.body!.offers).toMatchObject([{ offerId }]);
    expect(await code(stand.ask('offers.list', { deviceId: device.deviceId, cursor: 'x' }))).toBe('REQUEST_INVALID');
    expect(await rows(device)).toMatchObject([{ offerId, state: 'offered', postponements: [] }]);
    await stand.device({ ...device, revision: 2, state: 'TERMINATED' });
    expect(await check(device)).toMatchObject({ answer: 'not-managed' });
    expect(await accept({ offerId, readerName })).toBe('REQUEST_OFFER_CLOSED');
    at('2027-03-10T09:00:00.000Z');
    expect(await code(stand.ask('offers.began', { offerId, requestId }))).toBe('REQUEST_OFFER_CLOSED');
    expect(await rows(device)).toMatchObject([{ offerId, state: 'withdrawn', endedAt: morning, requestId: null }]);
  });

  it('says how long it usually takes, from five sagas of its kind on', async () => {
    at(morning);
    const now = stand.time.now;
    const ran = async (seconds: number, state: string): Promise<void> => {
      const saga = { requestId: randomUUID(), deviceId: randomUUID(), type: 'UNLOCK' };
      await stand.request({ ...saga, state }, now + seconds * 1000);
      // Late: the beginning is heard of after the end.
      await stand.request({ ...saga, state: 'IN_PROGRESS' }, now);
    };
    for (const seconds of [20, 38, 60, 30]) await ran(seconds, 'COMPLETED');
    await ran(900, 'SUPERSEDED');
    const before = card({ pin: 'must-change', certificates: [] });
    await stand.device(before);
    expect(await check(before)).toMatchObject({ offer: { record: null } });
    await ran(300, 'CANCELLED');
    at('2027-03-10T08:10:00.000Z');
    const after = card({ pin: 'must-change', certificates: [] });
    await stand.device(after);
    expect(await check(after)).toMatchObject({ offer: { record: { medianSeconds: 34, succeeded: 4, of: 5 } } });
  });
});
