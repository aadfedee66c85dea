/**
 * A desktop session of its own for one spec: message bus, screen, notification service (dunst) and a browser that writes down how it was
 * started, and is Chromium where the spec wants one. All of them are real programs from Debian; nothing of the machine's own session is touched.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@cardwright/embedded-servers/process';
import { findProgram, requirement, type Requirement } from './programs.js';
import { pngOfXwd } from './screenshot.js';

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
  private dunst: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    /** For programs of this session. */
    readonly env: Record<string, string>,
  ) {}

  /** browser: Debian's Chromium, with a profile of its own and a door for DevTools (`devToolsUrl`); absent: nothing opens. */
  static async start({ browser }: { browser?: 'chromium' } = {}): Promise<Desktop> {
    const folder = await mkdtemp(join(tmpdir(), 'cardwright-desktop-'));
    const desktop = new Desktop(folder, {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_DATA_DIRS: join(folder, 'data'),
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_CONFIG_DIRS: join(folder, 'config'),
    });
    try {
      await desktop.makeBrowser(browser);
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
  shown = async (): Promise<number> => Number(await this.dunstctl('count', 'displayed'));

  /** Summary and body of those that were closed, newest first. */
  async closed(): Promise<{ summary: string; body: string }[]> {
    const { data } = JSON.parse(await this.dunstctl('history')) as {
      data: { summary: { data: string }; body: { data: string } }[][];
    };
    return data.flat().map(({ summary, body }) => ({ summary: summary.data, body: body.data }));
  }

  /** A click on the notification itself. */
  click = (): Promise<string> => this.dunstctl('action', '0');
  /** As the button that closes it, or a gesture. */
  close = (): Promise<string> => this.dunstctl('close');

  async startBus(): Promise<void> {
    const address = this.env['DBUS_SESSION_BUS_ADDRESS']!;
    await this.startAndRead('dbus-daemon', ['--session', '--nofork', '--print-address=1', `--address=${address}`]);
    this.bus = this.programs.at(-1);
    await this.startDunst();
  }

  /** Ends the session's message bus and notification service, as when a person's session breaks; `startBus` starts both again. */
  async endBus(): Promise<void> {
    for (const program of [this.dunst, this.bus])
      if (program !== undefined) {
        program.kill('SIGKILL');
        await ended(program);
      }
  }

  /** What is on the screen now, as a PNG. */
  async screenshot(): Promise<Buffer> {
    return pngOfXwd(await readFile(join(this.folder, 'Xvfb_screen0')));
  }

  /** Where the browser that was opened listens for DevTools; undefined: none is open yet. */
  devToolsUrl = async (): Promise<string | undefined> => {
    const file = join(this.folder, 'chromium', 'DevToolsActivePort');
    const [port] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    return port ? `http://127.0.0.1:${port}` : undefined;
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
    const text = await readFile(join(this.folder, 'browser.log'), 'utf8').catch(() => '');
    return text
      .split('--start--\n')
      .slice(1)
      .map((start) => {
        const [args = '', env = ''] = start.split('--env--\n');
        const pairs = env.split('\n').map((line) => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)]);
        return { args: args.split('\n').slice(0, -1), env: Object.fromEntries(pairs) as Record<string, string> };
      });
  }

  async stop(): Promise<void> {
    for (const program of this.programs.reverse()) {
      program.kill('SIGTERM');
      await ended(program);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async startDunst(): Promise<void> {
    const config = join(this.folder, 'dunstrc');
    await writeFile(config, '[global]\n  sticky_history = yes\n');
    this.dunst = spawn('dunst', ['-conf', config], { env: this.env, stdio: 'ignore' });
    this.programs.push(this.dunst);
    await until('dunst answers', async () => (await this.shown()) === 0);
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

  private async makeBrowser(browser: 'chromium' | undefined): Promise<void> {
    const applications = join(this.folder, 'data', 'applications');
    const program = join(this.folder, 'browser');
    await mkdir(applications, { recursive: true });
    await mkdir(join(this.folder, 'config'));
    const log = join(this.folder, 'browser.log');
    await writeFile(
      program,
      `#!/bin/sh\n{ echo --start--; printf '%s\\n' "$@"; echo --env--; env; } >> '${log}.part'\nmv '${log}.part' '${log}'\n` +
        (browser === undefined ? '' : `exec ${[browser, ...chromiumSwitches(this.folder)].join(' ')} "$@"\n`),
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
async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  if (!(await waitFor(condition, 20_000))) throw new Error(`not so after 20 s: ${what}`);
}

const ended = (program: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (program.exitCode !== null || program.signalCode !== null || program.pid === undefined) resolve();
    else program.once('exit', () => resolve());
  });
