/**
 * A desktop session of its own for one spec: message bus, screen, notification service (dunst) and a browser that only writes down how it was
 * started. All of them are real programs from Debian; nothing of the machine's own session is touched.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@cardwright/testing/eventually';
import { findProgram, requirement, type Requirement } from '@cardwright/testing/programs';

const run = promisify(execFile);

/** What it needs: with CI=true it throws if something is missing, elsewhere it returns the reason. */
export function requireDesktop(): Requirement {
  const programs = ['dbus-daemon', 'Xvfb', 'dunst', 'dunstctl', 'xdg-open'];
  const missing = programs.filter((name) => findProgram(name) === undefined);
  return requirement(missing.map((name) => `${name} is not installed`));
}

export interface BrowserStart {
  args: string[];
  env: Record<string, string>;
}

export class Desktop {
  private readonly programs: ChildProcess[] = [];

  private constructor(
    readonly folder: string,
    /** For programs of this session. */
    readonly env: Record<string, string>,
  ) {}

  static async start(): Promise<Desktop> {
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
      await desktop.makeBrowser();
      desktop.env['DISPLAY'] =
        `:${await desktop.startAndRead('Xvfb', ['-displayfd', '1', '-screen', '0', '1024x768x24'])}`;
      const bus = ['--session', '--nofork', '--print-address=1', `--address=unix:path=${folder}/bus`];
      desktop.env['DBUS_SESSION_BUS_ADDRESS'] = await desktop.startAndRead('dbus-daemon', bus);
      await desktop.startDunst();
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
    this.programs.push(spawn('dunst', ['-conf', config], { env: this.env, stdio: 'ignore' }));
    await eventually(() => this.shown().catch(() => undefined), 0);
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

  private async makeBrowser(): Promise<void> {
    const applications = join(this.folder, 'data', 'applications');
    const program = join(this.folder, 'browser');
    await mkdir(applications, { recursive: true });
    await mkdir(join(this.folder, 'config'));
    const log = join(this.folder, 'browser.log');
    await writeFile(
      program,
      `#!/bin/sh\n{ echo --start--; printf '%s\\n' "$@"; echo --env--; env; } >> '${log}.part'\nmv '${log}.part' '${log}'\n`,
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

const ended = (program: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (program.exitCode !== null || program.signalCode !== null || program.pid === undefined) resolve();
    else program.once('exit', () => resolve());
  });
