/** An offer on each notification service that Debian has, by the real desk part and clicks of a mouse; docs/desktops.md says the same in a table. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import { startDesk, type DeskProcess } from '@cardwright/testing/desk-process';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import { requireNotificationProgram } from '@cardwright/testing/notification-programs';
import { connectSessionBus, type Bus } from '../../src/dbus/bus.js';
import { Desk } from '../../src/desk/desk.js';
import { NotificationService, type NotificationListener } from '../../src/desk/notification-service.js';
import { ShownFile } from '../../src/desk/shown-file.js';
import type { FromUser } from '../../src/desk-link/protocol.js';
import type { AgentProcess } from '../support/agent-process.js';
import { rows, type Click, type Row } from '../support/desktops.js';
import { firstReader as reader, someOffer, startOffered, type Offered } from '../support/offered.js';
import type { UpdatePeer } from '../support/update-peer.js';

const screenshots = fileURLToPath(new URL('../../../../test-results/desktops/', import.meta.url));
/** Long enough for a slow machine to show and to take away. */
const slackMs = 1_000;
/** After which the desk part takes away itself what the service has not. */
const graceMs = 500;
let serial = 30000000;

/** Times of the day, as buttons say them. */
const withoutTime = (text: string): string => text.replace(/\((tomorrow )?\d\d:\d\d\)/g, '(HH:MM)');

describe('a card update on the desktops of Debian', () => {
  let offered: Offered;
  let server: UpdatePeer;
  let agent: AgentProcess;

  beforeAll(async () => {
    offered = await startOffered();
    ({ server, agent } = offered);
    await mkdir(screenshots, { recursive: true });
  });
  afterAll(() => offered?.stop());

  for (const row of rows) {
    const there = [requireDesktop(), requireNotificationProgram(row.name)].every(({ available }) => available);
    (there ? describe : describe.skip)(row.name, () => onDesktop(row));
  }

  function onDesktop(row: Row): void {
    let desktop: Desktop;
    let desk: DeskProcess;
    let bus: Bus;
    let notifyCalls: () => Promise<string[]>;

    const startDeskPart = async (): Promise<void> => {
      desk = startDesk(agent.home.folder, desktop.env);
      await eventually(() => Promise.resolve(desk.log().includes('connected to the card service')), true);
    };

    beforeAll(async () => {
      desktop = await Desktop.start({ shownBy: row.name });
      bus = await connectSessionBus(desktop.env['DBUS_SESSION_BUS_ADDRESS']!);
      notifyCalls = await desktop.notifyCalls();
      await startDeskPart();
    });
    afterAll(async () => {
      bus?.close();
      await desk?.stop();
      await desktop?.stop();
    });

    it('does with a notification what the table says', async () => {
      const signals: string[] = [];
      const listener: NotificationListener = {
        activationToken: () => void signals.push('token'),
        action: (_, actionId) => void signals.push(`action ${actionId}`),
        closed: (_, reason) => void signals.push(`closed ${reason}`),
        restarted: () => void signals.push('restarted'),
      };
      const service = await NotificationService.connect(bus, listener);
      const show = async (shownForMs: number, critical = false): Promise<number> => {
        signals.length = 0;
        const id = await service.show({ summary: 'Summary', body: 'Body', actions: [], critical, shownForMs });
        await eventually(desktop.shown, 1);
        return id;
      };
      expect(await call('GetServerInformation')).toEqual([
        ...row.program.slice(0, 2),
        expect.any(String),
        row.program[2],
      ]);
      expect(((await call('GetCapabilities'))[0] as string[]).sort()).toEqual(row.capabilities);

      for (const urgency of ['normal', 'critical'] as const) {
        const id = await show(1_000, urgency === 'critical');
        await delay(1_000);
        const { gone, reason } = row.expires[urgency];
        expect({ urgency, gone: await isGone() }).toEqual({ urgency, gone });
        expect(signals).toEqual(reason === null ? [] : [`closed ${reason}`]);
        await service.close(id);
        await eventually(desktop.shown, 0);
      }

      const unknown = await call('CloseNotification', 999_999).then(
        () => 'answered',
        () => 'refused',
      );
      await call('CloseNotification', await show(3_000));
      expect({ unknown, gone: await isGone() }).toEqual(row.close);
      expect(signals).toEqual(['closed by-us']);
      // Nothing else ends one that stays.
      await eventually(desktop.shown, 0);
    });

    it('[B17, B18] an offer that nobody answers and nothing else closes: taken away when its time is up, and put off', async () => {
      const sent: FromUser[] = [];
      const own = new Desk({
        connectBus: () => connectSessionBus(desktop.env['DBUS_SESSION_BUS_ADDRESS']!),
        openPage: () => Promise.reject(new Error('nothing is to be opened')),
        shownFile: new ShownFile(join(desktop.folder, 'own.json')),
        send: (message) => void sent.push(message),
        lost: () => undefined,
        log: () => undefined,
        shownForMs: 700,
      });
      const prompt = {
        offerId: randomUUID(),
        kind: 'cert.renew',
        urgency: 'critical',
        helpUrl: 'https://h.example',
      } as const;
      const more = { deviceLabel: null, usuallySeconds: null, choice: true, postponeMs: null };
      await own.heard({ say: 'present', prompt: { ...prompt, ...more } });
      await eventually(desktop.shown, 1);
      await eventually(desktop.shown, 0, 700 + graceMs + slackMs);
      await eventually(() => Promise.resolve(sent), [{ ask: 'answer', offerId: prompt.offerId, answer: 'ignored' }]);
      await own.stop();
    });

    describe('an offer', () => {
      let offer: UpdateOffer;
      const postponed = () => server.of('update.postpone').filter(({ offerId }) => offerId === offer.offerId);
      const present = async (change: Partial<UpdateOffer> = {}): Promise<void> => {
        server.offer = offer = someOffer(change);
        server.asked.length = 0;
        await agent.insert(reader, (serial += 1));
        await eventually(desktop.shown, 1);
      };
      afterEach(async () => {
        await agent.takeOut(reader).catch(() => undefined);
        await eventually(desktop.shown, 0);
      });

      it('[A07, B14] is shown with what its holder is to read, and the last day’s is critical', async () => {
        await present();
        expect(await lastNotify()).toEqual({
          summary: 'Your card needs an update',
          // As it goes to the service: what somebody typed as a label is escaped.
          body:
            'Without it, your card “&lt;b&gt;&amp;&quot;x” stops working soon. Your PIN stays as it is. ' +
            `It usually takes 40 seconds. ${row.begins}\nHelp: http://127.0.0.1:1/help/update`,
          actions: row.actions,
          urgency: 1,
        });
        await writeFile(join(screenshots, `${row.name}.png`), await desktop.screenshot(await desktop.window()));
        await agent.takeOut(reader);
        await eventually(desktop.shown, 0);
        await present({ urgency: 'critical', postponable: false });
        const critical = await lastNotify();
        expect(critical.urgency).toBe(2);
        expect(critical.actions).toEqual(row.actions.slice(0, -2));
        expect(critical.body).toContain('It can no longer be put off.');
      });

      it.each(row.clicks)('[A10, B14, B17] a click on $what: $answer', async (click) => {
        const before = (await desktop.browserStarts()).length;
        await present();
        await clickOn(click);
        await eventually(desktop.shown, 0);
        if (click.answer === 'accepted') {
          await eventually(async () => (await desktop.browserStarts()).length, before + 1);
          const start = (await desktop.browserStarts()).at(-1)!;
          expect(start.args).toEqual([`http://127.0.0.1:1/update/${offer.offerId}`]);
          // None of these services hands one out.
          expect(start.env['XDG_ACTIVATION_TOKEN']).toBeUndefined();
          expect(postponed()).toEqual([]);
        } else {
          await eventually(() => Promise.resolve(postponed()), [expect.objectContaining({ cause: 'dismissed' })]);
          expect(await desktop.browserStarts()).toHaveLength(before);
        }
      });

      it('[B19] the card is taken out: off the screen within a second', async () => {
        await present();
        const from = Date.now();
        await agent.takeOut(reader);
        await eventually(desktop.shown, 0);
        expect(Date.now() - from).toBeLessThan(1_000);
        await eventually(() => Promise.resolve(postponed()), [expect.objectContaining({ cause: 'removed' })]);
      });

      it('kill -9 of the desk part while it shows: exactly one afterwards, which works; of the service: shown anew', async () => {
        await present();
        await desk.kill();
        expect(await desktop.shown()).toBe(1);
        const calls = (await notifyCalls()).length;
        await startDeskPart();
        // What is taken away first is nothing that anybody would see again.
        await eventually(async () => (await notifyCalls()).slice(calls).filter(isOffer).length, 1);
        await eventually(desktop.shown, 1);
        await desktop.endNotifications();
        await desktop.startNotifications();
        await eventually(desktop.shown, 1);
        expect(postponed()).toEqual([]);
        await clickOn(row.clicks.find(({ answer }) => answer === 'accepted')!);
        await eventually(() => Promise.resolve(server.of('update.accept').length), 1);
        // A second one would come up now, where the service shows one at a time.
        await eventually(desktop.shown, 0);
        await delay(slackMs / 2);
        expect(await desktop.shown()).toBe(0);
      });
    });

    const isGone = (): Promise<boolean> =>
      eventually(desktop.shown, 0, slackMs).then(
        () => true,
        () => false,
      );

    const call = (member: string, ...id: number[]): Promise<unknown[]> =>
      bus.call({
        ...{ destination: 'org.freedesktop.Notifications', path: '/org/freedesktop/Notifications' },
        ...{ interface: 'org.freedesktop.Notifications', member, signature: 'u'.repeat(id.length), body: id },
      });

    const lastNotify = async (): Promise<Notified> => notified((await notifyCalls()).at(-1)!);

    async function clickOn({ at, button }: Click): Promise<void> {
      const { x, y, width, height } = await desktop.window();
      const inside = at === 'body' ? { right: width / 2, bottom: height * 0.6 } : at;
      const down = 'top' in inside ? inside.top : height - inside.bottom;
      await desktop.pointer.click(Math.round(x + width - inside.right), Math.round(y + down), button);
    }
  }
});

interface Notified {
  summary: string;
  body: string;
  actions: string[];
  urgency: number;
}

/** A call of Notify as dbus-monitor prints it, with times of the day left out. */
function notified(text: string): Notified {
  const strings = [...text.matchAll(/string "([^]*?)"\n/g)].map(([, value]) => withoutTime(value!));
  const [, , summary = '', body = '', ...rest] = strings;
  const urgency = Number(/"urgency"\s+variant\s+byte (\d)/.exec(text)?.[1]);
  return { summary, body, actions: rest.slice(0, rest.indexOf('urgency')), urgency };
}

const isOffer = (text: string): boolean => notified(text).summary !== '';
