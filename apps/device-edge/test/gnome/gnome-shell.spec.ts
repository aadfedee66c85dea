/**
 * An offer on GNOME Shell, by the real desk part and clicks of a mouse. Not part of `npm test`: its package and what it needs are 380 MB. Run by
 * `npm run test:gnome`; docs/desktops.md says the same in a table.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import { startDesk, type DeskProcess } from '@cardwright/testing/desk-process';
import { Desktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import type { BannerPart } from '@cardwright/testing/gnome-shell';
import { MockLogind } from '@cardwright/testing/mock-logind';
import type { Window } from '@cardwright/testing/pointer';
import { connectSessionBus, type Bus } from '../../src/dbus/bus.js';
import { NotificationService } from '../../src/desk/notification-service.js';
import { firstReader as reader, someOffer, startOffered, type Offered } from '../support/offered.js';

const screenshots = fileURLToPath(new URL('../../../../test-results/desktops/', import.meta.url));
/** For which GNOME Shell shows a banner that nobody looks at. */
const bannerMs = 4_000;
const away = { x: 5, y: 760 };
let serial = 31000000;

describe('a card update on GNOME Shell', () => {
  let logind: MockLogind;
  let desktop: Desktop;
  let offered: Offered;
  let desk: DeskProcess;
  let bus: Bus;
  let offer: UpdateOffer;

  const postponed = () => offered.server.of('update.postpone').filter(({ offerId }) => offerId === offer.offerId);
  const startDeskPart = async (): Promise<void> => {
    desk = startDesk(offered.agent.home.folder, desktop.env);
    await eventually(() => Promise.resolve(desk.log().includes('connected to the card service')), true);
  };
  const present = async (change: Partial<UpdateOffer> = {}): Promise<void> => {
    offered.server.offer = offer = someOffer(change);
    offered.server.asked.length = 0;
    await offered.agent.insert(reader, (serial += 1));
    await eventually(desktop.shown, 1);
  };
  const hasBanner = async (): Promise<boolean> => (await desktop.gnomeShell.banner()) !== null;

  beforeAll(async () => {
    await mkdir(screenshots, { recursive: true });
    logind = await MockLogind.start();
    await logind.signIn('1', process.getuid!());
    offered = await startOffered();
    desktop = await Desktop.start({ shownBy: 'gnome-shell', systemBus: logind.environment });
    await desktop.gnomeShell.leaveOverview();
    bus = await connectSessionBus(desktop.env['DBUS_SESSION_BUS_ADDRESS']!);
    await startDeskPart();
  }, 180_000);
  afterAll(async () => {
    bus?.close();
    await desk?.stop();
    await desktop?.stop();
    await offered?.stop();
    await logind?.stop();
  });
  afterEach(async () => {
    await workElsewhere();
    await offered.agent.takeOut(reader).catch(() => undefined);
    await eventually(desktop.shown, 0);
  });

  it('does with a notification what the table says', async () => {
    const signals: string[] = [];
    const service = await NotificationService.connect(bus, {
      activationToken: () => void signals.push('token'),
      action: (_, actionId) => void signals.push(`action ${actionId}`),
      closed: (_, reason) => void signals.push(`closed ${reason}`),
      restarted: () => void signals.push('restarted'),
    });
    const show = (critical: boolean): Promise<number> =>
      service.show({ summary: 'Summary', body: 'Body', actions: [], critical, shownForMs: 500 });
    const call = (member: string, ...id: number[]): Promise<unknown[]> =>
      bus.call({
        ...{ destination: 'org.freedesktop.Notifications', path: '/org/freedesktop/Notifications' },
        ...{ interface: 'org.freedesktop.Notifications', member, signature: 'u'.repeat(id.length), body: id },
      });
    expect(await call('GetServerInformation')).toEqual(['gnome-shell', 'GNOME', '43.9', '1.2']);
    const capabilities = ['actions', 'body', 'body-markup', 'icon-static', 'persistence', 'sound'];
    expect(((await call('GetCapabilities'))[0] as string[]).sort()).toEqual(capabilities);

    // Its own time for a banner, whatever the time that was asked for; then it is in the list, and nothing is said.
    const normal = await show(false);
    await bannerGoesBy();
    expect({ listed: await desktop.shown(), signals }).toEqual({ listed: 1, signals: [] });
    await service.close(normal);
    await eventually(desktop.shown, 0);
    await eventually(() => Promise.resolve(new Set(signals)), new Set(['closed by-us']));

    expect(await call('CloseNotification', 999_999)).toEqual([]);
  });

  it('[A07, B14] is shown with what its holder is to read, and its buttons when the pointer is over it', async () => {
    await present();
    await hover();
    const banner = (await desktop.gnomeShell.banner())!;
    await writeFile(join(screenshots, 'gnome-shell.png'), await desktop.screenshot(rounded(banner)));
    expect((await desktop.gnomeShell.buttons()).map((text) => text.replace(/\(.*\)/, '(HH:MM)'))).toEqual([
      'Update now',
      'Later (HH:MM)',
    ]);
    expect(await desktop.gnomeShell.part('cross')).not.toBeNull();
  });

  it('[B18] on the last day it stays on the screen, with its only button open', async () => {
    await present({ urgency: 'critical', postponable: false });
    await eventually(desktop.gnomeShell.buttons, ['Update now']);
    for (const end = Date.now() + 2 * bannerMs; Date.now() < end; await delay(200)) await workElsewhere();
    expect(await desktop.gnomeShell.buttons()).toEqual(['Update now']);
  });

  it.each<[BannerPart, 'accepted' | 'dismissed']>([
    ['text', 'accepted'],
    [0, 'accepted'],
    [1, 'dismissed'],
    ['cross', 'dismissed'],
  ])('[A10, B14, B17] a click on the banner, at its %s: %s', async (part, answer) => {
    const before = (await desktop.browserStarts()).length;
    await present();
    await hover();
    await clickOn((await desktop.gnomeShell.part(part))!, part === 'text' ? 0.2 : 0.5);
    await answered(answer, before);
  });

  it('[A10] the banner went by unseen: it waits in the list under the clock, and a click there begins', async () => {
    const before = (await desktop.browserStarts()).length;
    await present();
    await bannerGoesBy();
    expect(postponed()).toEqual([]);
    await desktop.gnomeShell.openList();
    await standsStill(desktop.gnomeShell.inList);
    await clickOn((await desktop.gnomeShell.inList())!);
    await answered('accepted', before);
    await desktop.gnomeShell.closeList();
  });

  it('[B19] the card is taken out: gone within a second, from the list too', async () => {
    await present();
    const from = Date.now();
    await offered.agent.takeOut(reader);
    await eventually(desktop.shown, 0);
    expect(Date.now() - from).toBeLessThan(1_000);
    await eventually(() => Promise.resolve(postponed()), [expect.objectContaining({ cause: 'removed' })]);
  });

  it('kill -9 of the desk part while it shows: exactly one afterwards; of the shell: shown anew', async () => {
    await present();
    await desk.kill();
    await startDeskPart();
    await eventually(desktop.shown, 1);
    await desktop.endNotifications();
    await desktop.startNotifications();
    await eventually(() => desktop.shown().catch(() => -1), 1);
    await desktop.gnomeShell.leaveOverview();
    expect(postponed()).toEqual([]);
  });

  async function answered(answer: 'accepted' | 'dismissed', browsersBefore: number): Promise<void> {
    await eventually(desktop.shown, 0);
    if (answer === 'dismissed') {
      await eventually(() => Promise.resolve(postponed()), [expect.objectContaining({ cause: 'dismissed' })]);
      expect(await desktop.browserStarts()).toHaveLength(browsersBefore);
      return;
    }
    await eventually(async () => (await desktop.browserStarts()).length, browsersBefore + 1);
    const start = (await desktop.browserStarts()).at(-1)!;
    expect(start.args).toEqual([`http://127.0.0.1:1/update/${offer.offerId}`]);
    expect(start.env['XDG_ACTIVATION_TOKEN']).toBeUndefined();
    expect(postponed()).toEqual([]);
  }

  /** A banner waits for whoever is away from the computer. */
  async function workElsewhere(): Promise<void> {
    await desktop.pointer.move(away.x + 1, away.y);
    await desktop.pointer.move(away.x, away.y);
  }

  async function bannerGoesBy(): Promise<void> {
    await eventually(hasBanner, true);
    await eventually(async () => {
      await workElsewhere();
      return hasBanner();
    }, false);
  }

  /** The buttons come when the pointer is over the banner; it has grown to its size when they stand still. */
  async function hover(): Promise<void> {
    await eventually(hasBanner, true);
    const { x, y, width } = (await desktop.gnomeShell.banner())!;
    await workElsewhere();
    await desktop.pointer.move(x + width / 2, y + 30);
    await standsStill(() => desktop.gnomeShell.part(0));
  }

  async function standsStill(place: () => Promise<Window | null>): Promise<void> {
    let before: Window | null = null;
    await eventually(async () => {
      const now = await place();
      const still = now !== null && JSON.stringify(now) === JSON.stringify(before);
      before = now;
      return still;
    }, true);
  }

  /** down: as a share of the height. */
  async function clickOn({ x, y, width, height }: Window, down = 0.5): Promise<void> {
    await desktop.pointer.click(Math.round(x + width / 2), Math.round(y + height * down));
  }
});

const rounded = (part: Window): Window => ({
  ...{ x: Math.round(part.x), y: Math.round(part.y) },
  ...{ width: Math.round(part.width), height: Math.round(part.height) },
});
