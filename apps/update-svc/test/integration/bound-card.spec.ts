/** [B06] A blank card that is bound to its holder, on real NATS and Postgres: where it is offered, and until when. */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { eventually } from '@cardwright/testing/eventually';
import { card, holderAt, morning } from '../support/update-cards.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

const nothing = { personId: null, profileName: null, profileVersion: null, expiresOn: null, pin: null } as const;
const blank = (more: Partial<DeviceExport> = {}): DeviceExport =>
  card({ state: 'AVAILABLE', ...nothing, certificates: [], earliestNotAfter: null, ...more });
const bound = (device: DeviceExport, revision: number): DeviceExport => ({
  ...device,
  ...{ revision, state: 'ASSIGNED', profileName: 'piv', profileVersion: 1 },
  personId: '00000000-0000-4000-9000-0000000000aa',
  waiting: [{ requestId: randomUUID(), type: 'ISSUE', reason: null, createdAt: '2027-03-01T08:00:00.000Z' }],
});

describe('a blank card', () => {
  let stand: UpdateStand;
  const { at, check, offered, rows } = holderAt(() => stand);

  beforeAll(async () => {
    stand = await startUpdateStand(morning);
    await stand.start();
  }, 60_000);
  afterAll(async () => stand?.stop(), 30_000);

  it('[B06] is offered its issue from when it is bound, where it is put in; unbound it is offered nothing, and its agent hears of it', async () => {
    const [device, other] = [blank(), blank()];
    at(morning);
    for (const each of [device, other]) {
      await stand.device(each);
      expect(await check(each)).toMatchObject({ answer: 'none' });
    }
    const { identityText } = device;
    stand.says('ws-2', 'card.inserted', { readerName: 'Reader 0', atrHex: '3B', identityText });
    await stand.settled();
    const before = stand.notices['ws-2']!.length;
    await stand.device(bound(device, 2));
    const heard = () => Promise.resolve(stand.notices['ws-2']!.slice(before));
    await eventually(heard, [{ identityText, offerId: expect.any(String) }]);
    expect(stand.notices['ws-1'] ?? []).toEqual([]);
    expect(await check(device, {}, 'ws-2')).toMatchObject({
      answer: 'available',
      kind: 'card.issue',
      offer: {
        causes: [{ kind: 'card.issue', cause: 'INITIAL', keyReferences: [], dueAt: '2027-03-01T08:00:00.000Z' }],
        deadline: null,
      },
    });
    expect(await check(device, {}, 'ws-1')).toMatchObject({ answer: 'shown-elsewhere' });
    expect(await check(other)).toMatchObject({ answer: 'none' });

    await stand.device({ ...device, revision: 3 });
    await eventually(async () => (await heard()).at(-1), { identityText, offerId: null });
    expect(await check(device, {}, 'ws-2')).toMatchObject({ answer: 'none' });
    expect(await rows(device)).toMatchObject([{ kind: 'card.issue', state: 'withdrawn' }]);
  });

  it.each(['PERSON_DISABLED', 'PROFILE_WITHDRAWN'] as const)(
    '[B06] is not offered while the record refuses to issue it: %s',
    async (refused) => {
      const device = bound(blank(), 1);
      at(morning);
      await stand.device(device);
      await offered(device);
      await stand.device({ ...device, revision: 2, refused });
      expect(await check(device)).toMatchObject({ answer: 'none' });
      const { due } = (await stand.ask('offers.list', { deviceId: device.deviceId })).body as { due: unknown };
      expect(due).toMatchObject([{ kind: 'card.issue', heldBack: refused }]);
    },
  );

  it.each(['temporary', 'permanent'] as const)(
    '[B07] that is bound as the %s card in the place of another is offered that; the old card and another blank one are offered nothing',
    async (kind) => {
      const [old, other] = [card({ state: 'SUSPENDED', certificates: [] }), blank()];
      const device = bound(blank(), 1);
      const replaces = { kind, reason: kind === 'temporary' ? 'FORGOTTEN' : 'LOST' };
      at(morning);
      for (const each of [old, other]) await stand.device(each);
      await stand.device({ ...device, waiting: [{ ...device.waiting![0]!, replaces }] });
      expect(await check(device)).toMatchObject({
        answer: 'available',
        kind: `replace.${kind}`,
        offer: { causes: [{ kind: `replace.${kind}`, cause: replaces.reason }] },
      });
      for (const each of [old, other]) expect(await check(each)).toMatchObject({ answer: 'none' });
    },
  );

  it('[B06] that is set up has its offer done', async () => {
    const device = bound(blank(), 1);
    at(morning);
    await stand.device(device);
    const offerId = await offered(device);
    const { requestId } = device.waiting![0]!;
    await stand.ask('offers.began', { offerId, requestId });
    await stand.device({ ...device, revision: 2, state: 'ISSUING', waiting: [], activeRequestId: requestId });
    expect(await check(device)).toMatchObject({ answer: 'under-way', requestId });
    await stand.device({ ...device, revision: 3, state: 'ACTIVE', pin: 'set', waiting: [] });
    await stand.request({ requestId, deviceId: device.deviceId, type: 'ISSUE', state: 'COMPLETED' });
    expect(await rows(device)).toMatchObject([{ offerId, state: 'done', outcome: 'COMPLETED' }]);
    expect(await check(device)).toMatchObject({ answer: 'none' });
  });
});
