/**
 * A passkey that a browser makes, for our own portal: a real Chromium with an authenticator of its own makes one, which is not the card's and is taken
 * nowhere; then the card itself is asked, as a browser does it, by the reader that the agent has let go of. Against the whole system.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { BrowserPasskey, BrowserPasskeyOptions } from '@cardwright/contracts/access/browser-passkey';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import {
  inspect,
  personId,
  randomPin,
  startIssue,
  supplyPin,
  untilSaga,
  untilStanding,
} from '@cardwright/testing/issue';
import { passkeyByKey } from '@cardwright/testing/key-in-browser';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { openRecords, type Records } from '@cardwright/testing/records';
import { refusal } from '@cardwright/testing/refusal';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { chromiumMissing, Person } from '../support/browser.js';

jest.setTimeout(180_000);

const people = `external_id,given_name,surname,display_name,email,upn
E1001,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const reader = 'Faulty reader 0';
const profileName = 'passkey-in-a-browser';

describeWith(chromiumMissing(), 'a passkey that a browser makes for our own portal', () => {
  let system: TestSystem;
  let portal: string;
  let records: Records;
  let agent: Workstation;
  let ada: Person;
  let card: SimulatedCard;
  let requestId: string;

  beforeAll(async () => {
    system = await startSystem({ ownPortal: true });
    portal = system.at.publicUrl!;
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    await publishFourKeys(system.api, profileName, { passkey: { relyingParty: 'portal', madeBy: 'browser' } });
    agent = await startWorkstation(system, { name: 'browser', readers: 1 });
    card = new SimulatedCard({ serial: 72_000_001, fido: {} });
    await agent.slots.insert(reader, card);
    ada = await Person.open(portal);
    await ada.signIn('ada');
  });
  afterAll(async () => {
    await ada?.close();
    await agent?.stop();
    await records?.close();
    await system?.stop();
  });

  const asks = (): Promise<SagaRow> => untilStanding(system.api, requestId);
  const kept = async (): Promise<string[]> =>
    (await records.query<{ id: string }>('SELECT credential_id AS id FROM issuance.own_passkey', [])).map(
      ({ id }) => id,
    );
  const stateOf = async (): Promise<unknown> =>
    (await records.query('SELECT state, made, options FROM issuance.passkey WHERE request_id = $1', [requestId]))[0];

  it('is waited for with the card let go of', async () => {
    const { workstationId } = agent;
    const { device } = await inspect(system.api, workstationId, reader);
    const person = await personId(system.api, 'E1002');
    const place = { workstationId, readerName: reader, deviceId: device.deviceId };
    ({ requestId } = await startIssue(system.api, { ...place, personId: person, profileName, pinChange: 'holder' }));
    expect(await asks()).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey', stuckReason: null });
    const browser = agent.openElsewhere!(reader);
    browser.leave();
    await expect(refusal(supplyPin(system.api, requestId, randomPin()))).resolves.toMatchObject({
      code: 'LIFECYCLE_TRANSITION',
    });
  });

  it('and that another key has made is taken nowhere: its holder is told, and the browser forgets it', async () => {
    const { page } = ada;
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'usb', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await ada.goTo(`/sagas/${requestId}`);
    await page.getByText('Your browser makes the passkey now.').waitFor();
    const made = page.waitForRequest(/\/passkey$/);
    await page.getByRole('button', { name: 'Make the passkey' }).click();
    expect((await made).postDataJSON()).toEqual({
      credentialId: expect.any(String),
      clientDataJson: expect.any(String),
      attestationObject: expect.any(String),
    });
    await page.getByText('That passkey was made on another key, on a phone or on the computer itself').waitFor();
    expect(await kept()).toEqual([]);
    expect(await stateOf()).toEqual({ state: 'BEGUN', made: null, options: null });
    expect(await asks()).toMatchObject({ stage: 'passkey', stuckReason: 'FIDO_MADE_ELSEWHERE' });
    const credentials = async (): Promise<number> =>
      (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length;
    await eventually(credentials, 0);
    await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  });

  it('and that the card has made is registered, once; then the holder chooses the PIN of the card', async () => {
    const options = await system.api<BrowserPasskeyOptions>('POST', `/sagas/${requestId}/passkey-options`);
    expect(options).toMatchObject({ relyingPartyId: 'localhost', relyingPartyName: 'Card office', exclude: [] });
    const made = await byTheCard(options);
    await system.api('POST', `/sagas/${requestId}/passkey`, made);
    await eventually(async () => (await asks()).stage, 'pin');
    expect(await kept()).toEqual([made.credentialId]);
    expect((await card.snapshot()).fido!.credentials).toHaveLength(1);
    await expect(refusal(system.api('POST', `/sagas/${requestId}/passkey`, made))).resolves.toMatchObject({
      code: 'LIFECYCLE_TRANSITION',
    });
    const pin = randomPin();
    await supplyPin(system.api, requestId, pin);
    expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 60_000)).toMatchObject({
      state: 'COMPLETED',
    });
    expect(await card.hasPin(pin)).toBe(true);
    expect(await stateOf()).toMatchObject({ state: 'REGISTERED' });
  });

  /** The browser's dialog, with the key in this reader. */
  async function byTheCard(options: BrowserPasskeyOptions): Promise<BrowserPasskey> {
    const browser = agent.openElsewhere!(reader);
    try {
      return await passkeyByKey({ transmit: browser.transmit, pin: randomPin() }, options, portal);
    } finally {
      browser.leave();
    }
  }
});
