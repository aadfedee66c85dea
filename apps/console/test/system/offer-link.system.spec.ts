/**
 * The link of a desktop notification in browsers that are not Chromium: a card in the reader, the agent, its desk part on a desktop with dunst, a click, and xdg-open starts the
 * person's browser at the page of the offer. The portal is at another site than its issuer, as in a real installation: what a sign-in leaves behind (a cookie with SameSite=Strict)
 * has to come with a navigation that no page of the portal began.
 */
import { execFile } from 'node:child_process';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { OfferRow } from '@cardwright/contracts/update/update-offer';
import { untilCardSeen } from '@cardwright/testing/card-seen';
import { describeWith } from '@cardwright/testing/describe-with';
import { startDesk, type DeskProcess } from '@cardwright/testing/desk-process';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import type { RunningAgent } from '@cardwright/testing/installation';
import { inspect, personId } from '@cardwright/testing/issue';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { browserMissing, OtherBrowser } from '../support/other-browser.js';

jest.setTimeout(180_000);
const people = `external_id,given_name,surname,display_name,email,upn
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const run = promisify(execFile);
const agentProgram = fileURLToPath(new URL('../../../device-edge/dist/main.js', import.meta.url));
const reader = 'Simulated reader 0';

describeWith(requireDesktop().available ? undefined : requireDesktop().reason, 'the link of a notification', () => {
  let system: TestSystem;
  let portal: string;

  beforeAll(async () => {
    system = await startSystem();
    await system.api('POST', '/people/import', { csv: people });
    portal = `http://localhost:${system.at.httpPort}`;
    await system.services.gateway.stop();
    Object.assign(system.at, { publicUrl: portal, temporalUiUpstream: undefined });
    await system.startService('gateway');
  });
  afterAll(() => system?.stop());

  /** By the address that people have for the portal. */
  async function enrol(name: string): Promise<void> {
    const { code } = await system.api<{ code: string }>('POST', '/workstations/enrolment-codes', { name });
    const env = {
      PATH: process.env['PATH'],
      CARDWRIGHT_AGENT_HOME: join(system.home, `agent-${name}`),
      CARDWRIGHT_ENROLMENT_CODE: code,
    };
    await run(process.execPath, [agentProgram, 'enrol', '--server', portal], { env });
  }

  for (const [name, title, serial] of [
    ['firefox', 'Firefox', 20_000_070],
    ['webkit', 'WebKitGTK', 20_000_080],
  ] as const)
    describeWith(browserMissing(name), title, () => {
      let desktop: Desktop;
      let agent: RunningAgent;
      let desk: DeskProcess;
      let browser: OtherBrowser;
      let deviceId: string;
      const offers = async (): Promise<OfferRow[]> =>
        (await system.api<{ rows: OfferRow[] }>('GET', `/devices/${deviceId}/update-offers`)).rows;

      beforeAll(async () => {
        desktop = await Desktop.start();
        browser = await (name === 'firefox' ? firefoxOn(desktop) : OtherBrowser.open(name));
        await enrol(name);
        const env = { CARDWRIGHT_AGENT_CARD_AUTO_UPDATE: 'true', CARDWRIGHT_AGENT_UPDATE_CHECK_JITTER_SECONDS: '0' };
        agent = await system.startAgent({ name, args: ['--simulated', '1', '--serial', String(serial)], env });
        desk = startDesk(agent.agentHome, desktop.env);
        await eventually(() => Promise.resolve(desk.log().includes('connected to the card service')), true);
      });
      afterAll(async () => {
        await desk?.stop();
        await agent?.stop();
        await browser?.close();
        await desktop?.stop();
      });

      it(`[A10, A11] signed in: it is the page of the offer, at once`, async () => {
        await browser.goTo(`${portal}/mine`);
        await browser.sees('Sign in');
        await browser.click('//a[.="Sign in"]');
        await browser.sees('Who are you today?');
        await browser.click('button[value=grace]');
        await browser.sees('My devices');
        await browser.goTo('about:blank');

        await untilCardSeen(system.api, agent.workstationId, reader);
        ({ deviceId } = (await inspect(system.api, agent.workstationId, reader)).device);
        await system.api('POST', `/devices/${deviceId}/bind`, {
          ...{ personId: await personId(system.api, 'E1002'), profileName: 'authentication-only', reasonText: 'new' },
        });
        await eventually(desktop.shown, 1);
        await desktop.click();
        await eventually(async () => (await offers())[0]?.state, 'accepted');
        const url = `${portal}/update/${(await offers())[0]!.offerId}`;
        await eventually(async () => (await desktop.browserStarts()).map(({ args }) => args), [[url]]);
        // WebKitGTK's own small browser takes no address from another start of it: it is handed on as a browser would do it.
        if (name === 'webkit') await browser.goTo(url);
        await browser.goOnAt(url);
        await browser.sees('What is done');
        expect(await browser.url()).toBe(url);
        await browser.sees('Grace Hopper');
      });
    });
});

/** Firefox with windows on this desktop, and what xdg-open starts gives it the address. */
async function firefoxOn({ folder, env }: Desktop): Promise<OtherBrowser> {
  const profile = join(folder, 'firefox');
  await mkdir(profile);
  await appendFile(join(folder, 'browser'), `exec firefox-esr --profile '${profile}' "$@"\n`);
  return OtherBrowser.onScreen({ profile, env });
}
