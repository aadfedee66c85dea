/**
 * Debian's Chromium as one person uses it: a profile of its own, signed in through the issuer's page. Remembers everything that the
 * page asked for and complained about; screenshots go to test-results/console.
 */
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  chromium,
  type APIResponse,
  type BrowserContext,
  type Locator,
  type Page,
  type Request,
} from 'playwright-core';
import { endProcessesIn } from '@cardwright/testing/processes';

const executablePath = '/usr/bin/chromium';
const screenshots = fileURLToPath(new URL('../../../../test-results/console/', import.meta.url));
const switches = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export const chromiumMissing = (): string | undefined =>
  existsSync(executablePath) ? undefined : 'Debian package chromium';

export interface Look {
  scheme?: 'light' | 'dark';
  width?: 1280 | 390;
  /**
   * public: the system's address counts as one of the Internet, as it is outside of a test: pages of it are kept from the loopback. Default: as
   * CARDWRIGHT_PORTAL_SPACE says (`npm run test:public`).
   */
  space?: 'public';
  /** What the browser prefers. Default: British English. */
  locale?: string;
  /** Id of the computer's user whose browser it is, where root may say so; absent: of whoever runs this. */
  user?: number;
}

const spaceOfRun = process.env['CARDWRIGHT_PORTAL_SPACE'] === 'public' ? ('public' as const) : undefined;

export class Person {
  readonly requests: Request[] = [];
  /** What the browser wrote to its console and where: errors, policy violations, and what could not be loaded, icons too. */
  readonly messages: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly profile: string,
    private readonly url: string,
  ) {
    page.on('request', (request) => this.requests.push(request));
    page.on('console', (message) => this.messages.push(`${message.text()} (${message.location().url})`));
    page.on('pageerror', (error) => this.messages.push(`page error: ${error.message}`));
  }

  static async open(
    url: string,
    { scheme = 'light', width = 1280, space = spaceOfRun, locale = 'en-GB', user }: Look = {},
  ): Promise<Person> {
    const profile = await mkdtemp(join(tmpdir(), 'cardwright-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: user === undefined ? executablePath : await runAs(user, profile),
      headless: true,
      args: [...switches, ...(space ? [`--ip-address-space-overrides=${new URL(url).host}=public`] : [])],
      colorScheme: scheme,
      viewport: { width, height: width === 390 ? 844 : 800 },
      locale,
    });
    context.setDefaultTimeout(45_000);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
    return new Person(context.pages()[0] ?? (await context.newPage()), context, profile, url);
  }

  async signIn(login: string): Promise<void> {
    await this.goTo('/');
    await this.page.getByRole('link', { name: 'Sign in' }).click();
    await this.page.locator(`button[value=${login}]`).click();
    await this.page.waitForURL(`${this.url}/**`);
    await this.page.getByRole('navigation', { name: 'Main' }).waitFor({ state: 'attached' });
    // Specs of operators begin at the list of cards.
    await this.page.waitForURL(({ pathname }) => pathname !== '/');
    if (new URL(this.page.url()).pathname === '/start') await this.goTo('/devices');
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.url + path);
  }

  /** Has the gateway do what the console has no page for, as this person. path: below `/api/v1`. Throws what it refused. */
  async send<Answer>(path: string, body: object): Promise<Answer> {
    const answer = await this.post(path, body);
    if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** The same; answers what the gateway said, also where it refused. */
  async post(path: string, body: object): Promise<APIResponse> {
    const me = await this.page.request.get(`${this.url}/api/v1/me`);
    const { csrfToken } = (await me.json()) as { csrfToken: string };
    const headers = { 'x-csrf-token': csrfToken, origin: this.url };
    return this.page.request.post(`${this.url}/api/v1${path}`, { data: body, headers });
  }

  /** Goes to it by the keyboard alone. Throws where the tabulator never comes to it. */
  async tabTo(wanted: Locator): Promise<void> {
    await wanted.waitFor();
    for (let presses = 0; presses < 60; presses++) {
      if ((await wanted.and(this.page.locator(':focus')).count()) === 1) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard never came to ${String(wanted)}`);
  }

  /** The whole page, or what of it is in the window, as it looks once nothing moves any more. */
  async photograph(name: string, page = this.page, fullPage = true): Promise<void> {
    await mkdir(screenshots, { recursive: true });
    await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage, animations: 'disabled' });
  }

  /** Everything that this page keeps in the browser: storages and readable cookies. */
  kept(): Promise<string> {
    return this.page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');
  }

  cookies() {
    return this.context.cookies(this.url);
  }

  async close(): Promise<void> {
    await this.context.close();
    await endProcessesIn(this.profile);
    await rm(this.profile, { recursive: true, force: true });
  }
}

/** A program that is the browser of this user, whose profile it becomes. */
async function runAs(user: number, profile: string): Promise<string> {
  const program = join(profile, 'chromium');
  const become = `setpriv --reuid ${user} --regid ${user} --clear-groups --inh-caps=-all env HOME='${profile}'`;
  await writeFile(program, `#!/bin/sh\nexec ${become} ${executablePath} "$@"\n`, { mode: 0o755 });
  await chown(profile, user, user);
  return program;
}

/** Everybody who comes in one test, each with a browser of their own. */
export class People {
  private readonly came: Person[] = [];

  /** Opens a browser at the system's address and signs in. */
  async arrive(url: string, login: string, look: Look = {}): Promise<Person> {
    const person = await Person.open(url, look);
    this.came.push(person);
    await person.signIn(login);
    return person;
  }

  async leave(): Promise<void> {
    for (const person of this.came) await person.close();
  }
}
