/**
 * Sign-in with the card as its holder does it: a browser with windows on a screen, OpenSC's PKCS#11 module, the card in a PC/SC reader. The browser's own
 * windows ask for PIN and certificate, and are answered with keys. Then that very card is updated while the browser is open.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { describeWith } from '@cardwright/testing/describe-with';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import { requirePcscd } from '@cardwright/testing/pcscd';
import { requirePrograms } from '@cardwright/testing/programs';
import { CardOffice } from './card-office.js';
import { securityModules, wrongPin } from './security-modules.js';

jest.setTimeout(180_000);
const run = promisify(execFile);
const screenshots = fileURLToPath(new URL('../../../../test-results/card-sign-in/', import.meta.url));
const missing = [
  requirePcscd(),
  requireDesktop(),
  requirePrograms(['chromium', 'xdotool', 'openssl', 'pkcs11-tool']),
].find(({ available }) => !available)?.reason;
/** Of Chromium's buttons that are meant to be pressed; the portal has none of it. */
const buttonColor = '0b57d0';

describeWith(missing, 'sign-in with the card', () => {
  let office: CardOffice;
  let desktop: Desktop;
  let browser: Browser | undefined;
  let page: Page;
  const photograph = async (name: string): Promise<void> => {
    await mkdir(screenshots, { recursive: true });
    await writeFile(join(screenshots, `${name}.png`), await desktop.screenshot());
  };
  const xdotool = async (...args: string[]) => (await run('xdotool', args, { env: desktop.env })).stdout.trim();

  beforeAll(async () => {
    office = await CardOffice.start();
    const trusted = `--ignore-certificate-errors-spki-list=${await office.spkiHash()}`;
    desktop = await Desktop.start({ browser: 'chromium', switches: [trusted] });
    page = await open(`${office.system.url}/mine`);
  });
  afterAll(async () => {
    await browser?.newBrowserCDPSession().then((session) => session.send('Browser.close'));
    await office?.stop();
    await desktop?.stop();
  });

  async function open(url: string): Promise<Page> {
    const folder = join(desktop.folder, '.pki', 'nssdb');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'pkcs11.txt'), securityModules(folder));
    const env = { ...desktop.env, ...office.pcscd.environment };
    spawn(join(desktop.folder, 'browser'), [url], { env, stdio: 'ignore' });
    // A browser that is still starting does not answer everything: first its page, then its door.
    await eventually(desktop.pages, [url], 60_000);
    browser = await chromium.connectOverCDP((await desktop.devToolsUrl())!);
    const shown = browser.contexts()[0]!.pages()[0]!;
    await eventually(() => Promise.resolve(shown.url()), url);
    return shown;
  }

  /** Of the window that Chromium has for the PIN; undefined: it does not ask now. */
  const pinWindow = async (): Promise<string | undefined> =>
    (await xdotool('search', '--onlyvisible', '--name', '^Unlock Security Device$').catch(() => ''))
      .split('\n')
      .at(-1) || undefined;
  /** Another one than `before`: it asks once more in a new one. */
  async function askedForPin(before?: string): Promise<string> {
    const isNew = async () => ![undefined, before].includes(await pinWindow());
    await eventually(isNew, true, 30_000);
    return (await pinWindow())!;
  }
  /** Without a window manager nobody gives a window the keyboard. */
  const press = (window: string, ...keys: string[]) => xdotool('windowfocus', '--sync', window, ...keys);
  async function type(window: string, pin: string): Promise<void> {
    await press(window, 'type', '--delay', '60', pin);
    await press(window, 'key', 'Return');
  }
  /** From the portal's first page: what the click leads to comes after the browser's own windows. */
  async function begin(): Promise<void> {
    await page.goto(`${office.system.url}/mine`);
    await page.getByRole('link', { name: 'Sign in with my card' }).click({ noWaitAfter: true });
  }
  /** Chromium looks for certificates several times, and asks each time. */
  async function cancel(): Promise<void> {
    const cancelled = new Set<string>();
    const arrived = async () => {
      const window = await pinWindow();
      if (window !== undefined && !cancelled.has(window)) await press(window, 'key', 'Escape');
      if (window !== undefined) cancelled.add(window);
      return page.url();
    };
    await eventually(arrived, `${office.system.url}/mine?signIn=card-no-certificate`, 60_000);
    await page.getByText('Your browser showed no card. Is the card in the reader, and was its PIN typed?').waitFor();
  }

  it('[A11] without the PIN nobody is signed in, and the portal says what to do', async () => {
    await begin();
    await askedForPin();
    await photograph('1-pin');
    await cancel();
    await photograph('2-cancelled');
  });

  it('[A11] a wrong PIN is asked for again; cancelled then, the portal says what to do', async () => {
    await begin();
    const first = await askedForPin();
    await type(first, wrongPin(office.flows.pin));
    await askedForPin(first);
    await cancel();
  });

  it('[A11] the holder signs in with card and PIN after that, and the card is updated while the browser is open', async () => {
    await begin();
    await type(await askedForPin(), office.flows.pin);
    // Chromium draws this one into the window of the page.
    await eventually(() => desktop.hasButton(buttonColor), true, 30_000);
    await photograph('3-certificate');
    await press(await xdotool('search', '--onlyvisible', '--name', ' - Chromium$'), 'key', 'Return');
    await page.getByRole('heading', { name: 'My devices' }).waitFor();
    await photograph('4-signed-in');
    const whoIs = () => page.evaluate(async () => (await (await fetch('/api/v1/me')).json()) as object);
    const signedIn = { roles: ['CH'], identity: expect.objectContaining({ displayName: 'Grace Hopper' }) };
    expect(await whoIs()).toMatchObject(signedIn);
    const before = await office.certificate();
    expect((await office.flows.update(office.deviceId, ['9A'])).state).toBe('COMPLETED');
    expect(await office.certificate()).not.toBe(before);
    expect(await whoIs()).toMatchObject(signedIn);
  });
});
