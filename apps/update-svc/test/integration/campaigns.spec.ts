/** Campaigns on real NATS and Postgres: what is counted, what agents are answered, and what operators see and decide. */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceExport, ExportedCertificate } from '@cardwright/contracts/nats/issuance.api';
import type { CampaignCardRow, CampaignDetail, NewCampaign } from '@cardwright/contracts/update/campaign';
import type { DueRow } from '@cardwright/contracts/update/update-offer';
import { eventually } from '@cardwright/testing/eventually';
import { CampaignClock } from '../../src/campaigns/campaign-clock.js';
import { card, holderAt } from '../support/update-cards.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

const hour = 3600_000;

let serials = 0;
const certificate = (keyReference: '9A' | '9C' | '9D' | '9E', more: Partial<ExportedCertificate> = {}) => ({
  ...{ keyReference, notAfter: '2028-03-31T12:00:00.000Z', renewalWindowDays: 30, minimumGainDays: 30 },
  ...{ validityDays: 365, issuerId: 'ca-old', serialNumberHex: (++serials).toString(16).padStart(16, '0') },
  ...more,
});

let courses = 0;
/** Cards with a profile of their own, each with two certificates. */
function fleet(count: number) {
  const profileName = `profile-${++courses}`;
  const cards = Array.from({ length: count }, () =>
    card({ profileName, modelId: 'yubikey-5', refused: null, certificates: [certificate('9A'), certificate('9C')] }),
  );
  return { profileName, cards };
}

/** Its certificates of these keys are others now. */
const renewed = (device: DeviceExport, keys: readonly string[] = ['9A', '9C']): DeviceExport => ({
  ...device,
  revision: device.revision + 100,
  certificates: device.certificates!.map((each) =>
    keys.includes(each.keyReference) ? { ...certificate(each.keyReference as '9A'), issuerId: 'ca-new' } : each,
  ),
});
const after = (device: DeviceExport, more: Partial<DeviceExport>): DeviceExport => ({
  ...device,
  revision: device.revision + 1,
  ...more,
});

describe('a campaign', () => {
  let stand: UpdateStand;
  const { check, offered, rows } = holderAt(() => stand);

  beforeAll(async () => {
    stand = await startUpdateStand('2027-03-10T08:00:00.000Z');
    await stand.start();
    await eventually(
      async () => (await stand.ask('campaigns.count', { filter: { modelId: 'none' } })).error?.code ?? null,
      null,
      10_000,
    );
  }, 60_000);
  afterAll(async () => stand?.stop(), 30_000);

  const round = async (): Promise<void> => {
    const { app, dataSource } = stand.services[0]!;
    await app.get(CampaignClock).round();
    // The service's own round, or another copy, may be at work on some of the cards.
    const stale = `select from campaign_card card join campaign using (campaign_id)
      where card.generation < campaign.generation and card.state not in ('updated', 'renewed-otherwise')
        and exists (select from device_state device where device.device_id = card.device_id)`;
    await eventually(async () => (await dataSource!.query<unknown[]>(stale)).length, 0, 10_000);
    await stand.settled();
  };
  const hear = async (devices: readonly DeviceExport[]): Promise<void> => {
    for (const device of devices) await stand.device(device);
    await round();
  };
  const later = (ms: number): Promise<void> => {
    stand.time.now += ms;
    return stand.settled();
  };
  const count = async (filter: NewCampaign['filter']) => (await stand.ask('campaigns.count', { filter })).body?.count;
  const asked = (more: Partial<NewCampaign> & Pick<NewCampaign, 'filter' | 'cards'>): NewCampaign => ({
    ...{ name: `campaign ${randomUUID()}`, reason: 'KEYSET_ROTATION', cardsPerHour: 60 },
    ...more,
  });
  const create = async (more: Parameters<typeof asked>[0]): Promise<CampaignDetail> => {
    const { body, error } = await stand.ask('campaigns.create', asked(more));
    if (error !== undefined) throw new Error(`not created: ${JSON.stringify(error)}`);
    await round();
    return body!.campaign as CampaignDetail;
  };
  const get = async (campaignId: string): Promise<CampaignDetail> =>
    (await stand.ask('campaigns.get', { campaignId })).body!.campaign as CampaignDetail;
  const cardsOf = async (campaignId: string, more: object = {}): Promise<CampaignCardRow[]> =>
    (await stand.ask('campaigns.cards', { campaignId, ...more })).body!.rows as CampaignCardRow[];
  const answers = async (devices: readonly DeviceExport[]) =>
    Promise.all(devices.map(async (device) => (await check(device)).answer));
  const begin = async (device: DeviceExport): Promise<string> => {
    const requestId = randomUUID();
    await stand.ask('offers.began', { offerId: await offered(device), requestId });
    return requestId;
  };
  const fails = async (device: DeviceExport, code: string): Promise<string> => {
    const requestId = await begin(device);
    await stand.failed({ requestId, deviceId: device.deviceId, type: 'UPDATE', code });
    return requestId;
  };
  const updates = async (device: DeviceExport): Promise<string> => {
    const requestId = await begin(device);
    await hear([renewed(device)]);
    await stand.request({ requestId, deviceId: device.deviceId, type: 'UPDATE', state: 'COMPLETED' });
    return requestId;
  };
  const decide = async (campaignId: string, name: 'pause' | 'resume' | 'stop', more: object = {}) => {
    const { body, error } = await stand.ask(`campaigns.${name}`, { campaignId, ...more } as never);
    await round();
    return error?.code ?? (body!.campaign as CampaignDetail).state;
  };
  const audited = async (campaignId: string): Promise<unknown[]> =>
    stand.services[0]!.dataSource!.query('select actor, action, reason from audit_log where object = $1 order by id', [
      `campaign:${campaignId}`,
    ]);

  it('[F12] counts the cards that match every part of its filter, what would be made anew, and who cannot take part now', async () => {
    const { profileName, cards } = fleet(8);
    const [plain, soon, other, disabled, withdrawn, suspended, busy, bare] = cards as [DeviceExport, ...DeviceExport[]];
    await hear([
      plain,
      after(soon!, {
        certificates: [certificate('9A', { notAfter: '2027-06-01T00:00:00.000Z' }), certificate('9D')],
      }),
      after(other!, {
        modelId: 'nitrokey-3',
        certificates: [certificate('9A'), certificate('9E', { issuerId: 'ca-new' })],
      }),
      after(disabled!, { refused: 'PERSON_DISABLED' }),
      after(withdrawn!, { refused: 'PROFILE_WITHDRAWN', activeRequestId: randomUUID() }),
      after(suspended!, { state: 'SUSPENDED' }),
      after(busy!, { activeRequestId: randomUUID() }),
      after(bare!, { certificates: [] }),
    ]);
    expect(await count({ profileName })).toEqual({
      ...{ cards: 7, certificates: 14 },
      hindered: [
        { code: 'LIFECYCLE_NOT_ACTIVE', cards: 1 },
        { code: 'PERSON_DISABLED', cards: 1 },
        { code: 'PROFILE_WITHDRAWN', cards: 1 },
        { code: 'REQUEST_DEVICE_BUSY', cards: 1 },
      ],
      keyReferences: [
        { keyReference: '9A', certificates: 7 },
        { keyReference: '9C', certificates: 5 },
        { keyReference: '9D', certificates: 1 },
        { keyReference: '9E', certificates: 1 },
      ],
      issuers: [
        { issuerId: 'ca-old', certificates: 13 },
        { issuerId: 'ca-new', certificates: 1 },
      ],
    });
    const numbers = async (filter: NewCampaign['filter']) => {
      const found = (await count({ profileName, ...filter })) as { cards: number; certificates: number };
      return [found.cards, found.certificates];
    };
    expect(await numbers({ modelId: 'nitrokey-3' })).toEqual([1, 2]);
    expect(await numbers({ issuerId: 'ca-old' })).toEqual([7, 13]);
    expect(await numbers({ issuerId: 'ca-new', modelId: 'yubikey-5' })).toEqual([0, 0]);
    expect(await numbers({ expiresBefore: '2027-06-02' })).toEqual([1, 1]);
    // The end itself is not before it, and both parts are about one certificate.
    expect(await numbers({ expiresBefore: '2027-06-01' })).toEqual([0, 0]);
    expect(await numbers({ expiresBefore: '2027-06-02', issuerId: 'ca-new' })).toEqual([0, 0]);
  });

  it('[F12] is created with the number that was counted and no other, and its name is given once', async () => {
    const { profileName, cards } = fleet(3);
    await hear(cards.slice(0, 2));
    const wanted = asked({ name: `of ${profileName}`, filter: { profileName }, cards: 2 });
    await hear(cards.slice(2));
    expect((await stand.ask('campaigns.create', wanted)).error).toMatchObject({
      code: 'CAMPAIGN_COUNT_CHANGED',
      details: { cards: 3, counted: 2 },
    });
    expect((await stand.ask('campaigns.create', { ...wanted, cards: 4 })).error).toMatchObject({
      code: 'CAMPAIGN_COUNT_CHANGED',
      details: { cards: 3, counted: 4 },
    });
    const { body } = await stand.ask('campaigns.create', { ...wanted, cards: 3 });
    const { campaignId } = body!.campaign as CampaignDetail;
    expect(body!.campaign).toMatchObject({
      ...{ name: `of ${profileName}`, state: 'running', cards: 3, reason: 'KEYSET_ROTATION', deadline: null },
      counts: { waiting: 2, open: 1, updated: 0, 'renewed-otherwise': 0, failed: 0, left: 0 },
      history: [{ what: 'created', by: null }],
    });
    expect((await stand.ask('campaigns.create', { ...wanted, cards: 3 })).error).toMatchObject({
      code: 'CAMPAIGN_NAME_TAKEN',
      details: { campaignId },
    });
    expect(await audited(campaignId)).toEqual([
      { actor: 'system:update-svc', action: 'campaign.created', reason: 'KEYSET_ROTATION' },
    ]);
  });

  it('[F12] gives each card its turn at the pace, those whose certificate ends first before the others; later cards are not in it', async () => {
    const { profileName, cards } = fleet(4);
    const [last, second, first, third] = cards as [DeviceExport, DeviceExport, DeviceExport, DeviceExport];
    const ending = (device: DeviceExport, day: string) =>
      after(device, {
        certificates: [certificate('9A', { notAfter: `2028-02-${day}T00:00:00.000Z` }), certificate('9C')],
      });
    const all = [ending(first, '01'), ending(second, '02'), ending(third, '03'), last];
    await hear(all);
    const start = stand.time.now;
    const deadline = new Date(start + 240 * hour).toISOString();
    const { campaignId } = await create({ filter: { profileName }, cards: 4, cardsPerHour: 4, deadline });
    const joining = { ...fleet(1).cards[0]!, profileName };
    await hear([joining]);
    expect(await answers([...all, joining])).toEqual(['available', 'none', 'none', 'none', 'none']);
    expect(await rows(all[0]!)).toMatchObject([
      {
        ...{ kind: 'campaign.renew', deadline, state: 'offered' },
        causes: [{ cause: 'KEYSET_ROTATION', keyReferences: ['9A', '9C'], campaign: { campaignId } }],
      },
    ]);
    await later(hour / 4 - 1);
    expect(await answers(all)).toEqual(['available', 'none', 'none', 'none']);
    await later(1);
    expect(await answers(all)).toEqual(['available', 'available', 'none', 'none']);
    expect(await get(campaignId)).toMatchObject({
      ...{ cards: 4, counts: { waiting: 2, open: 2 } },
      lastTurnAt: new Date(start + 0.75 * hour).toISOString(),
    });
    await later(hour / 2);
    expect(await answers([...all, joining])).toEqual(['available', 'available', 'available', 'available', 'none']);
    const page = (await stand.ask('campaigns.cards', { campaignId, limit: 3 })).body!;
    expect((page.rows as CampaignCardRow[]).map(({ deviceId }) => deviceId)).toEqual(
      [first, second, third].map(({ deviceId }) => deviceId),
    );
    const rest = (await stand.ask('campaigns.cards', { campaignId, limit: 3, cursor: page.nextCursor as string }))
      .body!;
    expect(rest).toMatchObject({ rows: [{ deviceId: last.deviceId, label: last.label }], nextCursor: null });

    for (const device of all) await updates(device);
    await round();
    const { counts, state, history } = await get(campaignId);
    expect([counts.updated, state, history.map(({ what }) => what)]).toEqual([4, 'finished', ['created', 'finished']]);
    expect((await stand.ask('campaigns.pause', { campaignId })).error).toMatchObject({
      code: 'CAMPAIGN_STATE',
      details: { state: 'finished' },
    });
  });

  it('[F12] a card that was renewed by something else is done without an offer, one half renewed has the other half left, one that ended has left', async () => {
    const { profileName, cards } = fleet(4);
    const [busy, otherwise, half, ended] = cards as [DeviceExport, DeviceExport, DeviceExport, DeviceExport];
    await hear(cards);
    const { campaignId } = await create({ filter: { profileName }, cards: 4, cardsPerHour: 1 });
    const stateOf = async ({ deviceId }: DeviceExport) =>
      (await cardsOf(campaignId)).find((row) => row.deviceId === deviceId)?.state;
    // While something is at work on it, nothing is said of it.
    await hear([after(renewed(busy), { activeRequestId: randomUUID() })]);
    const before = await stateOf(busy);
    await hear([after(after(renewed(busy), {}), { activeRequestId: null }), renewed(otherwise)]);
    expect([before, await stateOf(busy), await stateOf(otherwise)]).toEqual([
      expect.stringMatching(/^(waiting|open)$/),
      'renewed-otherwise',
      'renewed-otherwise',
    ]);
    // Its turn may have come first; then its offer was taken back.
    const standing = (await rows(otherwise)).filter(({ state }) => state !== 'withdrawn');
    expect([standing, await answers([otherwise])]).toEqual([[], ['none']]);
    await hear([renewed(half, ['9A']), after(ended, { state: 'TERMINATED', certificates: [] })]);
    await later(4 * hour);
    expect(await check(half)).toMatchObject({ answer: 'available', offer: { causes: [{ keyReferences: ['9C'] }] } });
    expect(await get(campaignId)).toMatchObject({
      ...{ state: 'running', counts: { waiting: 0, open: 1, updated: 0, 'renewed-otherwise': 2, left: 1 } },
    });
    expect(await cardsOf(campaignId, { state: 'left' })).toMatchObject([{ deviceId: ended.deviceId }]);
  });

  it('[F12] what holds a card back is said, and the card is offered the update once it is gone', async () => {
    const { profileName, cards } = fleet(2);
    const [disabled, suspended] = [
      after(cards[0]!, { refused: 'PERSON_DISABLED' }),
      after(cards[1]!, { state: 'SUSPENDED' }),
    ] as const;
    await hear([disabled, suspended]);
    const { campaignId } = await create({ filter: { profileName }, cards: 2, cardsPerHour: 1000 });
    await later(hour);
    expect(await answers([disabled, suspended])).toEqual(['none', 'none']);
    const held = await cardsOf(campaignId, { state: 'open' });
    expect(new Map(held.map(({ deviceId, hindered }) => [deviceId, hindered]))).toEqual(
      new Map([
        [disabled.deviceId, 'PERSON_DISABLED'],
        [suspended.deviceId, 'LIFECYCLE_NOT_ACTIVE'],
      ]),
    );
    const due = (await stand.ask('offers.list', { deviceId: disabled.deviceId })).body!.due as DueRow[];
    expect(due.filter(({ kind }) => kind === 'campaign.renew')).toMatchObject([
      { kind: 'campaign.renew', keyReferences: ['9A'], heldBack: 'PERSON_DISABLED', campaign: { campaignId } },
      { kind: 'campaign.renew', keyReferences: ['9C'], heldBack: 'PERSON_DISABLED' },
    ]);
    const free = [after(disabled, { refused: null }), after(suspended, { state: 'ACTIVE' })];
    await hear(free);
    expect(await answers(free)).toEqual(['available', 'available']);
  });

  it('[F12] is paused, resumed and stopped by hand: what is offered and not begun goes, what has begun goes on, and the pace is kept', async () => {
    const { profileName, cards } = fleet(4);
    await hear(cards);
    const { campaignId } = await create({ filter: { profileName }, cards: 4, cardsPerHour: 1 });
    const turns = await cardsOf(campaignId);
    const [first, second, third, fourth] = turns.map(({ deviceId }) =>
      cards.find((device) => device.deviceId === deviceId)!,
    ) as [DeviceExport, DeviceExport, DeviceExport, DeviceExport];
    await later(hour);
    expect(await answers([first, second, third])).toEqual(['available', 'available', 'none']);
    const requestId = await begin(first);
    expect(await decide(campaignId, 'pause')).toBe('paused');
    expect((await rows(first))[0]).toMatchObject({ state: 'accepted', requestId });
    expect((await rows(second))[0]).toMatchObject({ state: 'withdrawn' });
    await later(10 * hour);
    expect(await answers([second, third, fourth])).toEqual(['none', 'none', 'none']);
    expect(await get(campaignId)).toMatchObject({ counts: { open: 2, waiting: 2 }, lastTurnAt: null });
    expect(await decide(campaignId, 'pause')).toBe('CAMPAIGN_STATE');

    expect(await decide(campaignId, 'resume')).toBe('running');
    expect(await answers([second, third, fourth])).toEqual(['available', 'available', 'none']);
    // A pause is no way around the pace: the fourth is not due before an hour after the third.
    for (const minutes of [20, 20]) {
      await later((minutes * hour) / 60);
      expect(await decide(campaignId, 'pause')).toBe('paused');
      expect(await decide(campaignId, 'resume')).toBe('running');
      expect(await answers([third, fourth])).toEqual(['available', 'none']);
      expect(await get(campaignId)).toMatchObject({ counts: { open: 3, waiting: 1 } });
    }
    await later(hour / 3);
    expect(await answers([fourth])).toEqual(['available']);
    expect(await decide(campaignId, 'resume')).toBe('CAMPAIGN_STATE');
    expect(await decide(campaignId, 'stop', { reason: ' ' })).toBe('REQUEST_INVALID');
    expect(await decide(campaignId, 'stop', { reason: 'wrong cards' })).toBe('stopped');
    expect(await answers([second, third, fourth])).toEqual(['none', 'none', 'none']);
    expect(await get(campaignId)).toMatchObject({ stop: { cause: 'OPERATOR', reasonText: 'wrong cards' } });
    expect(await audited(campaignId)).toEqual([
      { actor: 'system:update-svc', action: 'campaign.created', reason: 'KEYSET_ROTATION' },
      { actor: 'system:update-svc', action: 'campaign.paused', reason: null },
      { actor: 'system:update-svc', action: 'campaign.resumed', reason: null },
      { actor: 'system:update-svc', action: 'campaign.paused', reason: null },
      { actor: 'system:update-svc', action: 'campaign.resumed', reason: null },
      { actor: 'system:update-svc', action: 'campaign.paused', reason: null },
      { actor: 'system:update-svc', action: 'campaign.resumed', reason: null },
      { actor: 'system:update-svc', action: 'campaign.stopped', reason: 'wrong cards' },
    ]);
  });

  it('[F12] over 300 cards, with two copies of the service: failures stop it, it says why, and goes on when somebody says so', async () => {
    await stand.start();
    const { profileName, cards } = fleet(300);
    await Promise.all(cards.map((device) => stand.publishDevice(device)));
    await eventually(async () => ((await count({ profileName })) as { cards: number }).cards, 300, 30_000);
    const { campaignId } = await create({ filter: { profileName }, cards: 300, cardsPerHour: 50 });
    await later(hour);
    // The first has its turn at once.
    const turns = await cardsOf(campaignId, { state: 'open', limit: 200 });
    expect(turns.length).toBe(51);
    const open = turns.map(({ deviceId }) => cards.find((device) => device.deviceId === deviceId)!);
    for (const device of open.slice(0, 2)) await updates(device);
    // Its holder took it away.
    await fails(open[2]!, 'CARD_REMOVED');
    await fails(open[3]!, 'CARD_KEY_REJECTED');
    await fails(open[4]!, 'CARD_KEY_REJECTED');
    await eventually(async () => (await get(campaignId)).counts.failed, 2, 10_000);
    await round();
    expect((await get(campaignId)).state).toBe('running');
    const requestId = await fails(open[5]!, 'PKI_LINT_FAILED');
    await eventually(async () => (await get(campaignId)).state, 'stopped', 10_000);
    await round();
    expect(await get(campaignId)).toMatchObject({
      stop: { cause: 'FAILURES', failed: 3, attempted: 5, codes: ['CARD_KEY_REJECTED', 'PKI_LINT_FAILED'] },
      counts: { waiting: 249, open: 46, updated: 2, failed: 3 },
    });
    expect(await cardsOf(campaignId, { state: 'failed' })).toContainEqual(
      expect.objectContaining({ deviceId: open[5]!.deviceId, code: 'PKI_LINT_FAILED', requestId, state: 'failed' }),
    );
    const database = stand.services[0]!.dataSource!;
    expect(
      await database.query(
        'select state, count(*)::integer from offer where device_id = any ($1) group by state order by state',
        [cards.map(({ deviceId }) => deviceId)],
      ),
    ).toEqual([
      { state: 'accepted', count: 4 },
      { state: 'done', count: 2 },
      { state: 'withdrawn', count: 45 },
    ]);
    await later(1_000);
    expect(await decide(campaignId, 'resume')).toBe('running');
    expect((await get(campaignId)).state).toBe('running');
    await updates(open[6]!);
    await hear([renewed(open[5]!)]);
    await stand.request({ requestId, deviceId: open[5]!.deviceId, type: 'UPDATE', state: 'COMPLETED' });
    expect(await get(campaignId)).toMatchObject({ counts: { updated: 4, failed: 2 } });
    await stand.services.pop()!.close();
  }, 180_000);

  it('[F12] where two campaigns want the same certificate, one update does it for both', async () => {
    const { profileName, cards } = fleet(1);
    const [device] = cards as [DeviceExport];
    await hear(cards);
    const older = await create({ filter: { profileName }, cards: 1, reason: 'RENEW' });
    await later(1_000);
    const newer = await create({ filter: { profileName }, cards: 1 });
    await offered(device);
    expect((await rows(device))[0]).toMatchObject({
      causes: [{ cause: 'RENEW', campaign: { campaignId: older.campaignId } }],
    });
    await updates(device);
    await round();
    expect((await get(older.campaignId)).counts).toMatchObject({ updated: 1 });
    expect((await get(newer.campaignId)).counts).toMatchObject({ 'renewed-otherwise': 1 });
  });

  it.each([
    ['campaigns.count', { filter: {} }, 'filter'],
    ['campaigns.count', { filter: { expiresBefore: 'soon' } }, 'filter.expiresBefore'],
    ['campaigns.count', { filter: { modelId: ' ' } }, 'filter.modelId'],
    ['campaigns.create', { name: '' }, 'name'],
    ['campaigns.create', { cardsPerHour: 0 }, 'cardsPerHour'],
    ['campaigns.create', { cards: 0 }, 'cards'],
    ['campaigns.create', { deadline: '2027-03-09' }, 'deadline'],
    ['campaigns.cards', { campaignId: randomUUID(), cursor: 'x' }, 'cursor'],
    ['campaigns.cards', { campaignId: randomUUID(), state: 'done' }, 'state'],
    ['campaigns.get', { campaignId: 'x' }, 'campaignId'],
    ['campaigns.stop', { campaignId: randomUUID() }, 'reasonText'],
  ] as const)('%s %j is refused: %s', async (name, body, field) => {
    const base = name === 'campaigns.create' ? asked({ filter: { modelId: 'm' }, cards: 1 }) : {};
    const { error } = await stand.ask(name, { ...base, ...body } as never);
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', details: { field } });
  });

  it('one that is not there is said so', async () => {
    for (const name of ['get', 'cards', 'pause', 'resume', 'stop'] as const) {
      const { error } = await stand.ask(`campaigns.${name}`, { campaignId: randomUUID(), reason: 'r' } as never);
      expect(error?.code).toBe('REQUEST_NOT_FOUND');
    }
  });
});
