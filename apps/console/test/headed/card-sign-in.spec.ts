/**
 * Sign-in with the card as its holder does it: a browser with windows on a screen, OpenSC's PKCS#11 module, the card in a PC/SC reader. The browser's own
 * windows ask for PIN and certificate, and are answered with keys. Then that very card is updated while the browser is open.
 */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, it, jest } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { describeWith } from '@cardwright/testing/describe-with';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import { requirePcscd } from '@cardwright/testing/pcscd';
import { requirePrograms } from '@cardwright/testing/programs';
import { CardOffice } from './card-office.js';
import { NativeWindows } from './native-windows.js';
import { securityModules, wrongPin } from './security-modules.js';

jest.setTimeout(180_000);
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
  let windows: NativeWindows;
  let browser: Browser | undefined;
  let page: Page;

  beforeAll(async () => {
    office = await CardOffice.start();
    const trusted = `--ignore-certificate-errors-spki-list=${await office.spkiHash()}`;
    desktop = await Desktop.start({ browser: 'chromium', switches: [trusted] });
    windows = new NativeWindows(desktop, { pinWindow: '^Unlock Security Device$' });
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

  /** From the portal's first page: what the click leads to comes after the browser's own windows. */
  async function begin(): Promise<void> {
    await page.goto(`${office.system.url}/mine`);
    await page.getByRole('link', { name: 'Sign in with my card' }).click({ noWaitAfter: true });
  }
  async function cancel(): Promise<void> {
    await windows.cancelUntil(() => page.url(), `${office.system.url}/mine?signIn=card-no-certificate`);
    await page.getByText('Your browser showed no card. Is the card in the reader, and was its PIN typed?').waitFor();
  }

  it('[A11] without the PIN nobody is signed in, and the portal says what to do', async () => {
    await begin();
    await windows.askedForPin();
    await windows.photograph('1-pin');
    await cancel();
    await windows.photograph('2-cancelled');
  });

  it('[A11] a wrong PIN is asked for again; cancelled then, the portal says what to do', async () => {
    await begin();
    const first = await windows.askedForPin();
    await windows.type(first, wrongPin(office.flows.pin));
    await windows.askedForPin(first);
    await cancel();
  });

  it('[A11] the holder signs in with card and PIN after that, and the card is updated while the browser is open', async () => {
    await begin();
    await windows.type(await windows.askedForPin(), office.flows.pin);
    // Chromium draws this one into the window of the page.
    await eventually(() => desktop.hasButton(buttonColor), true, 30_000);
    await windows.photograph('3-certificate');
    await windows.press((await windows.find(' - Chromium$'))!, 'key', 'Return');
    await page.getByRole('heading', { name: 'My devices' }).waitFor();
    await windows.photograph('4-signed-in');
    const whoIs = () => page.evaluate(async () => (await (await fetch('/api/v1/me')).json()) as object);
    await office.updatesWhileSignedIn(whoIs);
  });
});
