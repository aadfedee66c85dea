/** Offers on real NATS and Postgres: what agents hear without asking, locks, the switch, and a read model that is built anew. */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { NATS_CONNECTION } from '@cardwright/service-kit/nats/nats.module';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { eventually } from '@cardwright/testing/eventually';
import { eventFaults } from '@cardwright/testing/published-events';
import { PresenceRepository, type Heard } from '../../src/persistence/presence.repository.js';
import { updateService } from '../../src/service.js';
import { card, holderAt, morning, renewed } from '../support/update-cards.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

describe('push', () => {
  let stand: UpdateStand;
  const { at, check, offered, rows } = holderAt(() => stand);

  beforeAll(async () => {
    stand = await startUpdateStand('2027-02-01T08:00:00.000Z');
    await Promise.all([stand.start(), stand.start()]);
  }, 60_000);
  afterAll(async () => stand?.stop(), 30_000);
  const insert = async (device: DeviceExport, workstation: string): Promise<void> => {
    const { identityText } = device;
    stand.says(workstation, 'card.inserted', { readerName: 'Reader 0', atrHex: '3B', identityText });
    const sql = 'select count(*)::int as count from presence where identity_text = $1 and workstation_id = $2';
    await eventually(() => stand.services[0]!.dataSource!.query(sql, [identityText, workstation]), [{ count: 1 }]);
  };

  /** Resolves when it is heard again. */
  const connectAgain = async (connection: NatsConnection): Promise<void> => {
    const changes = connection.status();
    await connection.reconnect();
    for await (const { type } of changes) if (type === 'reconnect') break;
    await connection.flush();
  };

  it('the agent of a card that is present hears of each change of its offer, at its time, and no other agent does', async () => {
    const device = card();
    const { identityText } = device;
    at('2027-03-01T11:00:00.000Z');
    await stand.device(device);
    await insert(device, 'ws-2');
    const before = { 'ws-1': stand.notices['ws-1']!.length, 'ws-2': stand.notices['ws-2']!.length };
    const heard = async (count: number) => {
      await stand.noticed('ws-2', before['ws-2'] + count);
      return stand.notices['ws-2']!.slice(before['ws-2']);
    };
    // Its time comes while it is in the reader.
    at('2027-03-01T12:00:00.000Z');
    await stand.settled();
    const [first] = await heard(1);
    expect(first).toEqual({ identityText, offerId: expect.any(String) });
    const offerId = await offered(device, 'ws-2');
    expect(first!.offerId).toBe(offerId);
    await stand.call('ws-2', 'update.postpone', { offerId, cause: 'dismissed' });
    at('2027-03-01T16:00:00.000Z');
    await stand.settled();
    expect(await heard(2)).toEqual([first, first]);
    // Renewed elsewhere: the prompt is closed.
    await stand.device(renewed(device));
    expect(await heard(3)).toEqual([first, first, { identityText, offerId: null }]);
    expect(stand.notices['ws-1']).toHaveLength(before['ws-1']);
  });

  it('[Issue 13] the feed of events is told what becomes of an offer, once, in the order in which it happened', async () => {
    const device = card();
    const { deviceId } = device;
    at('2027-03-01T11:00:00.000Z');
    await stand.device(device);
    at('2027-03-01T12:00:00.000Z');
    await stand.settled();
    const offerId = await offered(device);
    await stand.call('ws-1', 'update.postpone', { offerId, cause: 'dismissed' });
    at('2027-03-01T16:00:00.000Z');
    await stand.settled();
    await offered(device);
    await stand.call('ws-1', 'update.accept', { offerId, readerName: 'Reader 0', agentVersion: '1' });
    // What was accepted is not begun: as if it had been postponed. Then it is renewed elsewhere.
    at('2027-03-01T17:00:00.000Z');
    await stand.settled();
    await stand.device(renewed(device));
    const told = async (have: string[] = []) =>
      ((await stand.ask('offers.events', { have })).body!.events as DomainEvent[]).filter(
        ({ correlationId }) => correlationId === offerId,
      );
    await eventually(
      async () => (await told()).map(({ name }) => name),
      ['offer.made', 'offer.postponed', 'offer.reopened', 'offer.accepted', 'offer.postponed', 'offer.withdrawn'],
    );
    const about = { offerId, deviceId, kind: 'cert.renew' };
    const events = await told();
    expect(events.map(({ data }) => data)).toEqual([
      { ...about, deadline: '2027-03-31T12:00:00.000Z' },
      { ...about, cause: 'dismissed', until: '2027-03-01T16:00:00.000Z' },
      { ...about, deadline: '2027-03-31T12:00:00.000Z' },
      { ...about, requestId: null },
      { ...about, cause: 'ignored', until: '2027-03-01T21:00:00.000Z' },
      { ...about, superseded: false },
    ]);
    expect(eventFaults(events)).toEqual([]);
    expect(await told(events.map(({ eventId }) => eventId))).toEqual([]);
    expect((await stand.ask('offers.events', { have: ['x'] })).error!.code).toBe('REQUEST_INVALID');
  });

  it('an agent that has started says which cards it has; a card that was taken out is not told about', async () => {
    const [one, two] = [card(), card()];
    at(morning);
    await insert(one, 'ws-1');
    const before = stand.notices['ws-1']!.length;
    const reader = { cardPresent: true, atrHex: '3B', heldBy: null };
    stand.says('ws-1', 'agent.started', {
      workstationId: 'ws-1',
      agentVersion: '1',
      startedAt: morning,
      pcsc: 'ok',
      clock: morning,
      readers: [
        { ...reader, readerName: 'Reader 0', identityText: two.identityText },
        { ...reader, readerName: 'Reader 1', identityText: null },
      ],
    });
    const present = 'select identity_text from presence where workstation_id = $1';
    await eventually(
      () => stand.services[0]!.dataSource!.query(present, ['ws-1']),
      [{ identity_text: two.identityText }],
    );
    await stand.device(one);
    await stand.device(two);
    await stand.noticed('ws-1', before + 1);
    expect(stand.notices['ws-1']!.slice(before)).toEqual([
      { identityText: two.identityText, offerId: expect.any(String) },
    ]);
  });

  it('[B05] a lock begins when the card is put in, without a question, and the holder is told why', async () => {
    const waiting = [
      { requestId: randomUUID(), type: 'LOCK', reason: 'MISCONDUCT', createdAt: '2027-03-09T08:00:00.000Z' },
    ] as const;
    const device = card({ waiting: [...waiting] });
    at(morning);
    await stand.device(device);
    expect(await check(device)).toMatchObject({ answer: 'none' });
    expect(stand.begun.requests).toEqual([]);
    const busy = { code: 'EDGE_UNREACHABLE', message: 'away', details: {} };
    stand.begun.answer = () => ({ error: busy });
    await insert(device, 'ws-2');
    await stand.settled();
    const offerId = (await rows(device))[0]!.offerId;
    const begin = {
      type: 'LOCK',
      request: {
        deviceId: device.deviceId,
        workstationId: 'ws-2',
        readerName: 'Reader 0',
        reason: 'MISCONDUCT',
        // A lost answer begins nothing twice.
        idempotencyKey: `update-offer:${offerId}`,
      },
    };
    const begun = (expected: unknown[]) => eventually(() => Promise.resolve(stand.begun.requests), expected);
    await begun([begin]);
    // Given back, with a time for the next try that counts from now.
    await eventually(async () => (await rows(device))[0]!.state, 'offered');
    const requestId = randomUUID();
    stand.begun.answer = () => ({ body: { saga: { requestId } } });
    const told = stand.notices['ws-2']!.length;
    at('2027-03-10T08:01:00.000Z');
    await stand.settled();
    await begun([begin, begin]);
    await eventually(async () => (await rows(device))[0]!.requestId, requestId);
    expect(await rows(device)).toMatchObject([{ kind: 'card.lock', state: 'accepted', requestId }]);
    // Its agent hears of it as soon as it has begun, and asks: before the device is known to be at work, and after.
    await eventually(
      () => Promise.resolve(stand.notices['ws-2']!.slice(told)),
      expect.arrayContaining([{ identityText: device.identityText, offerId }]),
    );
    const why = { answer: 'under-way', requestId, kind: 'card.lock', cause: 'MISCONDUCT' };
    expect(await check(device, {}, 'ws-2')).toMatchObject(why);
    await stand.device({ ...device, revision: 2, activeRequestId: requestId, waiting: [] });
    expect(await check(device, {}, 'ws-2')).toMatchObject(why);
    await stand.device({ ...device, revision: 3, pin: 'blocked', waiting: [] });
    await stand.request({ requestId, deviceId: device.deviceId, type: 'LOCK', state: 'COMPLETED' });
    expect(await rows(device)).toMatchObject([{ kind: 'cert.renew', state: 'offered' }, { state: 'done' }]);
    expect(stand.begun.requests).toHaveLength(2);
  });

  it('[B05, E8] a card that was put in while update-svc was away: agents are asked once it is back, and a lock begins', async () => {
    const [here, gone] = [card(), card()];
    const asked = { requestId: randomUUID(), reason: 'MISCONDUCT', createdAt: '2027-03-09T08:00:00.000Z' };
    const locked: DeviceExport = { ...here, waiting: [{ ...asked, type: 'LOCK' }] };
    at(morning);
    await stand.device(locked);
    await insert(gone, 'ws-1');
    for (const service of stand.services.splice(0)) await service.close();
    const before = stand.asked.times;
    await stand.start();
    await eventually(() => Promise.resolve(stand.asked.times), before + 1);
    const requestId = randomUUID();
    stand.begun.answer = () => ({ body: { saga: { requestId } } });
    const { identityText } = locked;
    stand.says('ws-1', 'card.present', { cards: [{ readerName: 'Reader 1', identityText }] });
    await eventually(async () => (await rows(locked))[0]?.requestId, requestId);
    const present = 'select reader_name, identity_text from presence where workstation_id = $1';
    expect(await stand.services[0]!.dataSource!.query(present, ['ws-1'])).toEqual([
      { reader_name: 'Reader 1', identity_text: identityText },
    ]);
  });

  // Its connection only: an agent whose own comes back later than that does not hear the question, but says by itself what it has.
  it('[E8] update-svc had no connection to NATS: agents are asked once it is back, and it hears them', async () => {
    for (const service of stand.services.splice(0)) await service.close();
    const before = stand.asked.times;
    const { app } = await stand.start();
    await eventually(() => Promise.resolve(stand.asked.times), before + 1);
    await connectAgain(app.get(NATS_CONNECTION));
    await eventually(() => Promise.resolve(stand.asked.times), before + 2);
    await insert(card(), 'ws-2');
    await stand.device(card());
  }, 60_000);

  it('[E8] a read model that was never complete: agents are asked once it is, however often NATS was away before', async () => {
    const known = card();
    at(morning);
    for (const table of ['device_state', 'due', 'device_timer', 'read_model'])
      await stand.services[0]!.dataSource!.query(`delete from ${table}`);
    for (const service of stand.services.splice(0)) await service.close();
    stand.exported.splice(0, Infinity, known);
    stand.exportsAway = true;
    const before = stand.asked.times;
    const { app } = await stand.start();
    const refused = { error: { code: 'REQUEST_SERVICE_UNAVAILABLE' } };
    const { identityText } = known;
    const asks = () => stand.call('ws-1', 'update.check', { identityText, agentVersion: '1' });
    expect(await asks()).toMatchObject(refused);
    for (let times = 0; times < 2; times++) await connectAgain(app.get(NATS_CONNECTION));
    // Whatever was asked before this is heard before its answer.
    expect(await asks()).toMatchObject(refused);
    expect(stand.asked.times).toBe(before);
    stand.exportsAway = false;
    await eventually(() => Promise.resolve(stand.asked.times), before + 1, 15_000);
    expect(await check(known)).toMatchObject({ answer: 'available' });
    expect(stand.asked.times).toBe(before + 1);
    stand.exported.length = 0;
  }, 60_000);

  it('[E8] what an agent says of its readers undoes no insertion or removal that was reported later', async () => {
    const cards = stand.services[0]!.app.get(PresenceRepository);
    const heard = (time: string): Heard => ({ at: new Date(morning), cameAt: new Date(time) });
    const [early, late] = [heard('2027-03-10T08:00:00.000Z'), heard('2027-03-10T08:00:01.000Z')];
    const [taken, moved, put, stays] = [card(), card(), card(), card()].map(({ identityText }) => identityText);
    const is = (readerName: string, identityText: string | undefined) => ({ readerName, identityText: identityText! });
    const present = async (): Promise<string[]> => {
      const rows: { place: string; card: string }[] = await stand.services[0]!.dataSource!.query(
        `select workstation_id || ' ' || reader_name as place, identity_text as card from presence
         where identity_text = any($1) order by 1`,
        [[taken, moved, put, stays]],
      );
      return rows.map((row) => `${row.place} ${row.card}`);
    };
    const at = 'ws-late';
    for (const [readerName, identityText] of Object.entries({ A: taken, B: moved, C: stays }))
      await cards.inserted(defaultTenantId, at, is(readerName, identityText), early);
    await cards.removed(defaultTenantId, at, 'A', late);
    await cards.inserted(defaultTenantId, 'ws-other', is('A', moved), late);
    await cards.inserted(defaultTenantId, at, is('D', put), late);
    const then = [is('A', taken), is('B', moved), is('C', stays)];
    await cards.replace(defaultTenantId, at, then, early);
    expect(await present()).toEqual([`ws-late C ${stays}`, `ws-late D ${put}`, `ws-other A ${moved}`]);
    // One that was asked later knows of everything.
    await cards.replace(defaultTenantId, at, [is('A', put)], heard('2027-03-10T08:00:02.000Z'));
    expect(await present()).toEqual([`ws-late A ${put}`, `ws-other A ${moved}`]);
    // An insertion that waited for the database, while the card was put in elsewhere.
    await cards.inserted(defaultTenantId, at, is('B', moved), early);
    expect(await present()).toEqual([`ws-late A ${put}`, `ws-other A ${moved}`]);
    await cards.inserted(defaultTenantId, at, is('B', moved), heard('2027-03-10T08:00:03.000Z'));
    expect(await present()).toEqual([`ws-late A ${put}`, `ws-late B ${moved}`]);
  });

  it('[B05] a PIN reset that waits is offered before what else is due, and nobody begins it for the holder', async () => {
    const requestId = randomUUID();
    const asked = {
      requestId,
      type: 'UNLOCK',
      reason: 'FORGOTTEN_PIN',
      createdAt: '2027-03-09T08:00:00.000Z',
    } as const;
    const device = card({ pin: 'blocked' });
    at(morning);
    await insert(device, 'ws-1');
    await stand.device({ ...device, waiting: [asked] });
    stand.begun.requests.length = 0;
    const offer = { causes: [{ kind: 'pin.unlock', cause: 'FORGOTTEN_PIN' }, { kind: 'cert.renew' }], urgency: 'high' };
    expect(await check(device)).toMatchObject({ answer: 'available', kind: 'pin.unlock', offer });
    await stand.settled();
    expect(stand.begun.requests).toEqual([]);
    await stand.device({ ...device, revision: 2, pin: 'set' });
    expect(await check(device)).toMatchObject({ answer: 'available', kind: 'cert.renew' });
  });

  describe('[B05] a lock that could not be begun', () => {
    const away = { error: { code: 'CARD_ABSENT', message: 'no card', details: {} } };
    const locked = async (): Promise<DeviceExport> => {
      const asked = { requestId: randomUUID(), reason: 'MISCONDUCT', createdAt: '2027-03-09T08:00:00.000Z' };
      const device = card({ waiting: [{ ...asked, type: 'LOCK' }] });
      at(morning);
      await stand.device(device);
      stand.begun.requests.length = 0;
      return device;
    };
    const tries = (count: number) => eventually(() => Promise.resolve(stand.begun.requests.length), count);
    const begun = (): string => {
      const requestId = randomUUID();
      stand.begun.answer = () => ({ body: { saga: { requestId } } });
      return requestId;
    };
    const given = (device: DeviceExport) => eventually(async () => (await rows(device))[0]!.state, 'offered');

    it('begins when its card is put in, and not before', async () => {
      const device = await locked();
      stand.begun.answer = () => away;
      await insert(device, 'ws-1');
      await tries(1);
      await given(device);
      at('2027-03-10T08:00:05.000Z');
      await stand.settled();
      expect(stand.begun.requests).toHaveLength(1);
      const requestId = begun();
      await insert(device, 'ws-2');
      await eventually(async () => (await rows(device))[0]!.requestId, requestId);
      expect(stand.begun.requests).toHaveLength(2);
      expect(stand.begun.requests[1]).toMatchObject({ request: { workstationId: 'ws-2' } });
    });

    it('begins at once if its card was put in while it was tried', async () => {
      const device = await locked();
      let fail: (answer: unknown) => void = () => undefined;
      stand.begun.answer = () => new Promise((resolve) => (fail = resolve));
      await insert(device, 'ws-1');
      await tries(1);
      at('2027-03-10T08:00:02.000Z');
      await insert(device, 'ws-2');
      await stand.settled();
      expect(stand.begun.requests).toHaveLength(1);
      const requestId = begun();
      fail(away);
      await eventually(async () => (await rows(device))[0]!.requestId, requestId);
      expect(stand.begun.requests).toHaveLength(2);
    });

    it('is tried again soon where its card stays in', async () => {
      const device = await locked();
      stand.begun.answer = () => away;
      await insert(device, 'ws-1');
      await tries(1);
      await given(device);
      const requestId = begun();
      at('2027-03-10T08:00:15.000Z');
      await eventually(async () => (await rows(device))[0]!.requestId, requestId);
    });
  });

  it('[B05] a check that comes before its insertion was looked at does not hold a lock up', async () => {
    const waiting = [
      { requestId: randomUUID(), type: 'LOCK', reason: 'MISCONDUCT', createdAt: '2027-03-09T08:00:00.000Z' },
    ] as const;
    const device = card({ waiting: [...waiting] });
    at(morning);
    await stand.device(device);
    const requestId = randomUUID();
    stand.begun.answer = () => ({ body: { saga: { requestId } } });
    // Reported, and the check is the next to decide about the card.
    await stand.services[0]!.dataSource!.query(
      `insert into presence (tenant_id, workstation_id, reader_name, identity_text)
       select tenant_id, 'ws-1', 'Reader 9', identity_text from device_state where identity_text = $1`,
      [device.identityText],
    );
    expect(await check(device)).toMatchObject({ answer: 'none' });
    await eventually(async () => (await rows(device))[0]!.requestId, requestId);
  });

  it('[A18] switched off, nobody is told anything; the offers are there when it is switched on', async () => {
    const device = card();
    at(morning);
    for (const service of stand.services.splice(0)) await service.close();
    const asked = stand.asked.times;
    await stand.start({ UPDATE_CHECK_ENABLED: 'off', UPDATE_REPROMPT_MINUTES: '1' });
    const { identityText } = device;
    const before = stand.notices['ws-1']!.length;
    stand.says('ws-1', 'card.inserted', { readerName: 'Reader 0', atrHex: '3B', identityText });
    await stand.device(device);
    expect(await check(device)).toMatchObject({ answer: 'disabled' });
    for (const service of stand.services.splice(0)) await service.close();
    await stand.start({ UPDATE_REPROMPT_MINUTES: '1' });
    const offerId = await offered(device);
    expect(stand.notices['ws-1']).toHaveLength(before);
    // By the one that is switched on.
    await eventually(() => Promise.resolve(stand.asked.times), asked + 1);
    const postponed = await stand.call('ws-1', 'update.postpone', { offerId, cause: 'dismissed' });
    expect(postponed.body).toMatchObject({ until: '2027-03-10T08:01:00.000Z' });
  }, 30_000);

  it('a read model that is rebuilt from nothing gives the same offers, while checks go on', async () => {
    const [due, quiet] = [card(), card({ certificates: [] })];
    stand.exported.splice(0, Infinity, due, quiet);
    at(morning);
    const service = stand.services[0]!;
    for (const table of ['device_state', 'due', 'device_timer', 'read_model'])
      await service.dataSource!.query(`delete from ${table}`);
    for (const each of stand.services.splice(0)) await each.close();
    await stand.start();
    await eventually(async () => (await check(quiet)).answer, 'none');
    await stand.settled();
    const offerId = await offered(due);
    // Again from the same rows: nothing is doubled, nothing is lost.
    for (const each of stand.services.splice(0)) await each.close();
    await stand.start({ READ_MODEL_REBUILD: 'on' });
    expect(await offered(due)).toBe(offerId);
    expect(await rows(due)).toHaveLength(1);
    // Gone at issuance-svc: what was offered is withdrawn.
    stand.exported.splice(0, 1);
    for (const each of stand.services.splice(0)) await each.close();
    at('2027-03-10T08:20:00.000Z');
    await stand.start({ READ_MODEL_REBUILD: 'on' });
    await eventually(async () => (await rows(due))[0]!.state, 'withdrawn');
    expect(await rows(due)).toMatchObject([{ offerId, state: 'withdrawn' }]);
  }, 60_000);

  it('[E1] names a re-prompt time that is out of range', () => {
    for (const minutes of ['0', '43201'])
      expect(() => updateService({ UPDATE_REPROMPT_MINUTES: minutes })).toThrow(/UPDATE_REPROMPT_MINUTES/);
  });
});
