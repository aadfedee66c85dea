/**
 * Which computer a browser is at: the whole way, with Chromium, the gateway, the record and the door of an agent process; once as it is here and once with the
 * portal's address taken for a public one, as it is outside of a test (without that switch a browser lets everything through). And everything that pairs nobody. Then once
 * more in each of three browsers, with the portal at another site than issuer and agent, as it is in a real installation: where a navigation began elsewhere, the cookie of the
 * session does not come with it (SameSite=Strict).
 */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { once } from 'node:events';
import { execFile } from 'node:child_process';
import { get, type IncomingMessage } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { BridgeKeys, BridgeOffer, BridgeState } from '@cardwright/contracts/workstation/bridge';
import { freePort } from '@cardwright/embedded-servers/ports';
import { bridgeKeyId, readBridgeChallenge, signBridgeChallenge } from '@cardwright/sealing/bridge-challenge';
import { eventually } from '@cardwright/testing/eventually';
import { describeWith, itWith } from '@cardwright/testing/describe-with';
import type { RunningAgent } from '@cardwright/testing/installation';
import { openRecords, type Records } from '@cardwright/testing/records';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf } from '../support/looks.js';
import { browserMissing, OtherBrowser } from '../support/other-browser.js';

jest.setTimeout(120_000);
const nothing = 'Nothing was changed';
const aCode = /^[\w-]{43}$/;
const run = promisify(execFile);
const views = [
  ['-dark-narrow', 'dark', 390],
  ['-zoomed', 'light', 640],
  ['', 'light', 1280],
] as const;

describeWith(chromiumMissing(), 'the computer that a browser is at', () => {
  let system: TestSystem;
  let records: Records;
  let agent: RunningAgent;
  const people: Person[] = [];

  beforeAll(async () => {
    system = await startSystem();
    records = await openRecords(system);
    const bridgePort = await freePort();
    await system.services.gateway.stop();
    Object.assign(system.at, { bridgePort });
    await system.startService('gateway');
    agent = await system.startAgent({ name: 'desk', args: ['--simulated', '1', '--bridge-port', String(bridgePort)] });
  });
  afterAll(async () => {
    for (const person of people) await person.close();
    await records?.close();
    await agent?.stop();
    await system?.stop();
  });

  async function arrives(login: string, space?: 'public'): Promise<Person> {
    const person = await Person.open(system.url, { ...(space && { space }) });
    people.push(person);
    await person.signIn(login);
    return person;
  }
  const offered = async (person: Person): Promise<string> =>
    (await person.send<BridgeOffer>('/bridge/challenges', {})).url;
  const state = async ({ page }: Person): Promise<BridgeState> =>
    (await (await page.request.get(`${system.url}/api/v1/bridge/pairing`)).json()) as BridgeState;
  /** As any program of this user goes to the door: the code, or the heading of the page that goes nowhere. */
  async function codeFrom(url: string): Promise<string> {
    const [answer] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
    const page = await text(answer);
    const { location } = answer.headers;
    expect(location?.startsWith(`${system.url}/paired#`) ?? true).toBe(true);
    return location === undefined ? /<h1>(.*)<\/h1>/.exec(page)![1]! : new URL(location).hash.slice(1);
  }
  const post = (person: Person, code: string) => person.send<BridgeState>('/bridge/pairing', { code });
  async function headersOf({ page }: Person): Promise<Record<string, string>> {
    const { csrfToken } = (await (await page.request.get(`${system.url}/api/v1/me`)).json()) as { csrfToken: string };
    return { 'x-csrf-token': csrfToken, origin: system.url };
  }
  const permission = ({ page }: Person): Promise<string> =>
    page.evaluate(`navigator.permissions.query({ name: 'loopback-network' }).then(({ state }) => state)`);

  /** As it is, dark on a phone, and at 200 % zoom: nothing is wider than the window, and axe finds nothing. */
  async function expectGoodLooks(person: Person, name: string): Promise<void> {
    const faults: string[] = [];
    for (const [view, scheme, width] of views) {
      await person.page.emulateMedia({ colorScheme: scheme });
      await person.page.setViewportSize({ width, height: 800 });
      faults.push(...(await faultsOf(person, name + view)));
    }
    expect(faults).toEqual([]);
  }

  it.each([
    [undefined, 'prompt'],
    ['public', 'prompt'],
    ['public', 'denied'],
  ] as const)(
    '[C03] one click, and the portal knows it; nobody is asked for a permission (address: %s, permission: %s)',
    async (space, before) => {
      const person = await arrives('grace', space);
      const { page } = person;
      // Whoever asked would find it denied, in a browser without a screen.
      if (before === 'prompt') await page.context().clearPermissions();
      expect(await permission(person)).toBe(before);
      if (space === undefined)
        // A browser that keeps the session's cookie back, as the navigation began at another site.
        await page.context().route('**/paired', async (route) => {
          const { cookie: _, ...headers } = await route.request().allHeaders();
          await route.fulfill({ response: await route.fetch({ headers: { ...headers, cookie: '' } }) });
        });
      await person.goTo('/computer');
      await page.getByText('Not connected yet').waitFor();
      // The start page asks for cards, and this person is nobody whom the record knows.
      person.messages.length = 0;
      const opened = page.context().waitForEvent('page');
      await page.getByRole('button', { name: 'Connect this computer' }).click();
      const small = await opened;
      await page.getByText('Connected with desk').waitFor();
      await page.getByText('The program of this computer answers.').waitFor();
      if (!small.isClosed()) await small.waitForEvent('close');
      expect(await permission(person)).toBe(before);
      expect(await state(person)).toEqual({
        workstation: { workstationId: agent.workstationId, name: 'desk', online: true },
        challenge: { state: 'paired', cause: null },
        before: null,
        outdated: null,
      });
      await person.photograph(`computer-connected-${space ?? 'plain'}-${before}`);
      await page.reload();
      await page.getByText('Connected with desk').waitFor();
      await page.getByRole('button', { name: 'This is not my computer' }).click();
      await page.getByText('Not connected yet').waitFor();
      expect((await state(person)).workstation).toBe(null);
      expect(person.messages).toEqual([]);
    },
  );

  // Nobody can say here who sits at the computer, so that only the agent's own user is believed to. Needs the right to be two users.
  itWith(process.getuid!() === 0 ? undefined : 'root')(
    '[C03] two users of one computer, each with a browser: the agent serves the one who sits there, and the other is told',
    async () => {
      const other = await Person.open(system.url, { user: 61_234 });
      people.push(other);
      await other.signIn('alan');
      await other.goTo('/computer');
      const opened = other.page.context().waitForEvent('page');
      await other.page.getByRole('button', { name: 'Connect this computer' }).click();
      const small = await opened;
      await small.getByRole('heading', { name: 'Somebody else is signed in at this computer' }).waitFor();
      await other.page.getByRole('alert').getByText('Somebody else is signed in at this computer').waitFor();
      await other.photograph('computer-other-session');
      expect(await state(other)).toMatchObject({
        workstation: null,
        challenge: { state: 'refused', cause: 'unknown-session' },
      });
      // By the challenge of the one, in the browser of the other: neither is connected.
      const [first] = people as [Person];
      await other.page.goto(await offered(first));
      await other.page.getByRole('heading', { name: 'Somebody else is signed in at this computer' }).waitFor();
      expect((await state(first)).workstation).toBe(null);
      await first.page.goto(await offered(other));
      await first.page.getByText('Nothing was connected').waitFor();
      expect((await state(other)).workstation).toBe(null);
      await first.goTo('/computer');
      await first.page.getByRole('button', { name: 'Connect this computer' }).click();
      await first.page.getByText('Connected with desk').waitFor();
      await first.page.getByRole('button', { name: 'This is not my computer' }).click();
      await first.page.getByText('Not connected yet').waitFor();
    },
  );

  it('refuses / a challenge that is opened in somebody else’s browser: it connects neither, and the code is gone', async () => {
    const [attacker, victim] = people as [Person, Person];
    const url = await offered(attacker);
    await victim.page.goto(url);
    await victim.page.getByText('Nothing was connected').waitFor();
    expect(new URL(victim.page.url()).hash).toBe('');
    await victim.photograph('paired-refused');
    expect(await state(attacker)).toMatchObject({ workstation: null, challenge: { cause: 'other-browser' } });
    expect((await state(victim)).workstation).toBe(null);

    const code = await codeFrom(await offered(attacker));
    await expect(post(victim, code)).rejects.toThrow('BRIDGE_CODE_REFUSED');
    await expect(post(attacker, code)).rejects.toThrow('BRIDGE_CODE_REFUSED');
    expect([(await state(attacker)).workstation, (await state(victim)).workstation]).toEqual([null, null]);
  });

  it('refuses / a challenge that comes again, is over, or is of another gateway; a code that comes again', async () => {
    const [person] = people as [Person];
    const url = await offered(person);
    const code = await codeFrom(url);
    expect((await post(person, code)).workstation).toMatchObject({ name: 'desk' });
    await expect(post(person, code)).rejects.toThrow('BRIDGE_CODE_REFUSED');
    expect(await codeFrom(url)).toBe(nothing);
    await person.page.goto(url);
    await person.page.getByText(nothing).waitFor();

    const late = await offered(person);
    await records.query(`UPDATE issuance.bridge_challenge SET expires_at = now() WHERE answered_at IS NULL`);
    expect(await codeFrom(late)).toBe(nothing);
    expect((await state(person)).challenge).toEqual({ state: 'over', cause: null });

    const challengeText = new URL(await offered(person)).searchParams.get('challenge')!;
    const { keys } = (await (await fetch(`${system.url}/api/v1/bridge/keys`)).json()) as BridgeKeys;
    const kid = bridgeKeyId(challengeText)!;
    const challenge = (await readBridgeChallenge(
      challengeText,
      keys.find((each) => each['kid'] === kid)!,
    ))!;
    const other = generateKeyPairSync('ed25519').privateKey;
    const forged = await signBridgeChallenge(
      { ...challenge, jti: randomBytes(32).toString('base64url') },
      { kid, key: other },
    );
    expect(await codeFrom(url.replace(/challenge=.*/, `challenge=${forged}`))).toBe(nothing);
    // Nobody has seen the one that was good.
    expect((await state(person)).challenge).toEqual({ state: 'open', cause: null });
  });

  it('[C05] where no window can go there: a code that the program shows, typed in once', async () => {
    const [person] = people as [Person];
    const { page } = person;
    const program = fileURLToPath(new URL('../../../device-edge/dist/main.js', import.meta.url));
    const env = { PATH: process.env['PATH'], CARDWRIGHT_AGENT_HOME: agent.agentHome };
    const { stdout } = await run(process.execPath, [program, 'pair'], { env });
    const [code] = stdout.split('\n') as [string];
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    await page.request.delete(`${system.url}/api/v1/bridge/pairing`, { headers: await headersOf(person) });
    await person.goTo('/computer');
    await page.getByRole('button', { name: 'Type a code instead' }).click();
    const field = page.getByRole('textbox', { name: 'Code that it shows' });
    await field.fill('0000-0000');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('alert').getByText('This code is not good').waitFor();
    await field.fill(code.toLowerCase());
    await person.photograph('computer-typed-code');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Connected with desk').waitFor();
    await expect(person.send('/bridge/pairing/typed', { code })).rejects.toThrow('BRIDGE_CODE_REFUSED');
  });

  it('[A21][C04][C05] says why, as far as it is known: the program does not run, the browser stops the small window, or it was closed', async () => {
    const [, person] = people as [Person, Person];
    const { page } = person;
    await agent.stop();
    await person.goTo('/computer');
    await page.getByRole('button', { name: 'Connect this computer' }).click();
    await page.getByText('Looking for this computer').waitFor();
    const said = page.getByRole('alert');
    await said.getByText('This computer was not found').waitFor();
    // Where this person was last, from another browser.
    await said.getByText('desk, the computer where you were last, does not answer.').waitFor();
    await said.getByText('Last answer:').waitFor();
    await page.getByText('This portal has no Cardwright program to give out').waitFor();
    await person.photograph('computer-not-found');
    expect(await permission(person)).toBe('prompt');

    // Whoever takes a connection and says nothing leaves the window as it is while a browser asks its user, or holds it back.
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(system.at.bridgePort, '127.0.0.1');
    await once(silent, 'listening');
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Try again' }).click();
    const small = await opened;
    await said.getByText('Your browser holds the small window back').waitFor();
    expect(await page.getByText('If Cardwright is not on this computer yet').count()).toBe(0);
    await person.photograph('computer-held');
    await small.close();
    await said.getByText('The small window was closed too early').waitFor();
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => silent.close(closed));

    await page.evaluate('window.open = () => null');
    await page.getByRole('button', { name: 'Try again' }).click();
    await said.getByText('Your browser has stopped the small window').waitFor();
  });

  describe('the portal at another site', () => {
    let portal: string;
    const offer = `/update/${randomUUID()}`;
    const packageFile = 'cardwright-agent_0.1.0-1_amd64.deb';
    const packageText = 'stands for 30 MB';
    const others = new Map<string, OtherBrowser>();
    const noOffer = 'There is no update at this address';

    const startDesk = async (): Promise<void> => {
      // As it was stopped: enrolled, and with the portal of before forgotten.
      const args = ['--simulated', '1', '--bridge-port', String(system.at.bridgePort)];
      agent = await system.startAgent({ name: 'desk', args });
    };

    beforeAll(async () => {
      portal = `http://localhost:${system.at.httpPort}`;
      await startDesk();
      expect(await codeFrom(await offered(people[0]!))).toMatch(aCode);
      await system.services.gateway.stop();
      const agentPackageDir = join(system.home, 'packages');
      await mkdir(agentPackageDir);
      await writeFile(join(agentPackageDir, packageFile), packageText);
      Object.assign(system.at, { publicUrl: portal, temporalUiUpstream: undefined, agentPackageDir });
      await system.startService('gateway');
    });
    afterAll(async () => {
      for (const browser of others.values()) await browser.close();
    });

    it('[A21] a computer that belongs to another portal: the small window says so, and to which', async () => {
      const person = await Person.open(portal);
      people.push(person);
      await person.signIn('grace');
      await person.goTo('/computer');
      const { page } = person;
      const opened = page.context().waitForEvent('page');
      await page.getByRole('button', { name: 'Connect this computer' }).click();
      const small = await opened;
      await small.getByRole('heading', { name: 'This computer belongs to another portal' }).waitFor();
      await small.getByText(`Cardwright is set up here for ${system.url}.`).waitFor();
      await person.photograph('computer-other-portal', small);
      await page.getByRole('alert').getByText('This computer was not found').waitFor();
      // Its program answers the same server here, by another name of it.
      await page.getByText('desk, the computer where you were last, answers now.').waitFor();
      await small.close();
      await agent.stop();
      await startDesk();
    });

    it('[C03] Chromium: sign-in and one click', async () => {
      const person = people.at(-1)!;
      await person.goTo('/computer');
      await person.page.getByRole('button', { name: 'Connect this computer' }).click();
      await person.page.getByText('Connected with desk').waitFor();
      await eventually(() => Promise.resolve(person.page.context().pages().length), 1);
    });

    for (const [name, title] of [
      ['firefox', 'Firefox'],
      ['webkit', 'WebKitGTK'],
    ] as const)
      describeWith(browserMissing(name), title, () => {
        let browser: OtherBrowser;
        beforeAll(async () => {
          browser = await OtherBrowser.open(name);
          others.set(name, browser);
        });
        /** As a page of another site sends a browser, or a program that opens an address. */
        const sentTo = async (path: string): Promise<void> => {
          await browser.goTo(`${system.url}/help/update`);
          // A page that has not brought its text is not done loading; leaving it then was once without effect, why is not known.
          await browser.sees('Help with updating a card');
          await browser.run(`location.href = ${JSON.stringify(portal + path)}`);
          const where = `[location.href, performance.getEntriesByType('navigation')[0]?.type, document.body?.innerText]`;
          const shown = () => browser.run<string>(`return ${where}.join(' ')`).catch(String);
          await eventually(shown, expect.stringMatching(new RegExp(`^${portal}`)));
        };

        it('[A11] the link of a message, signed out: after the sign-in it is the page of the link', async () => {
          await browser.goTo(portal + offer);
          await browser.sees('Smart cards and security keys');
          await browser.click('//a[.="Sign in"]');
          await browser.sees('Who are you today?');
          await browser.click('button[value=grace]');
          await browser.sees(noOffer);
          expect(await browser.url()).toBe(portal + offer);
          expect(await browser.run('return document.cookie')).toBe('');
        });

        it('[A11] and signed in: there at once, from another site too', async () => {
          await sentTo(offer);
          await browser.sees(noOffer);
          await browser.goTo(portal + offer);
          await browser.sees(noOffer);
        });

        it('[C03] one click, and the portal knows the computer; the small window closes', async () => {
          await browser.goTo(`${portal}/computer`);
          await browser.sees('Not connected yet');
          await browser.click('//button[.="Connect this computer"]');
          await browser.sees('Connected with desk');
          await eventually(() => browser.windows(), 1);
          await browser.goTo(`${portal}/computer`);
          await browser.sees('Connected with desk');
        });

        it('refuses / a code that it did not ask for, which another site sends it with', async () => {
          await sentTo(`/paired#${'A'.repeat(43)}`);
          await browser.sees('Nothing was connected');
          expect(await browser.url()).toBe(`${portal}/paired`);
        });
      });

    it('[B11][C05] where it is not on this computer: its package, and the command that checks it; on another system that there is none', async () => {
      const person = people.at(-1)!;
      const { page } = person;
      await agent.stop();
      await person.goTo('/computer');
      await page.getByRole('button', { name: 'This is not my computer' }).click();
      // By the keyboard alone.
      await person.tabTo(page.getByRole('button', { name: 'Connect this computer' }));
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('This computer was not found').waitFor();
      await expectGoodLooks(person, 'computer-install');
      const arriving = page.waitForEvent('download');
      await person.tabTo(page.getByRole('link', { name: 'Get version 0.1.0-1 (Intel or AMD, 0 MB)' }));
      await page.keyboard.press('Enter');
      const download = await arriving;
      expect(download.suggestedFilename()).toBe(packageFile);
      expect(await readFile(await download.path(), 'utf8')).toBe(packageText);
      // As far as it goes without being root: fetched, and found whole.
      const command = await page.locator('pre', { hasText: 'curl' }).innerText();
      await person.tabTo(page.getByRole('button', { name: 'Copy' }));
      await page.keyboard.press('Enter');
      await eventually(() => page.evaluate('navigator.clipboard.readText()'), command);
      const [fetched, checked, installed] = command.split(' && ');
      expect(installed).toBe(`sudo apt-get install ./${packageFile}`);
      const folder = await mkdtemp(join(tmpdir(), 'cardwright-fetched-'));
      const { stdout } = await run('bash', ['-c', `${fetched} && ${checked}`], { cwd: folder });
      expect(stdout).toBe(`${packageFile}: OK\n`);
      await rm(folder, { recursive: true });
      await page.getByText('send your help desk the address of this page').waitFor();
      await page.evaluate(`localStorage.setItem('cardwright-language', 'de')`);
      await page.reload();
      await page.getByRole('button', { name: 'Diesen Computer verbinden' }).click();
      await page.getByRole('alert').getByText('Dieser Computer wurde nicht gefunden').waitFor();
      await page.getByRole('link', { name: 'Version 0.1.0-1 holen (Intel oder AMD, 0 MB)' }).waitFor();
      await expectGoodLooks(person, 'computer-install-german');
      await page.addInitScript(
        `Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)' })`,
      );
      await page.reload();
      await page.getByRole('button', { name: 'Diesen Computer verbinden' }).click();
      await page.getByText('Für diese Art von Computer gibt es kein Cardwright-Programm').waitFor();
      expect(await page.getByRole('link', { name: /holen/ }).count()).toBe(0);
      await person.photograph('computer-install-other-system');
    });

    for (const name of ['firefox', 'webkit'] as const)
      itWith(browserMissing(name))(
        `[C04][C05] nor in ${name}: it is told from a window that was held back`,
        async () => {
          const browser = others.get(name)!;
          await browser.goTo(`${portal}/computer`);
          await browser.sees('This is not my computer');
          await browser.click('//button[.="This is not my computer"]');
          await browser.sees('Not connected yet');
          await browser.click('//button[.="Connect this computer"]');
          await browser.sees('This computer was not found');
          await browser.sees('Get version 0.1.0-1');
        },
      );
  });
});
