/**
 * Debian's Firefox and WebKitGTK as one person uses them: by WebDriver (W3C), with a profile of its own. Playwright drives neither, and what clients there are on npm drive one
 * of them, or want geckodriver, which Debian does not have. Firefox speaks the same commands on a socket of its own (Marionette); the few that are needed here are written for both.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@cardwright/embedded-servers/ports';
import { type ManagedProcess, startProcess } from '@cardwright/embedded-servers/process';
import { eventually } from '@cardwright/testing/eventually';
import { endProcessesIn } from '@cardwright/testing/processes';
import { expect } from '@jest/globals';

const miniBrowser = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const programs = {
  firefox: ['/usr/bin/firefox-esr'],
  webkit: ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb', miniBrowser],
} as const;
export type BrowserName = keyof typeof programs;
export const browserMissing = (name: BrowserName): string | undefined => {
  const missing = programs[name].find((file) => !existsSync(file));
  return missing && `${missing} (Debian packages firefox-esr, webkit2gtk-driver, xvfb)`;
};

/** [WebDriver section 12.2] The name of the member by which elements are known. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** One command, in the words of both: what Marionette calls it, and what the protocol over HTTP does. */
interface Command {
  marionette: string;
  http: [method: 'GET' | 'POST' | 'DELETE', path: string];
  body?: object;
}
interface Wire {
  send(command: Command): Promise<unknown>;
  close(): Promise<void>;
}

/** How Firefox is opened with windows on somebody's screen: in a profile that is there already, with that session's environment. */
export interface OnScreen {
  profile: string;
  env: Record<string, string>;
  /** Of WebDriver, further ones. */
  capabilities?: object;
}

export class OtherBrowser {
  private constructor(
    private readonly wire: Wire,
    private readonly stops: (() => Promise<void>)[],
  ) {}

  /** Firefox with windows. Its profile stays. */
  static async onScreen({ profile, env, capabilities = {} }: OnScreen): Promise<OtherBrowser> {
    const stops: (() => Promise<void>)[] = [];
    try {
      const wire = await startFirefox(profile, stops, { env, capabilities });
      stops.push(() => wire.close());
      return new OtherBrowser(wire, stops);
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  static async open(name: BrowserName): Promise<OtherBrowser> {
    const folder = await mkdtemp(join(tmpdir(), `cardwright-${name}-`));
    const stops = [() => rm(folder, { recursive: true, force: true }), () => endProcessesIn(folder)];
    try {
      const wire = await (name === 'firefox' ? startFirefox : startWebKit)(folder, stops);
      stops.push(() => wire.close());
      return new OtherBrowser(wire, stops);
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  close = (): Promise<void> => stopAll(this.stops);

  /** Resolves when the page is loaded. */
  async goTo(url: string): Promise<void> {
    await this.wire.send({ marionette: 'WebDriver:Navigate', http: ['POST', '/url'], body: { url } });
  }

  url = async (): Promise<string> =>
    String(await this.wire.send({ marionette: 'WebDriver:GetCurrentURL', http: ['GET', '/url'] }));

  /** The body of a function in the page; what it returns. */
  run = <Value>(script: string): Promise<Value> =>
    this.wire.send({
      marionette: 'WebDriver:ExecuteScript',
      http: ['POST', '/execute/sync'],
      body: { script, args: [] },
    }) as Promise<Value>;

  /** Until the page has this text. Between two pages there is none that could be read. */
  async sees(text: string): Promise<void> {
    const read = () => this.run<string>('return document.body.innerText').catch(() => '');
    await eventually(read, expect.stringContaining(text), 45_000);
  }

  /** As a person clicks: what pages may do at a click alone, they may. selector: CSS, or XPath where it begins with a slash. */
  async click(selector: string): Promise<void> {
    const body = { using: selector.startsWith('/') ? 'xpath' : 'css selector', value: selector };
    const found = (await this.wire.send({
      ...{ marionette: 'WebDriver:FindElement', http: ['POST', '/element'], body },
    })) as Record<string, string>;
    const id = found[elementKey]!;
    await this.wire.send({
      ...{ marionette: 'WebDriver:ElementClick', http: ['POST', `/element/${id}/click`], body: { id } },
    });
  }

  /** Goes on in the window or tab that shows this address, once there is one. */
  async goOnAt(url: string): Promise<void> {
    const found = async (): Promise<string> => {
      const handles = await this.wire.send({
        marionette: 'WebDriver:GetWindowHandles',
        http: ['GET', '/window/handles'],
      });
      for (const handle of handles as string[]) {
        await this.wire.send({ marionette: 'WebDriver:SwitchToWindow', http: ['POST', '/window'], body: { handle } });
        if ((await this.url()) === url) return url;
      }
      return `none of ${(handles as string[]).length} windows`;
    };
    await eventually(found, url, 45_000);
  }

  /** How many windows are open. */
  windows = async (): Promise<number> =>
    ((await this.wire.send({ marionette: 'WebDriver:GetWindowHandles', http: ['GET', '/window/handles'] })) as string[])
      .length;
}

async function startFirefox(
  folder: string,
  stops: (() => Promise<void>)[],
  onScreen?: { env: Record<string, string>; capabilities: object },
): Promise<Wire> {
  // Port 0: it takes one and says which.
  await writeFile(
    join(folder, 'user.js'),
    'user_pref("marionette.port", 0);\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n',
  );
  const portOf = async (): Promise<string> => readFile(join(folder, 'MarionetteActivePort'), 'utf8');
  await started(stops, {
    name: 'Firefox',
    command: programs.firefox[0],
    // One with windows takes the addresses that another start of it is given, as a desktop does that.
    args: [...(onScreen === undefined ? ['--headless', '--no-remote'] : []), '--marionette', '--profile', folder],
    env: onScreen?.env ?? { PATH: process.env['PATH'], HOME: folder },
    logFile: join(folder, 'firefox.log'),
    ready: async () => (await portOf()) !== '',
  });
  const socket = connect(Number(await portOf()), '127.0.0.1');
  const wire = new Marionette(socket);
  await wire.greeted;
  const body = onScreen?.capabilities ?? {};
  await wire.send({ marionette: 'WebDriver:NewSession', http: ['POST', ''], body });
  return wire;
}

/** Firefox's own protocol: `<length>:<JSON>`, of commands `[0, id, name, parameters]` and answers `[1, id, error, result]`. */
class Marionette implements Wire {
  readonly greeted: Promise<unknown>;
  private read = Buffer.alloc(0);
  private readonly waiting = new Map<number, (answer: [unknown, unknown]) => void>();
  private last = 0;

  constructor(private readonly socket: Socket) {
    this.greeted = once(socket, 'data');
    socket.on('data', (bytes: Buffer) => {
      this.read = Buffer.concat([this.read, bytes]);
      for (let message = this.take(); message !== undefined; message = this.take()) {
        // The greeting is an object, and no answer.
        if (!Array.isArray(message)) continue;
        const [, id, error, result] = message as [number, number, unknown, unknown];
        this.waiting.get(id)?.([error, result]);
      }
    });
  }

  async send({ marionette, body = {} }: Command): Promise<unknown> {
    const id = ++this.last;
    const text = JSON.stringify([0, id, marionette, body]);
    const answered = new Promise<[unknown, unknown]>((resolve) => this.waiting.set(id, resolve));
    this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    const [error, result] = await answered;
    if (error !== null) throw new Error(`${marionette}: ${JSON.stringify(error)}`);
    return result !== null && typeof result === 'object' && 'value' in result ? result.value : result;
  }

  close = (): Promise<void> => Promise.resolve(void this.socket.destroy());

  private take(): unknown {
    const colon = this.read.indexOf(':');
    const end = colon + 1 + Number(this.read.subarray(0, Math.max(0, colon)).toString());
    if (colon < 0 || this.read.length < end) return undefined;
    const text = this.read.subarray(colon + 1, end).toString();
    this.read = this.read.subarray(end);
    return JSON.parse(text);
  }
}

async function startWebKit(folder: string, stops: (() => Promise<void>)[]): Promise<Wire> {
  const screenLog = join(folder, 'screen.log');
  const numberOf = async (): Promise<string> => /^\d+$/m.exec(await readFile(screenLog, 'utf8'))?.[0] ?? '';
  await started(stops, {
    name: 'Xvfb',
    command: programs.webkit[1],
    args: ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'],
    logFile: screenLog,
    ready: async () => (await numberOf()) !== '',
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await started(stops, {
    name: 'WebKitWebDriver',
    command: programs.webkit[0],
    args: [`--port=${port}`],
    env: { PATH: process.env['PATH'], HOME: folder, XDG_RUNTIME_DIR: folder, DISPLAY: `:${await numberOf()}` },
    logFile: join(folder, 'webkit.log'),
    listensOn: [port],
    ready: async () => (await fetch(`${url}/status`)).ok,
  });
  const wanted = { 'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] } };
  const session = new OverHttp(`${url}/session`);
  const made = (await session.send({
    ...{ marionette: 'new session', http: ['POST', ''], body: { capabilities: { alwaysMatch: wanted } } },
  })) as { sessionId: string };
  return new OverHttp(`${url}/session/${made.sessionId}`);
}

class OverHttp implements Wire {
  constructor(private readonly url: string) {}

  async send({ http: [method, path], body = {} }: Command): Promise<unknown> {
    const response = await fetch(this.url + path, { method, ...(method === 'POST' && { body: JSON.stringify(body) }) });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  }

  async close(): Promise<void> {
    await this.send({ marionette: 'delete session', http: ['DELETE', ''] });
  }
}

async function started(
  stops: (() => Promise<void>)[],
  options: Parameters<typeof startProcess>[0],
): Promise<ManagedProcess> {
  const program = await startProcess({ readyTimeoutMs: 60_000, stopTimeoutMs: 10_000, ...options });
  stops.push(() => program.stop());
  return program;
}

/** The newest first. */
async function stopAll(stops: (() => Promise<void>)[]): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}
