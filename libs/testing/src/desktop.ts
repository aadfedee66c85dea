/**
 * A desktop session of its own for one spec: message bus, screen, notification service (dunst, unless the spec wants another) and a browser that
 * writes down how it was started, and is Chromium where the spec wants one. All of them are real programs from Debian; nothing of the machine's own session is touched.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@cardwright/embedded-servers/process';
import { GnomeShell } from './gnome-shell.js';
import { notificationEnvironment, notificationProgram, type NotificationProgram } from './notification-programs.js';
import { Pointer, type Window } from './pointer.js';
import { endProcessesIn } from './processes.js';
import { findProgram, requirement, type Requirement } from './programs.js';
import { pngOfXwd, squareOf } from './screenshot.js';

const run = promisify(execFile);

/** What it needs: with CI=true it throws if something is missing, elsewhere it returns the reason. */
export function requireDesktop(): Requirement {
  const programs = ['dbus-daemon', 'dbus-monitor', 'Xvfb', 'xev', 'dunst', 'dunstctl', 'xdg-open'];
  const missing = programs.filter((name) => findProgram(name) === undefined);
  return requirement(missing.map((name) => `${name} is not installed`));
}

export interface BrowserStart {
  args: string[];
  env: Record<string, string>;
}

/** What a person could have noticed in the meantime. */
export interface Noticed {
  /** Calls of Notify on the session's bus. */
  notifications: number;
  /** Windows that came up on the screen. */
  windows: number;
  /** The window in which a person works lost the keyboard to another one, or got it back. */
  focusChanges: number;
}

export class Desktop {
  private readonly programs: ChildProcess[] = [];
  private bus: ChildProcess | undefined;
  private notifications: ChildProcess | undefined;
  readonly pointer: Pointer;
  /** Only where it shows the notifications. */
  readonly gnomeShell: GnomeShell;

  private constructor(
    readonly folder: string,
    /** For programs of this session. */
    readonly env: Record<string, string>,
    private readonly shownBy: NotificationProgram,
    private readonly systemBus: Record<string, string>,
  ) {
    this.pointer = new Pointer(env);
    this.gnomeShell = new GnomeShell(env);
  }

  /**
   * browser: Debian's Chromium, with a profile of its own and a door for DevTools (`devToolsUrl`); `installed`: what the machine has, by the
   * choice that xdg-settings writes into this session's folder; absent: nothing opens. switches: of Chromium, further ones. systemBus: where the
   * notification service finds one (GNOME Shell cannot do without).
   */
  static async start({
    browser,
    switches = [],
    shownBy = 'dunst',
    systemBus = {},
  }: {
    browser?: 'chromium' | 'installed';
    switches?: readonly string[];
    shownBy?: NotificationProgram;
    systemBus?: Record<string, string>;
  } = {}): Promise<Desktop> {
    const folder = await mkdtemp(join(tmpdir(), 'cardwright-desktop-'));
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_DATA_DIRS: browser === 'installed' ? '/usr/local/share:/usr/share' : join(folder, 'data'),
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_CONFIG_DIRS: join(folder, 'config'),
    };
    const desktop = new Desktop(folder, env, shownBy, systemBus);
    try {
      if (browser === 'installed') await desktop.offerBrowsers();
      else await desktop.makeBrowser(browser, switches);
      const screen = ['-displayfd', '1', '-screen', '0', '1024x768x24', '-fbdir', folder];
      desktop.env['DISPLAY'] = `:${await desktop.startAndRead('Xvfb', screen)}`;
      desktop.env['DBUS_SESSION_BUS_ADDRESS'] = `unix:path=${folder}/bus`;
      await desktop.startBus();
      return desktop;
    } catch (error) {
      await desktop.stop();
      throw error;
    }
  }

  /** How many notifications are on the screen. */
  shown = async (): Promise<number> => {
    // It draws all of them in one window.
    if (this.shownBy === 'dunst') return Number(await this.dunstctl('count', 'displayed'));
    if (this.shownBy === 'gnome-shell') return this.gnomeShell.listed();
    return (await this.pointer.windows()).length;
  };

  /** dunst only: summary and body of those that were closed, newest first. */
  async closed(): Promise<{ summary: string; body: string }[]> {
    const { data } = JSON.parse(await this.dunstctl('history')) as {
      data: { summary: { data: string }; body: { data: string } }[][];
    };
    return data.flat().map(({ summary, body }) => ({ summary: summary.data, body: body.data }));
  }

  /** dunst only: the action `default`. */
  click = (): Promise<string> => this.dunstctl('action', '0');
  /** dunst only: as the button that closes it, or a gesture. */
  close = (): Promise<string> => this.dunstctl('close');

  /** The window of the one notification that is shown. */
  async window(): Promise<Window> {
    const windows = await this.pointer.windows();
    if (windows.length !== 1) throw new Error(`${windows.length} windows are on the screen`);
    return windows[0]!;
  }

  async startBus(): Promise<void> {
    // Nothing of what the machine has installed is started by this bus, unless the notification service cannot do without it.
    const [config, services] = [join(this.folder, 'bus.conf'), join(this.folder, 'bus-services')];
    await mkdir(services, { recursive: true });
    for (const file of notificationProgram(this.shownBy).wants) await copyFile(file, join(services, basename(file)));
    await writeFile(config, busConfiguration(this.env['DBUS_SESSION_BUS_ADDRESS']!, services));
    await this.startAndRead('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address=1']);
    this.bus = this.programs.at(-1);
    await this.startNotifications();
  }

  /** Ends the session's message bus and notification service, as when a person's session breaks; `startBus` starts both again. */
  async endBus(): Promise<void> {
    await this.endNotifications();
    if (this.bus !== undefined) await killed(this.bus);
  }

  async startNotifications(): Promise<void> {
    const { path, args } = notificationProgram(this.shownBy);
    const env = { ...this.env, ...this.systemBus, ...notificationEnvironment };
    this.notifications = spawn(path, args, { env, stdio: 'ignore' });
    this.programs.push(this.notifications);
    const isThere = async (): Promise<boolean> => {
      const owned = ['--dest=org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.NameHasOwner'];
      const args = ['--session', '--print-reply=literal', ...owned, 'string:org.freedesktop.Notifications'];
      return (await run('dbus-send', args, { env: this.env })).stdout.includes('boolean true');
    };
    // GNOME Shell and what it starts need half a minute on a computer that has other work.
    await until(`${this.shownBy} has the name`, isThere, 90_000);
  }

  /** kill -9 of the notification service. */
  async endNotifications(): Promise<void> {
    if (this.notifications !== undefined) await killed(this.notifications);
  }

  /** What is on the screen now, or on a part of it, as a PNG. */
  async screenshot(part?: Window): Promise<Buffer> {
    return pngOfXwd(await readFile(join(this.folder, 'Xvfb_screen0')), part);
  }

  /** Whether a square of this color is on the screen: a filled button has one, a line or a letter does not. color: `rrggbb`, hex. side: in pixels. */
  hasButton = async (color: string, side = 12): Promise<boolean> =>
    squareOf(await readFile(join(this.folder, 'Xvfb_screen0')), color, side) !== undefined;

  /** Where the browser that was opened listens for DevTools; undefined: none is open yet. */
  devToolsUrl = async (): Promise<string | undefined> => {
    const file = join(this.folder, 'chromium', 'DevToolsActivePort');
    const [port] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    return port ? `http://127.0.0.1:${port}` : undefined;
  };

  /** Addresses of the pages that the browser shows; none while it does not say. */
  pages = async (): Promise<string[]> => {
    const door = await this.devToolsUrl();
    if (door === undefined) return [];
    const targets = (await (await fetch(`${door}/json/list`)).json()) as { type: string; url: string }[];
    return targets.filter(({ type }) => type === 'page').map(({ url }) => url);
  };

  /** The arguments of every call of Notify from now on, as dbus-monitor prints them. */
  async notifyCalls(): Promise<() => Promise<string[]>> {
    const file = await this.listen(
      'dbus-monitor',
      ['--session', "interface='org.freedesktop.Notifications'"],
      /NameAcquired|NameLost|^signal/m,
    );
    return async () =>
      (await readFile(file, 'utf8'))
        .split(/^(?=method call |signal |method return |error )/m)
        .filter((block) => block.startsWith('method call ') && block.includes('member=Notify'));
  }

  /** Looks on from now; the answer says what could be noticed. A window that fills the screen is what a person works in. */
  async watch(): Promise<() => Promise<Noticed>> {
    const window = ['-geometry', '1024x768+0+0', '-event', 'focus', '-event', 'structure'];
    const focus = await this.listen('xev', window, /^MapNotify event/m);
    const windows = await this.listen('xev', ['-root', '-event', 'substructure'], /^/);
    const notifyCalls = await this.notifyCalls();
    const count = async (file: string, pattern: RegExp) => (await readFile(file, 'utf8')).match(pattern)?.length ?? 0;
    const before = await count(focus, /^Focus(?:In|Out) event/gm);
    return async () => ({
      notifications: (await notifyCalls()).length,
      windows: await count(windows, /^MapNotify event/gm),
      focusChanges: (await count(focus, /^Focus(?:In|Out) event/gm)) - before,
    });
  }

  /** The browser's starts so far. */
  async browserStarts(): Promise<BrowserStart[]> {
    const starts = join(this.folder, 'browser-starts');
    const texts = (await readdir(starts)).filter((name) => !name.endsWith('.part')).sort();
    return Promise.all(
      texts.map(async (name) => {
        const [args = '', env = ''] = (await readFile(join(starts, name), 'utf8')).split('--env--\n');
        const pairs = env.split('\n').map((line) => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)]);
        return { args: args.split('\n').slice(0, -1), env: Object.fromEntries(pairs) as Record<string, string> };
      }),
    );
  }

  async stop(): Promise<void> {
    for (const program of this.programs.reverse()) {
      program.kill('SIGTERM');
      await ended(program);
    }
    await endProcessesIn(this.folder);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async dunstctl(...args: string[]): Promise<string> {
    return (await run('dunstctl', args, { env: this.env })).stdout.trim();
  }

  /** The first line that the program prints. */
  private startAndRead(name: string, args: string[]): Promise<string> {
    const program = spawn(name, args, { env: this.env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.programs.push(program);
    return new Promise((resolve, reject) => {
      let text = '';
      program.stdout!.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.includes('\n')) resolve(text.split('\n')[0]!);
      });
      program.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
      program.once('error', reject);
    });
  }

  /** A program that says what happens, into a file. Resolves once it has said `ready`. */
  private async listen(name: string, args: string[], ready: RegExp): Promise<string> {
    const file = join(this.folder, `${name}-${this.programs.length}.log`);
    // By lines: what it has heard is in the file at once.
    const program = spawn('stdbuf', ['-oL', name, ...args], { env: this.env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.programs.push(program);
    program.stdout.pipe(createWriteStream(file));
    await until(`${name} listens`, async () => ready.test(await readFile(file, 'utf8')));
    return file;
  }

  /** As the person whose session this is chooses it. */
  async setDefaultBrowser(desktopEntry: string): Promise<void> {
    await run('xdg-settings', ['set', 'default-web-browser', desktopEntry], { env: this.env });
  }

  /** Chromium has no sandbox for root, who runs specs in containers: an entry of this person's own starts Debian's without it. */
  private async offerBrowsers(): Promise<void> {
    const applications = join(this.folder, 'data', 'applications');
    await mkdir(applications, { recursive: true });
    await mkdir(join(this.folder, 'config'));
    const delivered = await readFile('/usr/share/applications/chromium.desktop', 'utf8');
    const exec = `Exec=/usr/bin/chromium ${chromiumSwitches(this.folder).join(' ')} %U`;
    await writeFile(join(applications, 'chromium.desktop'), delivered.replace(/^Exec=.*%U$/m, exec));
  }

  private async makeBrowser(browser: 'chromium' | undefined, switches: readonly string[]): Promise<void> {
    const applications = join(this.folder, 'data', 'applications');
    const program = join(this.folder, 'browser');
    await mkdir(applications, { recursive: true });
    await mkdir(join(this.folder, 'config'));
    // One file for each start, named by its time.
    const starts = join(this.folder, 'browser-starts');
    await mkdir(starts);
    await writeFile(
      program,
      `#!/bin/sh\nfile='${starts}'/$(date +%s.%N)\n` +
        `{ printf '%s\\n' "$@"; echo --env--; env; } > "$file.part"\nmv "$file.part" "$file"\n` +
        (browser === undefined
          ? ''
          : `exec ${[browser, ...chromiumSwitches(this.folder), ...switches].join(' ')} "$@"\n`),
    );
    await chmod(program, 0o755);
    await writeFile(
      join(applications, 'browser.desktop'),
      `[Desktop Entry]\nType=Application\nName=Browser\nExec=${program} %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;\n`,
    );
    const defaults =
      '[Default Applications]\nx-scheme-handler/http=browser.desktop\nx-scheme-handler/https=browser.desktop\n';
    for (const file of [join(applications, 'mimeapps.list'), join(this.folder, 'config', 'mimeapps.list')])
      await writeFile(file, defaults);
  }
}

/** Without a sandbox: specs run as root in containers. Nothing but the page that is opened goes to the network. */
const chromiumSwitches = (folder: string): string[] => [
  ...[`--user-data-dir=${join(folder, 'chromium')}`, '--remote-debugging-port=0', '--window-size=1024,768'],
  ...[
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--no-default-browser-check',
    '--lang=en-GB',
  ],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--password-store=basic'],
];

/** Not by jest: the fault harness uses a desktop too. */
async function until(what: string, condition: () => Promise<boolean>, ms = 20_000): Promise<void> {
  if (!(await waitFor(condition, ms))) throw new Error(`not so after ${ms / 1000} s: ${what}`);
}

/** `eavesdrop`: dbus-monitor hears everything. */
const busConfiguration = (address: string, services: string): string =>
  [
    '<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"',
    ' "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">',
    `<busconfig><type>session</type><listen>${address}</listen><auth>EXTERNAL</auth><servicedir>${services}</servicedir>`,
    '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>',
    '</busconfig>',
  ].join('\n');

async function killed(program: ChildProcess): Promise<void> {
  program.kill('SIGKILL');
  await ended(program);
}

const ended = (program: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (program.exitCode !== null || program.signalCode !== null || program.pid === undefined) resolve();
    else program.once('exit', () => resolve());
  });
