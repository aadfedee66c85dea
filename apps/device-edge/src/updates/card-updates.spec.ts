import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { card, hours, minutes, offerId, reader, UpdateLab } from '../../test/support/update-lab.js';
import type { ServerRules } from './rules.js';

let lab: UpdateLab;
beforeEach(async () => {
  lab = await UpdateLab.open();
});
afterEach(() => lab.close());

const checks = () => lab.server.of('update.check').length;
const insert = () => lab.updates.inserted(reader, card, 'once');

describe('when the server is asked', () => {
  it('[A01] a card that is put in: one check for it at once, and nothing to see', async () => {
    await insert();
    expect(lab.server.asked).toHaveLength(1);
    expect(lab.server.asked[0]).toMatchObject({
      name: 'update.check',
      body: { identityText: 'ykserial:10000001', readerName: 'Reader 0', offers: 1, agentVersion: '0.1.0' },
    });
    expect(lab.server.asked[0]!.body).not.toHaveProperty('manual');
    expect({ changes: lab.screen.changes, log: lab.log }).toEqual({
      changes: 0,
      log: ['info update check {"answer":"none","occasion":"inserted"}'],
    });
  });

  it('[A02] at intervals while the card is in; after it was taken out, never', async () => {
    await lab.close();
    lab = await UpdateLab.open({}, { intervalMs: minutes(1) });
    await insert();
    await lab.awake(minutes(5));
    expect(checks()).toBe(6);
    await lab.updates.removed(reader);
    await lab.awake(minutes(30));
    expect(checks()).toBe(6);
  });

  it('[B01] the same card again within the debounce time: still one check; later, one more', async () => {
    await insert();
    await lab.updates.removed(reader);
    lab.time.pass(9_000);
    await insert();
    expect(checks()).toBe(1);
    await lab.updates.removed(reader);
    lab.time.pass(11_000);
    await insert();
    expect(checks()).toBe(2);
  });

  it('[B01, E8] a start and a sign-in: within the jitter, together one check', async () => {
    await lab.updates.inserted(reader, card, 'spread');
    await lab.updates.arrived();
    expect(checks()).toBe(0);
    await lab.awake(minutes(2));
    expect(checks()).toBe(1);
    await lab.updates.arrived();
    await lab.awake(minutes(4));
    expect(checks()).toBe(1);
    await lab.awake(minutes(2));
    await lab.updates.arrived();
    await lab.awake(minutes(2));
    expect(checks()).toBe(2);
  });

  it('[B09, E8] a server that is away: three tries, then silence until there is another occasion', async () => {
    lab.server.away = true;
    await insert();
    expect(lab.server.asked.map(({ atMs }) => (atMs - lab.server.asked[0]!.atMs) / 1000)).toEqual([0, 1, 6]);
    await lab.awake(hours(1));
    expect({ checks: checks(), changes: lab.screen.changes }).toEqual({ checks: 3, changes: 0 });
    expect(lab.log).toEqual(['warn update check failed {"code":"REQUEST_SERVICE_UNAVAILABLE","occasion":"inserted"}']);
    lab.server.away = false;
    lab.server.due = true;
    await lab.updates.connected();
    await lab.awake(minutes(2));
    expect({ checks: checks(), shown: lab.screen.shown.size }).toEqual({ checks: 4, shown: 1 });
  });

  it('[B09, E8] a server that asks anew: what got no answer is checked, once and at once; what got one is not', async () => {
    lab.server.away = true;
    await insert();
    await lab.updates.askedAnew();
    expect(checks()).toBe(6);
    await lab.awake(hours(1));
    expect({ checks: checks(), changes: lab.screen.changes }).toEqual({ checks: 6, changes: 0 });
    lab.server.away = false;
    lab.server.due = true;
    await lab.updates.askedAnew();
    await lab.updates.askedAnew();
    expect({ checks: checks(), shown: lab.screen.shown.size }).toEqual({ checks: 7, shown: 1 });
  });

  it('[B09] a notice that nobody could hear: cut off while something became due, it is shown soon after the connection is back', async () => {
    await insert();
    lab.server.due = true;
    await lab.awake(hours(1));
    expect({ checks: checks(), shown: lab.screen.shown.size }).toEqual({ checks: 1, shown: 0 });
    await lab.updates.connected();
    expect(checks()).toBe(1);
    await lab.awake(minutes(2));
    expect({ checks: checks(), appeared: lab.screen.appeared }).toEqual({ checks: 2, appeared: 1 });
  });

  it('a line that comes and goes: one check within the jitter, however often', async () => {
    await insert();
    for (let times = 0; times < 8; times++) {
      await lab.updates.connected();
      await lab.awake(15_000);
    }
    expect(checks()).toBe(2);
  });

  it('a refusal by the server is not asked again', async () => {
    lab.server.call = (() => Promise.reject(Object.assign(new Error('no'), { code: 'X' }))) as never;
    await lab.restart();
    await insert();
    expect(lab.log).toEqual(['warn update check failed {"code":"INTERNAL","occasion":"inserted"}']);
  });

  it('a notice of the server: asked at once, for a card that is in', async () => {
    await lab.updates.notice({ identityText: card, offerId });
    expect(checks()).toBe(0);
    await insert();
    lab.server.due = true;
    await lab.updates.notice({ identityText: card, offerId });
    expect({ checks: checks(), shown: [...lab.screen.shown.keys()] }).toEqual({ checks: 2, shown: [offerId] });
    lab.server.due = false;
    await lab.updates.notice({ identityText: card, offerId: null });
    expect(lab.screen.shown.size).toBe(0);
  });

  it('[A19] turned off: nothing is asked but by hand', async () => {
    await lab.close();
    lab = await UpdateLab.open({}, { automatic: false });
    await insert();
    await lab.updates.notice({ identityText: card, offerId });
    await lab.updates.connected();
    await lab.awake(hours(9));
    expect(lab.server.asked).toEqual([]);
    expect(await lab.updates.checkByHand(reader)).toEqual({ nothing: 'none' });
  });

  it('[A19] turned off while it runs: what was found is shown no longer; turned on: asked soon', async () => {
    lab.server.due = true;
    await insert();
    expect(lab.screen.shown.size).toBe(1);
    lab.rules = { automatic: false };
    await lab.updates.rulesChanged();
    expect(lab.screen.shown.size).toBe(0);
    expect(lab.updates.outlook()).toEqual([
      { readerName: reader, heard: 'available', heardMsAgo: 0, offered: false, asksInMs: null },
    ]);
    await lab.awake(hours(9));
    expect(checks()).toBe(1);
    lab.rules = {};
    await lab.updates.rulesChanged();
    await lab.awake(minutes(3));
    expect([checks(), lab.screen.shown.size]).toEqual([2, 1]);
  });

  it('[A02] a shorter interval counts from when it is set', async () => {
    await insert();
    lab.rules = { intervalMs: minutes(10) };
    await lab.updates.rulesChanged();
    await lab.awake(minutes(25));
    expect(checks()).toBe(3);
  });

  it('[A02] a server that wants to be asked less often is, from its answer on', async () => {
    lab.rules = { intervalMs: minutes(10) };
    lab.serverSaid = (said) => {
      lab.rules = { intervalMs: minutes(said.leastMinutes ?? 10) };
      heard.push(said);
    };
    const heard: ServerRules[] = [];
    lab.server.answer = { answer: 'none', leastMinutes: 60 };
    await insert();
    await lab.awake(minutes(59));
    expect(checks()).toBe(1);
    lab.server.answer = { answer: 'disabled' };
    await lab.awake(minutes(2));
    await lab.awake(minutes(10));
    expect(heard).toEqual([
      { off: false, leastMinutes: 60 },
      { off: true, leastMinutes: null },
      { off: true, leastMinutes: null },
    ]);
  });

  it('[A08] the policy brings an update back sooner than the server would, never later', async () => {
    lab.rules = { repromptMs: minutes(30) };
    lab.server.due = true;
    await insert();
    expect(lab.screen.shown.get(offerId)?.postponeMs).toBe(minutes(30));
    await lab.updates.answered(offerId, 'dismissed');
    expect(lab.server.postponedUntilMs - lab.time.trueMs).toBe(minutes(30));
    await lab.awake(minutes(31));
    expect(lab.screen.shown.size).toBe(1);
    lab.rules = { repromptMs: hours(24) };
    await lab.updates.removed(reader);
    await lab.awake(hours(5));
    await insert();
    expect(lab.screen.shown.get(offerId)?.postponeMs).toBe(hours(4));
  });

  it('[A06, B02] 10,000 checks without an update: one log line each, nothing to see, nothing kept', async () => {
    await lab.close();
    lab = await UpdateLab.open({}, { intervalMs: minutes(1) });
    await insert();
    const before = JSON.stringify([...lab.updates.readerNames(), lab.updates.offered]);
    await lab.awake(minutes(9_999));
    expect({ checks: checks(), lines: lab.log.length, changes: lab.screen.changes }).toEqual({
      checks: 10_000,
      lines: 10_000,
      changes: 0,
    });
    expect(JSON.stringify([...lab.updates.readerNames(), lab.updates.offered])).toBe(before);
  });

  it('an answer of a server of before is not shown', async () => {
    lab.server.answer = { answer: 'available', kind: 'cert.renew', requestId: offerId };
    await insert();
    expect(lab.screen.changes).toBe(0);
  });
});

describe('an offer', () => {
  beforeEach(async () => {
    lab.server.due = true;
    await insert();
  });

  it('[A07] is shown with what it is about and how long it takes', () => {
    expect([...lab.screen.shown.values()]).toEqual([
      {
        offerId,
        kind: 'cert.renew',
        deviceLabel: 'Key of Ann',
        urgency: 'normal',
        usuallySeconds: 38,
        choice: true,
        postponeMs: 4 * 3_600_000,
        helpUrl: 'https://cards.example.org/help/update',
      },
    ]);
  });

  it.each(['dismissed', 'ignored'] as const)(
    '[A08] %s: comes back once, when it was said, and not before',
    async (cause) => {
      await lab.updates.answered(offerId, cause);
      expect(lab.screen.shown.size).toBe(0);
      expect(lab.server.of('update.postpone')).toMatchObject([{ body: { offerId, cause } }]);
      await lab.awake(hours(4) - minutes(1));
      expect({ appeared: lab.screen.appeared, checks: checks() }).toEqual({ appeared: 1, checks: 1 });
      await lab.awake(minutes(2));
      expect(lab.screen.appeared).toBe(2);
    },
  );

  it('comes back at the time that the button named, and no later than it may', async () => {
    lab.time.pass(minutes(4));
    const said = new Date(lab.time.wallMs() + hours(4) - minutes(4)).toISOString();
    await lab.updates.answered(offerId, 'dismissed', said);
    expect(lab.server.of('update.postpone')[0]!.body['until']).toBe(said);
    await lab.awake(hours(4) - minutes(4));
    expect(lab.screen.appeared).toBe(2);
    await lab.updates.answered(offerId, 'dismissed', '2030-01-01T00:00:00Z');
    await lab.awake(hours(4));
    expect(lab.screen.appeared).toBe(3);
  });

  it('[B19] the card is taken out: withdrawn before the server is asked anything, then postponed with its cause', async () => {
    lab.server.away = true;
    const removed = lab.updates.removed(reader);
    expect(lab.screen.shown.size).toBe(0);
    await removed;
    expect(lab.server.of('update.postpone')[0]!.body).toMatchObject({ offerId, cause: 'removed' });
  });

  it('[A09] taken out while nobody could see it: not put off, and shown when the card is back, at once too', async () => {
    for (const outMs of [minutes(10), 1_000]) {
      lab.screen.seen = false;
      await lab.updates.removed(reader);
      lab.time.pass(outMs);
      await lab.updates.tick();
      await insert();
      expect({ shown: lab.screen.shown.size, postponed: lab.server.of('update.postpone') }).toEqual({
        shown: 1,
        postponed: [],
      });
    }
    lab.screen.seen = true;
    await lab.updates.removed(reader);
    expect(lab.server.of('update.postpone')).toHaveLength(1);
  });

  it('[A09] "Later", out, offline, back: kept on disk, said when the server is there, asked again in time', async () => {
    lab.server.away = true;
    await lab.updates.answered(offerId, 'dismissed');
    await lab.updates.removed(reader);
    await lab.restart();
    lab.server.away = false;
    await lab.awake(hours(1));
    await insert();
    expect(lab.screen.appeared).toBe(0);
    await lab.updates.connected();
    expect(lab.server.of('update.postpone').at(-1)!.body).toMatchObject({ cause: 'dismissed' });
    await lab.awake(hours(3) - minutes(2));
    expect(lab.screen.appeared).toBe(0);
    await lab.awake(minutes(3));
    expect(lab.screen.appeared).toBe(1);
  });

  it('that is not postponable any more: closed all the same, it comes back after an hour', async () => {
    lab.server.postponable = false;
    await lab.updates.notice({ identityText: card, offerId });
    expect([...lab.screen.shown.values()][0]).toMatchObject({ postponeMs: null });
    await lab.updates.answered(offerId, 'dismissed');
    await lab.awake(minutes(59));
    expect(lab.screen.shown.size).toBe(0);
    await lab.awake(minutes(2));
    expect(lab.screen.shown.size).toBe(1);
  });

  it('a new deadline: the notice brings it back over an old postponement', async () => {
    await lab.updates.answered(offerId, 'dismissed');
    lab.server.postponedUntilMs = 0;
    lab.server.change = { urgency: 'critical' };
    await lab.updates.notice({ identityText: card, offerId });
    expect([...lab.screen.shown.values()][0]).toMatchObject({ urgency: 'critical' });
  });

  it('another offer takes its place: the first is withdrawn', async () => {
    lab.server.change = { offerId: '7c0a2ae8-5d0d-4be5-93a9-3ad1f8b5a002', kind: 'card.reprovision' };
    await lab.updates.notice({ identityText: card, offerId });
    expect([...lab.screen.shown.keys()]).toEqual(['7c0a2ae8-5d0d-4be5-93a9-3ad1f8b5a002']);
  });

  it.each(['postponed', 'shown-elsewhere'] as const)(
    '%s: not shown here, asked again when its time is over',
    async (answer) => {
      const until = new Date(lab.time.trueMs + minutes(30)).toISOString();
      lab.server.answer = { answer, kind: 'cert.renew', until };
      await lab.updates.notice({ identityText: card, offerId });
      expect(lab.screen.shown.size).toBe(0);
      lab.server.answer = undefined;
      await lab.awake(minutes(29));
      expect(lab.screen.shown.size).toBe(0);
      await lab.awake(minutes(2));
      expect(lab.screen.shown.size).toBe(1);
    },
  );

  it('[A10] accepted: the page of the enrolled server with the offer’s id and nothing else', async () => {
    expect(await lab.updates.accept(offerId)).toBe(
      'https://cards.example.org/update/7c0a2ae8-5d0d-4be5-93a9-3ad1f8b5a001',
    );
    expect(lab.server.of('update.accept')).toMatchObject([{ body: { offerId, readerName: 'Reader 0' } }]);
    expect(lab.screen.shown.size).toBe(0);
  });

  it('accepted while the server is away: refused, and shown again within a minute of its return', async () => {
    lab.server.away = true;
    await expect(lab.updates.accept(offerId)).rejects.toMatchObject({ code: 'REQUEST_SERVICE_UNAVAILABLE' });
    expect(lab.screen.shown.size).toBe(0);
    await lab.awake(minutes(10));
    lab.server.away = false;
    await lab.awake(minutes(1));
    expect(lab.screen.shown.size).toBe(1);
  });

  it('nobody accepts what is not offered here, or what is no id', async () => {
    const other = '7c0a2ae8-5d0d-4be5-93a9-3ad1f8b5a009';
    await expect(lab.updates.accept(other)).rejects.toMatchObject({ code: 'REQUEST_OFFER_CLOSED' });
    for (const id of ['../admin', `${offerId}?x=1`, '', `${offerId}/..`])
      await expect(lab.updates.accept(id, reader)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    expect(lab.server.of('update.accept')).toEqual([]);
  });

  it('an answer that comes too late changes nothing', async () => {
    await lab.updates.removed(reader);
    await lab.updates.answered(offerId, 'dismissed');
    expect(lab.server.of('update.postpone').map(({ body }) => body['cause'])).toEqual(['removed']);
  });

  it('[B20] by hand: found although it was postponed a moment ago, and nothing is changed by asking', async () => {
    await lab.updates.answered(offerId, 'dismissed');
    const before = checks();
    expect(await lab.updates.checkByHand(reader)).toMatchObject({ found: { offerId }, readerName: 'Reader 0' });
    expect(lab.server.asked.at(-1)!.body).toMatchObject({ manual: true });
    expect({ more: checks() - before, shown: lab.screen.shown.size }).toEqual({ more: 1, shown: 0 });
    await expect(lab.updates.checkByHand('Reader 9')).rejects.toMatchObject({ code: 'CARD_ABSENT' });
  });

  it('the holder is told of a lock once, without a choice', async () => {
    lab.server.answer = { answer: 'under-way', requestId: 'r-1', kind: 'card.lock', cause: 'LOST' };
    await lab.updates.notice({ identityText: card, offerId: null });
    await lab.updates.notice({ identityText: card, offerId: null });
    expect([...lab.screen.shown.values()]).toMatchObject([{ offerId: 'r-1', kind: 'card.lock', choice: false }]);
    expect(lab.screen.appeared).toBe(2);
  });
});

it('an offer that came when the card was out already is shown when it is back at once', async () => {
  lab.server.due = true;
  const inserted = insert();
  await lab.updates.removed(reader);
  await inserted;
  expect(lab.screen.shown.size).toBe(0);
  await insert();
  expect({ shown: lab.screen.shown.size, checks: checks() }).toEqual({ shown: 1, checks: 1 });
});

it('no server without TLS off this computer is opened', async () => {
  await lab.close();
  lab = await UpdateLab.open({ serverUrl: 'http://cards.example.org' });
  await expect(lab.updates.accept(offerId, reader)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
});

describe('[B12] an agent that is too old for the server', () => {
  const said = { agentVersion: '0.1.0', serverVersion: '0.3.0', minimumAgentVersion: '0.2.0' };
  const refuse = () => (lab.server.answer = { answer: 'version-unsupported', ...said });
  const shown = () => [...lab.screen.shown.values()].map(({ kind, choice }) => ({ kind, choice }));

  it('shows no offer, tells the holder once, and goes on asking at its interval, no more often', async () => {
    refuse();
    await insert();
    expect(shown()).toEqual([{ kind: 'agent.outdated', choice: false }]);
    expect(lab.versions).toEqual([expect.objectContaining(said)]);
    lab.screen.withdraw('agent-outdated');
    await lab.awake(hours(24));
    expect(checks()).toBe(4);
    expect(lab.screen.appeared).toBe(1);
  });

  it('an offer that is shown is taken away, and is there again once the agent is new enough', async () => {
    lab.server.due = true;
    await insert();
    expect(shown()).toEqual([{ kind: 'cert.renew', choice: true }]);
    refuse();
    await lab.updates.versionsChanged();
    expect(shown()).toEqual([{ kind: 'agent.outdated', choice: false }]);
    lab.server.answer = undefined;
    await lab.updates.askedAnew();
    expect(shown()).toEqual([{ kind: 'cert.renew', choice: true }]);
    expect(lab.server.of('update.postpone')).toEqual([]);
  });

  it('says its version with what it accepts, and by hand it says that it is too old', async () => {
    lab.server.due = true;
    await insert();
    await lab.updates.accept(offerId);
    expect(lab.server.of('update.accept')[0]!.body).toEqual({ offerId, readerName: reader, agentVersion: '0.1.0' });
    refuse();
    expect(await lab.updates.checkByHand(reader)).toEqual({ nothing: 'version-unsupported' });
  });
});
