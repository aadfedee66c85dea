import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import { runCheck, startDesk, type DeskProcess } from '@cardwright/testing/desk-process';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import type { TestNats } from '@cardwright/testing/nats-server';
import type { OffersReport } from '../../src/agent/desk-link.js';
import { readJson } from '../../src/home/agent-home.js';
import type { AgentProcess } from '../support/agent-process.js';
import { firstReader as reader, someOffer, startOffered, type Offered } from '../support/offered.js';
import type { UpdatePeer } from '../support/update-peer.js';

let serial = 20000000;
/** `CHECKS=10000 npm test -- desktop.spec` for as many as a card of some years sees. */
const checks = Number(process.env['CHECKS'] ?? 200);

const fourHours = (): { postponedUntil: string } => ({
  postponedUntil: new Date(Date.now() + 4 * 3_600_000).toISOString(),
});

(requireDesktop().available ? describe : describe.skip)('a card update on a real desktop', () => {
  let offered: Offered;
  let nats: TestNats;
  let server: UpdatePeer;
  let desktop: Desktop;
  let agent: AgentProcess;
  let desk: DeskProcess;
  let offer: UpdateOffer;
  const counted = (name: string) => () => Promise.resolve(server.of(name).length);
  /** A postponement that got no answer is said again, later: of earlier offers too. */
  const postponed = () => server.of('update.postpone').filter(({ offerId }) => offerId === offer.offerId);
  const checkedLast = () => Promise.resolve(server.of('update.check').at(-1)?.['identityText']);
  const status = async () => (await readJson<{ offers: OffersReport }>(agent.home.statusFile))!;
  const connected = (part: DeskProcess) =>
    eventually(() => Promise.resolve(part.log().includes('connected to the card service')), true);

  beforeAll(async () => {
    offered = await startOffered({ readers: 2 });
    ({ nats, server, agent } = offered);
    desktop = await Desktop.start();
    desk = startDesk(agent.home.folder, desktop.env);
    await connected(desk);
  });
  afterAll(async () => {
    await desk?.stop();
    await desktop?.stop();
    await offered?.stop();
  });
  beforeEach(async () => {
    server.offer = offer = someOffer(fourHours());
    server.unsigned = false;
    server.asked.length = 0;
    serial += 1;
    await agent.insert(reader, serial);
    await eventually(desktop.shown, 1);
  });
  afterEach(async () => {
    await agent.takeOut(reader).catch(() => undefined);
    await eventually(desktop.shown, 0);
  });

  it('[A10, B14] a click on the notification opens the browser at the page of the offer, and takes the notification away', async () => {
    await desktop.click();
    await eventually(async () => (await desktop.browserStarts()).length, 1);
    const [start] = await desktop.browserStarts();
    expect(start!.args).toEqual([`http://127.0.0.1:1/update/${offer.offerId}`]);
    expect(server.of('update.accept')).toEqual([{ offerId: offer.offerId, readerName: reader, agentVersion: '0.1.0' }]);
    await eventually(desktop.shown, 0);
    const [closed] = await desktop.closed();
    expect(closed).toEqual({
      summary: 'Your card needs an update',
      // As it was handed over: what somebody typed as a label is text.
      body: expect.stringContaining('“&lt;b&gt;&amp;&quot;x”'),
    });
    expect(closed!.body).toContain('It usually takes 40 seconds.');
    expect(postponed()).toEqual([]);
  });

  it('[B19] the card is taken out: withdrawn whether the server answers or not, and postponed as removed', async () => {
    server.silent = true;
    await agent.takeOut(reader);
    await eventually(desktop.shown, 0);
    server.silent = false;
    await eventually(() => Promise.resolve(server.of('update.postpone')[0]), {
      offerId: offer.offerId,
      cause: 'removed',
      until: expect.any(String),
    });
  });

  it('[A08, B17] closed: postponed as dismissed, no browser', async () => {
    const before = (await desktop.browserStarts()).length;
    await desktop.close();
    await eventually(counted('update.postpone'), 1);
    expect(server.of('update.postpone')).toMatchObject([{ offerId: offer.offerId, cause: 'dismissed' }]);
    expect(Date.parse(String(server.of('update.postpone')[0]!['until']))).toBeLessThanOrEqual(
      Date.now() + 4 * 3_600_000,
    );
    expect(await desktop.browserStarts()).toHaveLength(before);
  });

  it('a notice that nothing is due any more: taken away, and nothing is postponed', async () => {
    server.offer = undefined;
    server.notify('ws-1', `ykserial:${serial}`);
    await eventually(desktop.shown, 0);
    expect(postponed()).toEqual([]);
  });

  it('kill -9 of the desk part while it shows: afterwards exactly one, and it works', async () => {
    await desk.kill();
    expect(await desktop.shown()).toBe(1);
    desk = startDesk(agent.home.folder, desktop.env);
    await connected(desk);
    await eventually(desktop.shown, 1);
    expect(postponed()).toEqual([]);
    await desktop.click();
    await eventually(counted('update.accept'), 1);
  });

  it('[A08] kill -9 of the agent while it shows: taken away, afterwards exactly one, nothing postponed, and it works', async () => {
    await agent.kill();
    await eventually(desktop.shown, 0);
    const notifyCalls = await desktop.notifyCalls();
    await agent.start();
    await agent.insert(reader, serial);
    await eventually(desktop.shown, 1);
    expect((await notifyCalls()).length).toBe(1);
    expect(postponed()).toEqual([]);
    await desktop.click();
    await eventually(counted('update.accept'), 1);
  });

  it('the session’s message bus ends with what it shows: nothing is postponed; it is back: shown again, and it works', async () => {
    await desktop.endBus();
    await eventually(async () => (await status()).offers, { folder: expect.any(String), desks: 0, waiting: 1 });
    await desktop.startBus();
    await eventually(desktop.shown, 1);
    expect(postponed()).toEqual([]);
    await desktop.close();
    await eventually(counted('update.postpone'), 1);
  });

  it('[B09] the server is away when the card is put in: silent; it is back: shown', async () => {
    await agent.takeOut(reader);
    await eventually(desktop.shown, 0);
    await nats.restart('kill', async () => {
      const noticed = await desktop.watch();
      serial += 1;
      await agent.insert(reader, serial);
      await eventually(
        () => Promise.resolve(agent.log()),
        expect.stringMatching(/update check failed[^\n]*\n$/),
        30_000,
      );
      expect(await noticed()).toEqual({ notifications: 0, windows: 0, focusChanges: 0 });
    });
    await eventually(desktop.shown, 1);
  });

  it('[A08] both parts stand still (SIGSTOP) over the time that was promised: they go on, and it is shown once', async () => {
    const at = Date.now() + 3_000;
    server.offer = { ...offer, postponedUntil: new Date(at).toISOString() };
    server.notify('ws-1', `ykserial:${serial}`);
    await eventually(counted('update.check'), 2);
    await desktop.close();
    await eventually(() => Promise.resolve(postponed().length), 1);
    const notifyCalls = await desktop.notifyCalls();
    const both = (signal: NodeJS.Signals): void => [agent.pid, desk.pid].forEach((pid) => process.kill(pid, signal));
    both('SIGSTOP');
    await delay(at + 1_000 - Date.now());
    expect(await desktop.shown()).toBe(0);
    both('SIGCONT');
    await eventually(desktop.shown, 1);
    expect(await notifyCalls()).toHaveLength(1);
  });

  it('the desk part ends: nothing stays on the screen, and nothing is postponed', async () => {
    expect(await desk.stop()).toBe(0);
    expect(await desktop.shown()).toBe(0);
    expect(postponed()).toEqual([]);
    desk = startDesk(agent.home.folder, desktop.env);
    await eventually(desktop.shown, 1);
  });

  it(`[A06, B02] ${checks} checks without an update: no notification, no window, no change of focus, one log line each, memory flat`, async () => {
    server.offer = undefined;
    server.notify('ws-1', `ykserial:${serial}`);
    await eventually(desktop.shown, 0);
    await eventually(() => Promise.resolve(agent.log()), expect.stringMatching(/"answer":"none"[^\n]*\n$/));
    const noticed = await desktop.watch();
    const check = async (count: number): Promise<void> => {
      for (let done = 0; done < count; done++) {
        const before = server.of('update.check').length;
        server.notify('ws-1', `ykserial:${serial}`);
        while (server.of('update.check').length === before) await delay(1);
      }
    };
    const told = (text: string): number => text.split('"update check","answer":"none"').length - 1;
    const lines = () => Promise.resolve(told(agent.log()));
    // What is made once is there already.
    const warm = (await lines()) + checks / 10;
    await check(checks / 10);
    await eventually(lines, warm);
    const [log, memory] = [agent.log().length, await ownMemory(agent.pid)];
    await check(checks);
    await eventually(lines, warm + checks);
    expect(told(agent.log().slice(log))).toBe(checks);
    expect(await noticed()).toEqual({ notifications: 0, windows: 0, focusChanges: 0 });
    expect((await ownMemory(agent.pid)) - memory).toBeLessThan(10_000_000);
  }, 600_000);

  it('[B10] an offer that is not signed: shown without the name of the card; a click opens nothing, and its holder is told', async () => {
    const before = (await desktop.browserStarts()).length;
    await agent.takeOut(reader);
    await eventually(desktop.shown, 0);
    server.unsigned = true;
    server.offer = offer = someOffer(fourHours());
    await agent.insert(reader, (serial += 1));
    await eventually(desktop.shown, 1);
    await desktop.click();
    await eventually(async () => (await desktop.closed())[0]?.body, expect.stringContaining('your card stops working'));
    // What it is told instead.
    await eventually(desktop.shown, 1);
    await desktop.close();
    await eventually(async () => (await desktop.closed())[0], {
      summary: 'The update did not start',
      body: expect.stringContaining('Ask your help desk.'),
    });
    expect(server.of('update.accept')).toEqual([]);
    expect(await desktop.browserStarts()).toHaveLength(before);
  });

  it('[B20, B22, B23] by hand: found and nobody to ask changes nothing; none says so once; without a session bus too', async () => {
    const { PATH = '' } = desktop.env;
    const found = await runCheck(agent.home.folder, { PATH });
    expect(found).toMatchObject({ code: 0, err: '' });
    expect(found.out).toMatch(/^Your card needs an update\n.*\nHelp: .*\nNothing was changed\.\n$/);
    expect(server.of('update.accept')).toEqual([]);
    expect(server.of('update.check').at(-1)).toMatchObject({ manual: true, identityText: `ykserial:${serial}` });
    server.offer = undefined;
    const none = await runCheck(agent.home.folder, { PATH });
    expect(none.out).toBe('Your card is up to date. There is no update for it.\n');
    await agent.insert('Simulated reader 1', serial + 5_000);
    await eventually(checkedLast, `ykserial:${serial + 5_000}`);
    const several = await runCheck(agent.home.folder, { PATH });
    expect(several).toMatchObject({ code: 1, err: expect.stringContaining('--reader') });
    const named = await runCheck(agent.home.folder, { PATH }, '--reader', 'Simulated reader 1');
    expect(named.out).toBe('Your card is up to date. There is no update for it.\n');
    await agent.takeOut('Simulated reader 1');
  });
});

/** Bytes of its own, without what it shares with other processes. */
async function ownMemory(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Private_Dirty: +(\d+) kB/m.exec(text)![1]) * 1024;
}
