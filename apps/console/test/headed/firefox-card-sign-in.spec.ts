/**
 * Sign-in with the card in Debian's Firefox, as its holder does it: windows on a screen, OpenSC's PKCS#11 module in its profile, the card in a PC/SC reader. Its own windows ask for
 * PIN and certificate, and are answered with keys. Then that very card is updated while the browser is open.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import { requirePcscd } from '@cardwright/testing/pcscd';
import { requirePrograms } from '@cardwright/testing/programs';
import { OtherBrowser } from '../support/other-browser.js';
import { CardOffice } from './card-office.js';
import { NativeWindows } from './native-windows.js';
import { securityModules, wrongPin } from './security-modules.js';

jest.setTimeout(180_000);
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
  let windows: NativeWindows;
  let browser: OtherBrowser | undefined;

  beforeAll(async () => {
    office = await CardOffice.start();
    desktop = await Desktop.start();
    const isReady = () => desktop.hasButton(ringColor, 2);
    windows = new NativeWindows(desktop, { pinWindow: '^Password Required', isReady, prefix: 'firefox-' });
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

  /** From the portal's first page: what the click leads to comes after the browser's own windows. */
  async function begin(): Promise<void> {
    // It waits for no page: what was shown before has to be gone, as it may look the same.
    await browser!.goTo('about:blank');
    await eventually(() => browser!.url(), 'about:blank');
    await browser!.goTo(`${office.system.url}/mine`);
    await browser!.sees('Sign in with my card');
    await browser!.click('//a[.="Sign in with my card"]');
  }
  async function cancel(): Promise<void> {
    let shown = '';
    let asked: Promise<void> | undefined;
    // It answers nothing while a window of its own waits.
    const url = (): string => {
      asked ??= browser!.url().then((at) => void ([shown, asked] = [at, undefined]));
      return shown;
    };
    await windows.cancelUntil(url, `${office.system.url}/mine?signIn=card-no-certificate`);
    await browser!.sees('Your browser showed no card. Is the card in the reader, and was its PIN typed?');
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
    const window = (await windows.find('Mozilla Firefox$'))!;
    await windows.press(window);
    await eventually(() => desktop.hasButton(buttonColor), true, 30_000);
    await windows.photograph('3-certificate');
    await windows.press(window, 'key', 'Return');
    await browser!.sees('My devices');
    await windows.photograph('4-signed-in');
    const whoIs = () => browser!.run<object>(`return fetch('/api/v1/me').then((answer) => answer.json())`);
    await office.updatesWhileSignedIn(whoIs);
  });
});
