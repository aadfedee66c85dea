/**
 * What GNOME Shell shows. It draws its notifications itself, without a window for each, so it is asked by its own `Eval`, which `--unsafe-mode`
 * allows (notification-programs.ts). Specs only.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { waitFor } from '@cardwright/embedded-servers/process';
import type { Window } from './pointer.js';

const run = promisify(execFile);

/** A number: of a button, from 0. */
export type BannerPart = 'text' | 'cross' | number;

/** Everything visible in the banner that looks so, as St's style classes say. */
const inBanner = (styleClass: string): string => `(() => {
  const all = (actor) => [actor, ...actor.get_children().flatMap(all)];
  const banner = Main.messageTray._banner;
  return banner ? all(banner).filter((each) => each.mapped && (each.style_class ?? '').includes('${styleClass}')) : [];
})()`;

export class GnomeShell {
  constructor(private readonly env: Record<string, string>) {}

  /** How many notifications of programs it keeps: in the banner, and after that in the list under the clock. It has some of its own too. */
  listed = (): Promise<number> =>
    this.evaluate(`Main.messageTray.getSources()
      .filter((source) => source.constructor.name.includes('FdoNotificationDaemonSource'))
      .reduce((sum, { notifications }) => sum + notifications.length, 0)`);

  /** Where the banner is; null: none is shown. */
  banner = (): Promise<Window | null> => this.place('Main.messageTray._banner');

  /** null: the part is not there, as the buttons and the cross before the pointer is over the banner. */
  part(part: BannerPart): Promise<Window | null> {
    if (part === 'text') return this.banner();
    if (part === 'cross') return this.place(`${inBanner('message-close-button')}[0]`);
    return this.place(`${inBanner('notification-button')}[${part}]`);
  }

  /** What the visible buttons say. */
  buttons = (): Promise<string[]> => this.evaluate(`${inBanner('notification-button')}.map(({ label }) => label)`);

  /** It starts with its overview of windows, which a person at work has left. Again until it has: while it starts it does not listen. */
  async leaveOverview(): Promise<void> {
    const left = () =>
      this.evaluate<boolean>('Main.overview.hide(), !Main.layoutManager._startingUp && !Main.overview.visible');
    if (!(await waitFor(left, 20_000))) throw new Error('GNOME Shell stays in its overview');
  }

  /** The list under the clock. */
  async openList(): Promise<void> {
    await this.evaluate('Main.panel.statusArea.dateMenu.menu.open(), true');
  }

  async closeList(): Promise<void> {
    await this.evaluate('Main.panel.statusArea.dateMenu.menu.close(), true');
  }

  /** Where the newest notification is in the list under the clock; null: it has none, or is closed. */
  inList = (): Promise<Window | null> =>
    this.place(`(() => {
      const { menu, _messageList } = Main.panel.statusArea.dateMenu;
      return menu.isOpen && _messageList._notificationSection._messages[0];
    })()`);

  private place(actor: string): Promise<Window | null> {
    return this.evaluate(`((actor) => {
      if (!actor) return null;
      const [[x, y], [width, height]] = [actor.get_transformed_position(), actor.get_transformed_size()];
      return { x, y, width, height };
    })(${actor})`);
  }

  /** Throws what the shell says of a script that fails. */
  private async evaluate<Value>(script: string): Promise<Value> {
    const call = ['org.gnome.Shell', '/org/gnome/Shell', 'org.gnome.Shell', 'Eval', 's', script];
    const address = `--address=${this.env['DBUS_SESSION_BUS_ADDRESS']}`;
    const { stdout } = await run('busctl', [address, '--json=short', 'call', ...call]);
    const [done, text] = (JSON.parse(stdout) as { data: [boolean, string] }).data;
    if (!done) throw new Error(`GNOME Shell: ${text}`);
    return (text === '' ? null : JSON.parse(text)) as Value;
  }
}
