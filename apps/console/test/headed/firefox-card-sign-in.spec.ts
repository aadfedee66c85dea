/**
 * Sign-in with the card in Debian's Firefox, as its holder does it: windows on a screen, OpenSC's PKCS#11 module in its profile, the card in a PC/SC reader. Its own windows ask for
 * PIN and certificate, and are answered with keys. Then that very card is updated while the browser is open.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import { requirePcscd } from '@cardwright/testing/pcscd';
import { requirePrograms } from '@cardwright/testing/programs';
import { OtherBrowser } from '../support/other-browser.js';
import { CardOffice } from './card-office.js';
import { securityModules, wrongPin } from './security-modules.js';

jest.setTimeout(180_000);
const run = promisify(execFile);
const screenshots = fileURLToPath(new URL('../../../../test-results/card-sign-in/', import.meta.url));
const missing = [
  requirePcscd(),
  requireDesktop(),
  requirePrograms(['firefox-esr', 'xdotool', 'openssl', 'pkcs11-tool']),
].find(({ available }) => !available)?.reason;
/** Of Firefox's buttons that are meant to be pressed, and of the ring around the field of a window that has the keyboard; the portal has neither. */
const [buttonColor, ringColor] = ['0062fa', '3584e4'];

describeWith(missing, 'sign-in with the card in Firefox', () => {
  let office: CardOffice;
  let desktop: Desktop;
  let browser: OtherBrowser | undefined;
  const photograph = async (name: string): Promise<void> => {
    await mkdir(screenshots, { recursive: true });
    await writeFile(join(screenshots, `firefox-${name}.png`), await desktop.screenshot());
  };
  const xdotool = async (...args: string[]) => (await run('xdotool', args, { env: desktop.env })).stdout.trim();

  beforeAll(async () => {
    office = await CardOffice.start();
    desktop = await Desktop.start();
    const profile = join(desktop.folder, 'firefox');
    await mkdir(profile);
    await writeFile(join(profile, 'pkcs11.txt'), securityModules(profile));
    browser = await OtherBrowser.onScreen({
      profile,
      env: { ...desktop.env, ...office.pcscd.environment },
      // Its windows are answered by hand; nobody waits for a page that waits for them.
      capabilities: { acceptInsecureCerts: true, unhandledPromptBehavior: 'ignore', pageLoadStrategy: 'none' },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await office?.stop();
    await desktop?.stop();
  });

  /** The window that Firefox has for the PIN, once what is typed goes into its field; undefined: it does not ask now. */
  async function pinWindow(): Promise<string | undefined> {
    const found = await xdotool('search', '--onlyvisible', '--name', '^Password Required').catch(() => '');
    return found !== '' && (await desktop.hasButton(ringColor, 2)) ? found.split('\n').at(-1) : undefined;
  }
  /** Another one than `before`: it asks once more in a new one. */
  async function askedForPin(before?: string): Promise<string> {
    let window: string | undefined;
    const isNew = async () => ![undefined, before].includes((window = await pinWindow()));
    await eventually(isNew, true, 30_000);
    return window!;
  }
  /** Without a window manager nobody gives a window the keyboard. */
  const press = (window: string, ...keys: string[]) => xdotool('windowfocus', '--sync', window, ...keys);
  async function type(window: string, pin: string): Promise<void> {
    await press(window, 'type', '--delay', '60', pin);
    await press(window, 'key', 'Return');
  }
  /** From the portal's first page: what the click leads to comes after the browser's own windows. */
  async function begin(): Promise<void> {
    // It waits for no page: what was shown before has to be gone, as it may look the same.
    await browser!.goTo('about:blank');
    await eventually(() => browser!.url(), 'about:blank');
    await browser!.goTo(`${office.system.url}/mine`);
    await browser!.sees('Sign in with my card');
    await browser!.click('//a[.="Sign in with my card"]');
  }
  /** Firefox asks again for each connection that it tries. */
  async function cancel(): Promise<void> {
    const cancelled = new Set<string>();
    let shown = '';
    let asked: Promise<void> | undefined;
    const arrived = async () => {
      const window = await pinWindow();
      if (window !== undefined && !cancelled.has(window)) await press(window, 'key', 'Escape');
      if (window !== undefined) cancelled.add(window);
      // It answers nothing while a window of its own waits.
      asked ??= browser!.url().then((url) => void ([shown, asked] = [url, undefined]));
      return shown;
    };
    await eventually(arrived, `${office.system.url}/mine?signIn=card-no-certificate`, 60_000);
    await browser!.sees('Your browser showed no card. Is the card in the reader, and was its PIN typed?');
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
    const window = await xdotool('search', '--onlyvisible', '--name', 'Mozilla Firefox$');
    await press(window);
    await eventually(() => desktop.hasButton(buttonColor), true, 30_000);
    await photograph('3-certificate');
    await press(window, 'key', 'Return');
    await browser!.sees('My devices');
    await photograph('4-signed-in');
    const whoIs = () => browser!.run<object>(`return fetch('/api/v1/me').then((answer) => answer.json())`);
    const signedIn = { roles: ['CH'], identity: expect.objectContaining({ displayName: 'Grace Hopper' }) };
    expect(await whoIs()).toMatchObject(signedIn);
    const before = await office.certificate();
    expect((await office.flows.update(office.deviceId, ['9A'])).state).toBe('COMPLETED');
    expect(await office.certificate()).not.toBe(before);
    expect(await whoIs()).toMatchObject(signedIn);
  });
});
