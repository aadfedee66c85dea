/**
 * The way to the computer that a browser is at where something is missing: the door, the program, a newer version of it. What is told to do is done there, and the same page goes
 * on. In Chromium, with the whole system and agent processes; the newer version is the agent of this repository that says another number.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { freePort } from '@cardwright/embedded-servers/ports';
import { describeWith } from '@cardwright/testing/describe-with';
import type { RunningAgent } from '@cardwright/testing/installation';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf } from '../support/looks.js';

jest.setTimeout(120_000);
const people = `external_id,given_name,surname,display_name,email,upn
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
/** What the installation gives out; nobody installs it here. */
const packageFile = 'cardwright-agent_0.2.0-1_amd64.deb';
/** Has Node load a module of the agent with the next version in the place of this one's. */
const hook = `export const load = async (url, context, next) => {
  const loaded = await next(url, context);
  return url.endsWith('/workstation/versions.js')
    ? { ...loaded, source: String(loaded.source).replace("releaseVersion = '0.1.0'", "releaseVersion = '0.2.0'") }
    : loaded;
};`;
const asDataUrl = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;
const asNewer = `--import=${asDataUrl(`import { register } from 'node:module'; register(${JSON.stringify(asDataUrl(hook))});`)}`;

describeWith(chromiumMissing(), 'a computer where something is missing', () => {
  let system: TestSystem;
  let agent: RunningAgent | undefined;
  let grace: Person;

  beforeAll(async () => {
    system = await startSystem();
    await system.api('POST', '/people/import', { csv: people });
    await system.services.gateway.stop();
    const agentPackageDir = join(system.home, 'packages');
    await mkdir(agentPackageDir);
    await writeFile(join(agentPackageDir, packageFile), 'stands for 30 MB');
    Object.assign(system.at, { bridgePort: await freePort(), agentPackageDir });
    await system.startService('gateway');
    grace = await Person.open(system.url);
    await grace.signIn('grace');
  });
  afterAll(async () => {
    await grace?.close();
    await agent?.stop();
    await system?.stop();
  });

  const startAgent = async ({ door = true, env = {} }: { door?: boolean; env?: NodeJS.ProcessEnv } = {}) => {
    const port = door ? ['--bridge-port', String(system.at.bridgePort)] : [];
    agent = await system.startAgent({ name: 'desk', args: ['--simulated', '1', '--cards', '0', ...port], env });
  };
  const press = (name: string): Promise<void> => grace.page.getByRole('button', { name, exact: true }).click();
  /** What the page says is the matter. */
  const said = (text: string): Promise<void> => grace.page.getByRole('alert').getByText(text).waitFor();
  /** The next step of Add device: the computer is found. */
  const goesOn = (): Promise<void> => grace.page.getByText('Put a new card into the reader').waitFor();

  async function expectCancel(): Promise<void> {
    await grace.page.getByRole('link', { name: 'Cancel' }).click();
    await grace.page.getByRole('heading', { name: 'My devices' }).waitFor();
    await grace.page.getByRole('link', { name: 'Add device' }).click();
    await grace.page.getByRole('button', { name: 'Connect this computer' }).waitFor();
  }

  it('[C05] the program is missing: what to do, with the package; Cancel leaves, and once it is there Try again goes on', async () => {
    await grace.goTo('/mine/add');
    await press('Connect this computer');
    await said('This computer was not found');
    await said('the Cardwright program is not installed on this computer');
    await grace.page.getByRole('link', { name: 'Get version 0.2.0-1' }).waitFor();
    expect(await faultsOf(grace, 'add-no-program')).toEqual([]);
    await expectCancel();
    await press('Connect this computer');
    await said('This computer was not found');
    await press('Try again');
    await grace.page.getByText('Looking for this computer').waitFor();
    await said('This computer was not found');
    await startAgent();
    await press('Try again');
    await goesOn();
  });

  it('[C04] its door is missing: the page says that the program itself answers; Cancel leaves, and with the door Try again goes on', async () => {
    await agent!.stop();
    await startAgent({ door: false });
    const other = await Person.open(system.url);
    try {
      // Another browser of the same person: nothing is connected in it.
      await other.signIn('grace');
      await other.goTo('/computer');
      await other.page.getByRole('button', { name: 'Connect this computer' }).click();
      const alert = other.page.getByRole('alert');
      await alert.getByText('This computer was not found').waitFor();
      await alert.getByText('desk, the computer where you were last, answers now.').waitFor();
      await other.page.getByRole('link', { name: 'My devices' }).click();
      await other.page.getByRole('heading', { name: 'My devices' }).waitFor();
      await agent!.stop();
      await startAgent();
      await other.goTo('/computer');
      await other.page.getByRole('button', { name: 'Connect this computer' }).click();
      await other.page.getByText('Connected with desk').waitFor();
    } finally {
      await other.close();
    }
  });

  it('[C06] the program is too old: both versions and the newer package; Cancel leaves, and once it is updated Try again goes on', async () => {
    system.at.minimumAgentVersion = '0.2.0';
    await system.services['issuance-svc'].stop();
    await system.startService('issuance-svc');
    const tooOld = 'Version 0.1.0 is installed, and version 0.2.0 or a newer one is needed.';
    await grace.goTo('/mine/add');
    await said('The program of this computer is too old');
    await said(tooOld);
    await grace.page.getByRole('heading', { name: 'A newer version for this computer' }).waitFor();
    await grace.page.getByRole('link', { name: 'Get version 0.2.0-1' }).waitFor();
    expect(await faultsOf(grace, 'add-outdated')).toEqual([]);
    // It looks once more: what the page says meanwhile may be gone before anybody reads it.
    const asksAgain = grace.page.waitForRequest('**/api/v1/bridge/challenges');
    await press('Try again');
    await asksAgain;
    await said(tooOld);
    await grace.page.getByRole('link', { name: 'Cancel' }).click();
    await grace.page.getByRole('heading', { name: 'My devices' }).waitFor();
    await grace.page.getByRole('link', { name: 'Add device' }).click();
    await said(tooOld);
    await agent!.stop();
    await startAgent({ env: { NODE_OPTIONS: asNewer } });
    await press('Try again');
    await goesOn();
  });

  it('[A21] the menu leads to the page of this computer, from which the way back is in sight', async () => {
    const { page } = grace;
    await grace.goTo('/mine');
    await page.getByRole('button', { name: /^Your account/ }).click();
    await page.getByRole('menuitem', { name: 'This computer' }).click();
    await page.getByRole('heading', { name: 'This computer' }).waitFor();
    await page.getByText('Connected with desk').waitFor();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My devices' }).click();
    await page.getByRole('heading', { name: 'My devices' }).waitFor();
  });

  it('[A21] where the small window cannot bring its code: why, in both languages, the code of it in the details alone', async () => {
    const { page } = grace;
    const pairing = `${system.url}/api/v1/bridge/pairing`;
    let posts = 0;
    await page.route(pairing, (route) => {
      if (route.request().method() === 'POST') posts++;
      return route.abort('internetdisconnected');
    });
    const code = `/paired#${'A'.repeat(43)}`;
    await grace.goTo(code);
    await said('The portal cannot be reached');
    await said('Check that this computer has a network connection, then try again.');
    const details = page.getByRole('alert').getByText('CONSOLE_OFFLINE');
    expect(await details.isVisible()).toBe(false);
    await page.getByText('Details').click();
    await details.waitFor();
    expect(await faultsOf(grace, 'paired-offline')).toEqual([]);
    expect(posts).toBe(1);
    await page.evaluate(`localStorage.setItem('cardwright-language', 'de')`);
    await page.goto('about:blank');
    await grace.goTo(code);
    await said('Das Portal ist nicht zu erreichen');
    expect(await faultsOf(grace, 'paired-offline-german')).toEqual([]);
    expect(posts).toBe(2);
    await page.unroute(pairing);
    await press('Noch einmal versuchen');
    await page.getByText('Es wurde nichts verbunden').waitFor();
    await page.evaluate(`localStorage.removeItem('cardwright-language')`);
  });

  it('[A21] what is before the server is broken: the page says that the portal is busy, the small window closes, and Connect goes on when it is back', async () => {
    const { page } = grace;
    await grace.goTo('/computer');
    await press('This is not my computer');
    await page.getByText('Not connected yet').waitFor();
    await page.route(`${system.url}/api/v1/bridge/challenges`, (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
    );
    const opened = page.context().waitForEvent('page');
    await press('Connect this computer');
    const small = await opened;
    await said('The portal is busy');
    if (!small.isClosed()) await small.waitForEvent('close');
    await page.unroute(`${system.url}/api/v1/bridge/challenges`);
    await press('Connect this computer');
    await page.getByText('Connected with desk').waitFor();
  });
});
