/**
 * A card update as its holder lives it, with nothing in between that is not real: a certificate 20 days before its end, the card in a PC/SC
 * reader, the agent, its desk part on a desktop with dunst, Chromium started by xdg-open, the whole system behind it; read back by programs
 * that are not ours. Screenshots go to test-results/card-update.
 */
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { OfferRow } from '@cardwright/contracts/update/update-offer';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { untilCardSeen } from '@cardwright/testing/card-seen';
import { describeWith } from '@cardwright/testing/describe-with';
import { startDesk, type DeskProcess } from '@cardwright/testing/desk-process';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import { everythingBut } from '@cardwright/testing/everything-but';
import { clientPrograms, IndependentClients } from '@cardwright/testing/independent-clients';
import { issueCard, personId, randomPin } from '@cardwright/testing/issue';
import { PrivatePcscd, requirePcscd, type InsertedCard } from '@cardwright/testing/pcscd';
import { requirePrograms } from '@cardwright/testing/programs';
import { KeptOpen } from '@cardwright/testing/kept-open';
import { openRecords, type Records } from '@cardwright/testing/records';
import { withClockOf } from '@cardwright/testing/service-clock';
import { startSystem, type RunningAgent, type TestSystem } from '@cardwright/testing/system';
import { untilWhole } from '@cardwright/testing/until-whole';

jest.setTimeout(180_000);
const screenshots = fileURLToPath(new URL('../../../../test-results/card-update/', import.meta.url));
const missing = [requirePcscd(), requireDesktop(), requirePrograms([...clientPrograms, 'chromium'])].find(
  ({ available }) => !available,
)?.reason;
const day = 86_400_000;
/** Certificates are good for a year. */
const issuedDaysAgo = 345;

describeWith(missing, 'a card whose certificate ends in 20 days', () => {
  let system: TestSystem;
  let records: Records;
  let pcscd: PrivatePcscd;
  let clients: IndependentClients;
  let desktop: Desktop;
  let agent: RunningAgent;
  let desk: DeskProcess | undefined;
  let browser: Browser | undefined;
  let inserted: InsertedCard | undefined;
  let other: KeptOpen | undefined;
  let reader: string;
  const card = new SimulatedCard({ dialect: 'vendor', serial: 20_000_020 });
  const pin = randomPin();
  const insert = async () => void (inserted = await pcscd.insert(card));
  const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
    (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
  const offersOf = async (deviceId: string): Promise<OfferRow[]> =>
    (await system.api<{ rows: OfferRow[] }>('GET', `/devices/${deviceId}/update-offers`)).rows;
  const photograph = async (name: string): Promise<void> => {
    await mkdir(screenshots, { recursive: true });
    await writeFile(join(screenshots, `${name}.png`), await desktop.screenshot());
  };
  /** Of the agent's checks. */
  const lastAnswer = async (): Promise<string | undefined> =>
    (await readFile(join(system.home, 'logs', 'agent-desk.log'), 'utf8')).match(/(?<="answer":")[a-z-]+/g)?.at(-1);
  /** The authentication certificate as OpenSC's PKCS#11 module gives it out. */
  const certificateInCard = async (): Promise<X509Certificate> => {
    const file = clients.file('9a.der');
    await clients.pkcs11Tool('--read-object', '--type', 'cert', '--id', '01', '--output-file', file);
    return new X509Certificate(await readFile(file));
  };

  /** The same as a program of this person sees it, which believes its cache. */
  const thumbprintSeen = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const read = ['--slot-description', reader, '--read-object', '--type', 'cert', '--id', '01'];
    const file = clients.file('seen.der');
    await clients.run('pkcs11-tool', [...read, '--output-file', file], env);
    return thumbprintOf(new X509Certificate(await readFile(file)));
  };

  beforeAll(async () => {
    pcscd = await PrivatePcscd.start({ readers: 1 });
    reader = pcscd.readers[0]!.name;
    clients = await IndependentClients.at(reader, pcscd.environment);
    desktop = await Desktop.start({ browser: 'chromium' });
    system = await startSystem();
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    await system.api('POST', '/profiles', { definition: profile });
    const agentHome = join(system.home, 'agent-desk');
    await mkdir(agentHome, { mode: 0o700 });
    await writeFile(join(agentHome, 'settings.json'), '{ "cardAutoUpdate": true, "updateCheckJitterSeconds": 0 }');
    agent = await system.startAgent({ name: 'desk', args: [], env: pcscd.environment });
  });
  afterAll(async () => {
    await browser?.newBrowserCDPSession().then((session) => session.send('Browser.close'));
    await other?.stop();
    await desk?.stop();
    await inserted?.remove();
    await records?.close();
    await system?.stop();
    await desktop?.stop();
    await clients?.close();
    await pcscd?.stop();
  });

  it('[A01, A03, A05, A07, A10, A12, A13, A14, A15, A16, A17, A22, B03, B15, B16] the holder plugs it in, clicks, signs in, types the PIN, and has a new certificate', async () => {
    await insert();
    await untilCardSeen(system.api, agent.workstationId, reader);
    const grace = await personId(system.api, 'E1002');
    const place = { workstationId: agent.workstationId, readerName: reader };
    const { deviceId } = await withClockOf(system, 'pki-svc', -issuedDaysAgo * day, () =>
      issueCard(system.api, { ...place, personId: grace, profileName: profile.name, pin }),
    );
    const old = await certificateInCard();
    expect(Math.round((Date.parse(old.validTo) - Date.now()) / day)).toBe(20);
    const before = await card.snapshot();
    // What the person has used keeps it: OpenSC's cache on disk.
    const ownPrograms = { ...desktop.env, ...pcscd.environment, OPENSC_CONF: join(desktop.folder, 'opensc.conf') };
    await writeFile(ownPrograms.OPENSC_CONF, cachingOn);
    expect(await thumbprintSeen(ownPrograms)).toBe(thumbprintOf(old));
    await inserted!.remove();

    desk = startDesk(agent.agentHome, ownPrograms);
    await eventually(() => Promise.resolve(desk!.log().includes('connected to the card service')), true);
    const noticed = await desktop.watch();
    const notifyCalls = await desktop.notifyCalls();
    await insert();
    await eventually(desktop.shown, 1);
    await photograph('1-notification');
    const [call] = await notifyCalls();
    expect(call).toMatch(/"Your card needs an update"[^]*"Update now"[^]*"Later \((?:tomorrow )?\d\d:\d\d\)"/);
    // It takes the keyboard from nobody.
    expect(await noticed()).toEqual({ notifications: 1, windows: 1, focusChanges: 0 });

    await desktop.click();
    await eventually(async () => (await offersOf(deviceId))[0]?.state, 'accepted');
    const [offer] = await offersOf(deviceId);
    expect(offer).toMatchObject({ kind: 'cert.renew', requestId: null });
    const url = `${system.url}/update/${offer!.offerId}`;
    // A browser that is still starting does not answer everything: first its page, then its door.
    await eventually(desktop.pages, [url], 30_000);
    browser = await chromium.connectOverCDP((await desktop.devToolsUrl())!);
    const page = browser.contexts()[0]!.pages()[0]!;
    await eventually(() => Promise.resolve(page.url()), url);
    await eventually(desktop.shown, 0);
    // The browser is the person's: the update goes on without the desk part, and the one that is started again shows nothing.
    await desk.kill();
    desk = startDesk(agent.agentHome, ownPrograms);

    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.locator('button[value=grace]').click();
    const start = page.getByRole('button', { name: 'Update now' });
    await start.waitFor();
    for (const warning of ['take the card out', 'lock the screen', 'log off', 'another program'])
      await page.getByText(warning).first().waitFor();
    await photograph('2-page');
    expect(await card.snapshot()).toEqual(before);
    // A program that lets nobody in is named, and nothing is begun.
    other = await KeptOpen.start('exclusive', reader, ownPrograms);
    await start.click();
    const refusal = page.getByRole('alert', { name: 'Another program is using the card' });
    await refusal.getByText('Then choose “Update now” again.').waitFor();
    expect(await refusal.innerText()).toContain('python3');
    await refusal.scrollIntoViewIfNeeded();
    await photograph('3-other-program');
    expect((await offersOf(deviceId))[0]).toMatchObject({ state: 'accepted', requestId: null });
    expect(await card.snapshot()).toEqual(before);
    await other.stop();
    await start.click();

    const field = page.getByRole('textbox', { name: 'PIN of the card' });
    await field.waitFor();
    await photograph('4-pin');
    // The gateway ends and comes back: the page is where it was.
    process.kill(system.services.gateway.pid(), 'SIGKILL');
    await eventually(async () => (await fetch(`${system.url}/readyz`).catch(() => undefined))?.ok, true);
    await field.fill(pin);
    await page.getByRole('button', { name: 'Update the card' }).click();
    await photograph('5-progress');
    await page.getByRole('status').getByText('Your card is up to date').waitFor();
    await page.getByText('take the card out of the reader and put it in again').waitFor();
    await page.getByText('you may close this window').waitFor();
    await photograph('6-done');
    await eventually(
      async () => (await offersOf(deviceId))[0],
      expect.objectContaining({ state: 'done', outcome: 'COMPLETED' }),
    );

    await inserted!.remove();
    await page.getByText('The card is out. Now put it in again.').waitFor();
    await photograph('7-out');
    await insert();
    await page.getByText('your programs see what is new on it. You may close this window.').waitFor();
    await photograph('8-seen');
    await untilCardSeen(system.api, agent.workstationId, reader);
    const renewed = await certificateInCard();
    expect(await thumbprintSeen(ownPrograms)).toBe(thumbprintOf(renewed));
    const { rows } = await system.api<{ rows: SagaRow[] }>('GET', `/sagas?deviceId=${deviceId}`);
    expect(rows[0]!.reinsertion).toMatchObject({
      ...{ state: 'PROPAGATED', workstationId: agent.workstationId, why: null, remindedAt: null },
      certificates: [{ keyReference: '9A', thumbprint: thumbprintOf(renewed), seen: true }],
    });
    await eventually(
      () => records.query(`SELECT payload->'data' AS data FROM issuance.outbox WHERE name = 'credentials.propagated'`),
      [
        {
          data: {
            ...{ deviceId, requestId: rows[0]!.requestId, workstationId: agent.workstationId },
            thumbprints: [thumbprintOf(renewed)],
          },
        },
      ],
    );
    expect(Math.round((Date.parse(renewed.validTo) - Date.now()) / day)).toBe(365);
    expect(renewed.subject).toBe(old.subject);
    expect(renewed.publicKey.equals(old.publicKey)).toBe(false);
    await writeFile(clients.file('9a.pem'), renewed.toString());
    const signature = ['-a', 'test-signature', '-s', '9a', '-i', clients.file('9a.pem')];
    const usable = await clients.yubicoPivTool('-a', 'verify-pin', '-P', pin, ...signature);
    expect(usable.text).toContain('Successful ECDSA verification');
    const renewal = ['9A', '5FC105'];
    expect(everythingBut(await card.snapshot(), renewal)).toEqual(everythingBut(before, renewal));
    const device = await deviceOf(deviceId);
    expect(device).toMatchObject({ state: 'ACTIVE', health: 'ok', operation: 'idle' });
    const serials = device.certificates.map(({ serialNumberHex }) => BigInt(`0x${serialNumberHex}`));
    expect(serials).toContain(BigInt(`0x${renewed.serialNumber}`));
    await untilWhole({ api: system.api, records }, deviceId, card);
    // Nothing is due any more: nothing is seen.
    await eventually(lastAnswer, 'none');
    expect((await noticed()).notifications).toBe(1);
  });
});

const cachingOn = 'app default {\n  framework pkcs15 { use_file_caching = public; }\n}\n';
/** SHA-256, hex. */
const thumbprintOf = ({ fingerprint256 }: X509Certificate): string => fingerprint256.replaceAll(':', '');

const people = `external_id,given_name,surname,display_name,email,upn
E1002,Grace,Hopper,,grace@example.test,grace@example.test
`;

/** Three elliptic curve keys; everything else, the window of 30 days too, is the default. */
const profile = {
  name: 'desk-card',
  title: 'desk card',
  application: 'PIV',
  cardLifetimeDays: 2192,
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', pinTries: 3 },
  initialPin: 'none',
  credentials: [
    ['9A', 'authentication'],
    ['9C', 'digital-signature'],
    ['9D', 'key-management'],
  ].map(([keyReference, container]) => ({
    ...{ container, keyReference, algorithm: 'ECCP256', keyOrigin: 'card' },
    ...{ certificateProfile: `piv-${container}`, validityDays: 365 },
    // Only the first is due.
    ...(keyReference === '9A' ? {} : { renewalWindowDays: 1 }),
  })),
  dataObjects: { printedInformation: true, securityObject: true },
};
