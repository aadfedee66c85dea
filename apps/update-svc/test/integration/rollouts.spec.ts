/** Roll-outs of profile versions on real NATS and Postgres: what agents are answered, and what operators see and decide. Device ids choose the rings. */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import type { RolloutDetail, RolloutRow } from '@cardwright/contracts/update/rollout';
import { eventually } from '@cardwright/testing/eventually';
import { ringOf } from '../../src/rollouts/ring.js';
import { RolloutClock } from '../../src/rollouts/rollout-clock.js';
import { card, holderAt } from '../support/update-cards.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

const published = '2027-03-10T07:00:00.000Z';
const day = 24 * 3600_000;

let courses = 0;
/** Four cards of each of these rings, with a profile of their own. Those of the first course are the ones of ring.spec.ts. */
function fleet(wanted: readonly (1 | 2 | 3)[]) {
  const profileName = `profile-${++courses}`;
  let number = 1_000 * (courses - 1);
  const cards = new Map<number, DeviceExport[]>(wanted.map((ring) => [ring, []]));
  while ([...cards.values()].some(({ length }) => length < 4)) {
    const deviceId = `00000000-0000-4000-8000-${String(++number).padStart(12, '0')}`;
    const group = cards.get(ringOf(deviceId, [5, 25, 100]).ring);
    if (group !== undefined && group.length < 4) group.push(card({ deviceId, profileName, certificates: [] }));
  }
  return { profileName, cards: wanted.map((ring) => cards.get(ring)!) };
}

describe('a roll-out', () => {
  let stand: UpdateStand;
  const { check, offered } = holderAt(() => stand);

  beforeAll(async () => {
    stand = await startUpdateStand('2027-03-10T08:00:00.000Z');
    await stand.start({ ROLLOUT_RINGS: '5,25,100', ROLLOUT_SPREAD_DAYS: '5' });
  }, 60_000);
  afterAll(async () => stand?.stop(), 30_000);

  const wants = (device: DeviceExport, version: number): DeviceExport => ({
    ...device,
    revision: device.revision + 1,
    profileChange: { version, publishedAt: published, added: ['9E'], removed: [], changed: [], reprovision: false },
  });
  const has = (device: DeviceExport, version: number): DeviceExport => ({
    ...device,
    revision: device.revision + 100,
    profileVersion: version,
  });
  const round = async (): Promise<void> => {
    const { app, dataSource } = stand.services[0]!;
    await app.get(RolloutClock).round();
    // The service's own round, or another copy, may be at work on some of the cards.
    const stale = `select from rollout_card card join rollout using (rollout_id)
      where card.generation < rollout.generation and card.state <> 'completed' and rollout.state <> 'superseded'`;
    await eventually(async () => (await dataSource!.query<unknown[]>(stale)).length, 0, 10_000);
    await stand.settled();
  };
  const hear = async (devices: readonly DeviceExport[]): Promise<void> => {
    for (const device of devices) await stand.device(device);
    await round();
  };
  const rolloutOf = async (name: string): Promise<RolloutDetail> => {
    // As many as the API lets its clients ask for.
    const { body } = await stand.ask('rollouts.list', { limit: 500 });
    const { rolloutId } = (body!.rows as RolloutRow[]).find(({ profileName }) => profileName === name)!;
    return (await stand.ask('rollouts.get', { rolloutId })).body!.rollout as RolloutDetail;
  };
  const answers = async (devices: readonly DeviceExport[]) =>
    Promise.all(devices.map(async (device) => (await check(device)).answer));
  const later = (ms: number): Promise<void> => {
    stand.time.now += ms;
    return stand.settled();
  };
  const fails = async (device: DeviceExport, code: string): Promise<void> => {
    const requestId = randomUUID();
    const offerId = await offered(device);
    await stand.ask('offers.began', { offerId, requestId });
    await stand.failed({ requestId, deviceId: device.deviceId, type: 'UPDATE', code });
  };
  const audited = async (object: string): Promise<unknown[]> =>
    stand.services[0]!.dataSource!.query('select actor, action, reason from audit_log where object = $1 order by id', [
      object,
    ]);

  it('[F12] opens ring after ring: a card of a closed ring has nothing due, one of an open ring on its own day', async () => {
    const { profileName, cards } = fleet([1, 2, 3]);
    const [first, second, third] = cards as [DeviceExport[], DeviceExport[], DeviceExport[]];
    await hear(cards.flat());
    expect(await answers(cards.flat())).toEqual(Array(12).fill('none'));
    await hear(cards.flat().map((device) => wants(device, 2)));
    const openedAt = '2027-03-10T08:00:00.000Z';
    const waiting = { completed: 0, failed: 0, cards: 4 };
    expect(await rolloutOf(profileName)).toMatchObject({
      ...{ version: 2, state: 'running', ring: 1, spreadDays: 5, stop: null, startedAt: openedAt },
      rings: [
        { ring: 1, upToPercent: 5, openedAt, ...waiting },
        { ring: 2, upToPercent: 25, openedAt: null, ...waiting },
        { ring: 3, upToPercent: 100, openedAt: null, ...waiting },
      ],
    });
    // Their places are 0.574, 0.899, 0.186 and 0.523: due after 2.9, 4.5, 0.9 and 2.6 days.
    await later(day);
    expect(await answers(first)).toEqual(['none', 'none', 'available', 'none']);
    await later(2 * day);
    expect(await answers(first)).toEqual(['available', 'none', 'available', 'available']);
    await later(3 * day);
    expect(await answers(first)).toEqual(Array(4).fill('available'));
    expect(await answers([...second, ...third])).toEqual(Array(8).fill('none'));
    const { body } = await stand.ask('offers.list', { deviceId: second[0]!.deviceId });
    expect(body).toMatchObject({ offers: [], due: [{ kind: 'cert.add', heldBack: 'ROLLOUT_NOT_YET' }] });

    await hear(first.slice(1).map((device) => has(device, 2)));
    expect(await rolloutOf(profileName)).toMatchObject({ ring: 1, rings: [{ completed: 3 }, {}, {}] });
    await hear([has(first[0]!, 2)]);
    expect(await rolloutOf(profileName)).toMatchObject({
      ...{ state: 'running', ring: 2 },
      rings: [{ completed: 4 }, { openedAt: '2027-03-16T08:00:00.000Z' }, { openedAt: null }],
    });
    expect(await answers(second)).toEqual(Array(4).fill('none'));
    await later(5 * day);
    expect(await answers(second)).toEqual(Array(4).fill('available'));
    expect(await answers(third)).toEqual(Array(4).fill('none'));

    await hear(second.map((device) => has(device, 2)));
    await later(5 * day);
    expect(await answers(third)).toEqual(Array(4).fill('available'));
    await hear(third.map((device) => has(device, 2)));
    const { rolloutId, ...ended } = await rolloutOf(profileName);
    expect(ended).toMatchObject({
      state: 'finished',
      history: ['began', 'ring-opened', 'ring-opened', 'finished'].map((what) => ({ what, by: null })),
    });
    expect(await audited(`rollout:${rolloutId}`)).toEqual(
      ['rollout.began', 'rollout.ring-opened', 'rollout.ring-opened', 'rollout.finished'].map((action) => ({
        ...{ actor: 'system:update-svc', reason: null },
        action,
      })),
    );
    expect((await stand.ask('rollouts.advance', { rolloutId })).error).toMatchObject({
      code: 'ROLLOUT_STATE',
      details: { state: 'finished' },
    });
  });

  it('[F12] does not go on while cards of the profile were not heard of since the version was published', async () => {
    const { profileName, cards } = fleet([1, 2]);
    const [first, second] = cards as [DeviceExport[], DeviceExport[]];
    await hear(cards.flat());
    await hear(first.map((device) => wants(device, 2)));
    await hear(first.map((device) => has(device, 2)));
    await hear(second.slice(1).map((device) => wants(device, 2)));
    expect(await rolloutOf(profileName)).toMatchObject({
      ring: 1,
      rings: [{ cards: 4, completed: 4 }, { cards: 3 }, {}],
    });
    await hear([wants(second[0]!, 2)]);
    expect(await rolloutOf(profileName)).toMatchObject({ ring: 2, rings: [{}, { cards: 4 }, {}] });
  });

  it('[F12] does not go on while the read model is filled for the first time: there may be more cards', async () => {
    const { profileName, cards } = fleet([3]);
    const [third] = cards as [DeviceExport[]];
    const database = stand.services[0]!.dataSource!;
    const [filled] = await database.query<{ at: Date }[]>('select rebuilt_at as at from read_model');
    await database.query('update read_model set rebuilt_at = null');
    await hear(third.map((device) => wants(device, 2)));
    expect(await rolloutOf(profileName)).toMatchObject({ ring: 1, rings: [{ cards: 0 }, { cards: 0 }, { cards: 4 }] });
    await database.query('update read_model set rebuilt_at = $1', [filled!.at]);
    await round();
    expect(await rolloutOf(profileName)).toMatchObject({ state: 'running', ring: 3 });
  });

  it('[F12] stops by itself when updates of its cards fail, says why, and goes on when somebody says so', async () => {
    const { profileName, cards } = fleet([1, 2, 3]);
    const [first, second, third] = cards as [DeviceExport[], DeviceExport[], DeviceExport[]];
    await hear(cards.flat().map((device) => wants(device, 2)));
    await hear(first.map((device) => has(device, 2)));
    await later(5 * day);
    expect(await answers(second)).toEqual(Array(4).fill('available'));
    await fails(second[0]!, 'CARD_KEY_REJECTED');
    await fails(second[1]!, 'CARD_KEY_REJECTED');
    // Its holder took it away.
    await fails(second[2]!, 'CARD_REMOVED');
    await eventually(async () => (await rolloutOf(profileName)).rings[1]!.failed, 2);
    await round();
    expect(await rolloutOf(profileName)).toMatchObject({ state: 'running', stop: null });
    await fails(second[3]!, 'PKI_LINT_FAILED');
    await eventually(async () => (await rolloutOf(profileName)).state, 'stopped', 10_000);
    await round();
    const { rolloutId, ...stopped } = await rolloutOf(profileName);
    expect(stopped).toMatchObject({
      ...{ ring: 2, endedAt: null },
      stop: { cause: 'FAILURES', ring: 2, failed: 3, attempted: 3, codes: ['CARD_KEY_REJECTED', 'PKI_LINT_FAILED'] },
    });
    expect(await audited(`rollout:${rolloutId}`)).toContainEqual({
      ...{ actor: 'system:update-svc', action: 'rollout.stopped', reason: null },
    });
    expect((await stand.ask('rollouts.stop', { rolloutId, reason: 'again' })).error?.code).toBe('ROLLOUT_STATE');

    await later(1_000);
    expect((await stand.ask('rollouts.resume', { rolloutId })).body).toMatchObject({
      rollout: { state: 'running', stop: null },
    });
    await round();
    expect(await rolloutOf(profileName)).toMatchObject({ state: 'running', ring: 2 });
    await hear(second.map((device) => has(device, 2)));
    expect(await rolloutOf(profileName)).toMatchObject({ ring: 3, rings: [{}, { completed: 4, failed: 0 }, {}] });
    expect(await answers(third)).toEqual(Array(4).fill('none'));
  });

  it('[F12] over 300 cards, with two copies of the service: stops in its second ring, and no card of the third was offered anything', async () => {
    await stand.start({ ROLLOUT_RINGS: '5,25,100', ROLLOUT_SPREAD_DAYS: '5' });
    const profileName = `profile-${++courses}`;
    const cards = Array.from({ length: 300 }, () => card({ profileName, certificates: [] }));
    const rings = [1, 2, 3].map((ring) => cards.filter(({ deviceId }) => ringOf(deviceId, [5, 25, 100]).ring === ring));
    const [first, second, third] = rings as [DeviceExport[], DeviceExport[], DeviceExport[]];
    const sizes = rings.map(({ length }) => length);
    const database = stand.services[0]!.dataSource!;
    const count = (what: string) => async () =>
      (await database.query<unknown[]>(`select from ${what} where profile_name = $1`, [profileName])).length;
    // Together, so that both copies have a part of them. They are known before: else the first that is heard of would be the whole of the profile.
    await Promise.all(cards.map((device) => stand.publishDevice(device)));
    await eventually(count('device_state'), 300, 30_000);
    await Promise.all(cards.map((device) => stand.publishDevice(wants(device, 2))));
    await eventually(count('rollout_card join rollout using (rollout_id)'), 300, 30_000);
    expect((await rolloutOf(profileName)).rings.map(({ cards: count }) => count)).toEqual(sizes);

    await hear(first.map((device) => has(device, 2)));
    expect(await rolloutOf(profileName)).toMatchObject({ state: 'running', ring: 2 });
    await later(5 * day);
    await hear(second.slice(3, 23).map((device) => has(device, 2)));
    for (const device of second.slice(0, 3)) await fails(device, 'CARD_PROOF_FAILED');
    await eventually(async () => (await rolloutOf(profileName)).state, 'stopped', 10_000);
    await round();
    expect(await rolloutOf(profileName)).toMatchObject({
      stop: { cause: 'FAILURES', ring: 2, failed: 3, attempted: 23, codes: ['CARD_PROOF_FAILED'] },
      rings: [{ completed: sizes[0] }, { completed: 20, failed: 3 }, { completed: 0, failed: 0, openedAt: null }],
    });
    const offersOf = async (devices: DeviceExport[]): Promise<unknown> =>
      database.query(
        `select state, count(*)::integer from offer where device_id = any ($1) group by state order by state`,
        [devices.map(({ deviceId }) => deviceId)],
      );
    expect(await offersOf(third)).toEqual([]);
    // What had begun goes on; what was only shown is gone.
    expect(await offersOf(second)).toEqual([
      { state: 'accepted', count: 3 },
      { state: 'withdrawn', count: second.length - 3 },
    ]);
    await stand.services.pop()!.close();
  }, 120_000);

  it('[F12] is advanced, paused, resumed and stopped by hand; what is offered then goes, and comes back', async () => {
    const { profileName, cards } = fleet([2, 3]);
    const [second, third] = cards as [DeviceExport[], DeviceExport[]];
    await hear(cards.flat().map((device) => wants(device, 2)));
    // Nobody is in its first ring.
    expect(await rolloutOf(profileName)).toMatchObject({ state: 'running', ring: 2 });
    const { rolloutId } = await rolloutOf(profileName);
    const decide = async (name: 'advance' | 'pause' | 'resume' | 'stop', more: object = {}) => {
      const { body, error } = await stand.ask(`rollouts.${name}`, { rolloutId, ...more } as {
        rolloutId: string;
        reason: string;
      });
      await round();
      return error?.code ?? (body!.rollout as RolloutDetail).state;
    };
    // Somebody else was faster, and the third would be opened unseen.
    expect(await decide('advance', { ring: 2 })).toBe('ROLLOUT_STATE');
    expect(await decide('advance', { ring: 1.5 })).toBe('REQUEST_INVALID');
    expect(await decide('advance', { ring: 3, spreadDays: 0 })).toBe('running');
    expect(await answers([...second, ...third])).toEqual(Array(8).fill('available'));
    expect(await decide('advance')).toBe('ROLLOUT_STATE');
    expect(await decide('pause')).toBe('paused');
    expect(await answers([...second, ...third])).toEqual(Array(8).fill('none'));
    expect(await decide('pause')).toBe('ROLLOUT_STATE');
    expect(await decide('advance')).toBe('ROLLOUT_STATE');
    expect(await decide('resume')).toBe('running');
    expect(await answers(third)).toEqual(Array(4).fill('available'));
    expect(await decide('resume')).toBe('ROLLOUT_STATE');
    expect(await decide('stop', { reason: ' ' })).toBe('REQUEST_INVALID');
    expect(await decide('stop', { reason: 'wrong algorithm' })).toBe('stopped');
    expect(await answers([...second, ...third])).toEqual(Array(8).fill('none'));
    expect(await rolloutOf(profileName)).toMatchObject({ stop: { cause: 'OPERATOR', reasonText: 'wrong algorithm' } });
    expect(await audited(`rollout:${rolloutId}`)).toContainEqual(
      expect.objectContaining({ action: 'rollout.stopped', reason: 'wrong algorithm' }),
    );
  });

  it('[F12] ends when a newer version is published, whose own roll-out begins', async () => {
    const { profileName, cards } = fleet([1, 3]);
    const [first, third] = cards as [DeviceExport[], DeviceExport[]];
    await hear(cards.flat().map((device) => wants(device, 2)));
    const { rolloutId: older } = await rolloutOf(profileName);
    await later(5 * day);
    await hear([...first, ...third].map((device) => wants({ ...device, revision: 10 }, 3)));
    expect((await stand.ask('rollouts.get', { rolloutId: older })).body).toMatchObject({
      rollout: { version: 2, state: 'superseded' },
    });
    expect(await rolloutOf(profileName)).toMatchObject({ version: 3, state: 'running', ring: 1 });
    expect(await answers(first)).toEqual(Array(4).fill('none'));
    await later(5 * day);
    expect(await answers(first)).toEqual(Array(4).fill('available'));
    expect(await answers(third)).toEqual(Array(4).fill('none'));
  });

  it('a version that was published before there were rings stays due for every card', async () => {
    const { profileName, cards } = fleet([3]);
    const database = stand.services[0]!.dataSource!;
    await database.query('update read_model set rings_since = $1', ['2027-03-10T07:30:00.000Z']);
    await hear(cards.flat().map((device) => wants(device, 2)));
    await database.query('update read_model set rings_since = null');
    expect(await rolloutOf(profileName)).toMatchObject({ state: 'finished', rings: [{ upToPercent: 100 }] });
    expect(await answers(cards.flat())).toEqual(Array(4).fill('available'));
  });

  it('[Issue 13] says before a version is published how it will be offered', async () => {
    expect((await stand.ask('rollouts.plan', {})).body).toEqual({ rings: [5, 25, 100], spreadDays: 5 });
  });

  it.each([
    ['rollouts.get', { rolloutId: 'x' }, 'REQUEST_INVALID', { field: 'rolloutId' }],
    ['rollouts.pause', { rolloutId: '00000000-0000-4000-8000-0000000000ff' }, 'REQUEST_NOT_FOUND', undefined],
    ['rollouts.get', { rolloutId: '00000000-0000-4000-8000-0000000000ff' }, 'REQUEST_NOT_FOUND', undefined],
    ['rollouts.advance', { rolloutId: randomUUID(), spreadDays: 61 }, 'REQUEST_INVALID', { field: 'spreadDays' }],
    ['rollouts.stop', { rolloutId: randomUUID() }, 'REQUEST_INVALID', { field: 'reasonText' }],
    ['rollouts.list', { cursor: 'x' }, 'REQUEST_INVALID', { field: 'cursor' }],
    ['rollouts.list', { limit: 0 }, 'REQUEST_INVALID', { field: 'limit' }],
  ] as const)('%s %j is refused: %s', async (name, body, code, details) => {
    const { error } = await stand.ask(name, body as never);
    expect(error).toMatchObject({ code, ...(details && { details }) });
  });
});
