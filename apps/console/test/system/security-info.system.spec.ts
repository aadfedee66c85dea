/**
 * A passkey that is added on the page of a tenant of Entra ID, in a real browser from the console to the card: one that the browser makes by another key is
 * deleted at the tenant, and the card's own is recorded. Against the whole system and the double of Graph, whose page asks the card in the reader.
 */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { makePasskeyBeside } from '@cardwright/device-edge/reader/simulated-passkey';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import { GraphTenant } from '@cardwright/testing/graph-tenant';
import {
  inspect,
  personId,
  randomPin,
  startIssue,
  supplyPin,
  untilSaga,
  untilStanding,
} from '@cardwright/testing/issue';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { openRecords, type Records } from '@cardwright/testing/records';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import type { Page } from 'playwright-core';
import { chromiumMissing, Person } from '../support/browser.js';

jest.setTimeout(180_000);

const grace = {
  id: '3f2b7c1e-0000-4000-8000-0000000009ac',
  userPrincipalName: 'grace@example.test',
  displayName: 'Grace Hopper',
};
const people = `external_id,given_name,surname,display_name,email,upn,object_id
E1001,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test,
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test,${grace.id}
`;
const reader = 'Faulty reader 0';
const profileName = 'passkey-on-security-info';

describeWith(chromiumMissing(), 'a passkey that is added on the page of a tenant of Entra ID', () => {
  let tenant: GraphTenant;
  let system: TestSystem;
  let records: Records;
  let agent: Workstation;
  let operator: Person;
  let card: SimulatedCard;
  let requestId: string;

  beforeAll(async () => {
    // The browser makes passkeys for the name of its page alone.
    tenant = await GraphTenant.start([grace], {
      relyingPartyId: 'localhost',
      keys: {
        names: () => Promise.resolve([reader]),
        make: (name, asked, pin) =>
          makePasskeyBeside({ openElsewhere: agent.openElsewhere!, cardIn: () => card }, name, asked, pin),
      },
    });
    system = await startSystem({ relyingParties: tenant.relyingParties });
    records = await openRecords(system);
    await tenant.trust(records);
    await system.api('POST', '/people/import', { csv: people });
    await publishFourKeys(system.api, profileName, { passkey: { relyingParty: 'entra', madeBy: 'browser' } });
    agent = await startWorkstation(system, { name: 'page', readers: 1 });
    card = new SimulatedCard({ serial: 72_000_003, fido: {} });
    await agent.slots.insert(reader, card);
    operator = await Person.open(system.url);
    await operator.signIn('ada');
  });
  afterAll(async () => {
    await operator?.close();
    await agent?.stop();
    await records?.close();
    await system?.stop();
    await tenant?.stop();
  });

  const asks = (): Promise<SagaRow> => untilStanding(system.api, requestId);
  const names = () => tenant.passkeysOf(grace.id).map(({ displayName }) => displayName);
  const says = (page: Page) => page.getByRole('status');
  async function opened(): Promise<Page> {
    const [page] = await Promise.all([
      operator.page.context().waitForEvent('page'),
      operator.page.getByRole('link', { name: 'Open the page' }).click(),
    ]);
    await page.getByText('This page stands for').waitFor();
    return page;
  }
  const registered = () => operator.page.getByRole('button', { name: 'I have registered my passkey' }).click();

  it('is waited for with a link to that page', async () => {
    const { workstationId } = agent;
    const { device } = await inspect(system.api, workstationId, reader);
    const place = { workstationId, readerName: reader, deviceId: device.deviceId };
    const person = await personId(system.api, 'E1002');
    ({ requestId } = await startIssue(system.api, { ...place, personId: person, profileName, pinChange: 'holder' }));
    expect(await asks()).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey', stuckReason: null });
    await operator.goTo(`/sagas/${requestId}`);
  });

  it('and that the browser makes by another key is deleted there: its holder is told', async () => {
    const page = await opened();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'usb', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await page.getByRole('button', { name: 'Add a passkey by this browser' }).click();
    await eventually(() => says(page).innerText(), 'The passkey was added.');
    expect(names()).toEqual(['Made by a browser']);
    await page.close();
    await registered();
    await operator.page.getByText('so it was deleted again. Register another one').waitFor();
    expect(names()).toEqual([]);
    expect(await asks()).toMatchObject({ stage: 'passkey', stuckReason: 'FIDO_MADE_ELSEWHERE' });
  });

  it('and that the card has is recorded; then the holder chooses the PIN of the card', async () => {
    const page = await opened();
    await page.getByLabel('Its PIN for passkeys').fill(`${randomInt(100_000, 999_999)}`);
    await page.getByRole('button', { name: 'Add a passkey by this key' }).click();
    await eventually(() => says(page).innerText(), 'The passkey was added.');
    await page.close();
    await registered();
    await eventually(async () => (await asks()).stage, 'pin');
    const [method] = tenant.passkeysOf(grace.id);
    expect(
      await records.query('SELECT state, provider_id AS id, page FROM issuance.passkey WHERE request_id = $1', [
        requestId,
      ]),
    ).toEqual([{ state: 'REGISTERED', id: method!.id, page: null }]);
    await supplyPin(system.api, requestId, randomPin());
    expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 60_000)).toMatchObject({
      state: 'COMPLETED',
    });
    expect(names()).toEqual([reader]);
    expect((await card.snapshot()).fido!.credentials).toMatchObject([{ rpId: 'localhost' }]);
  });
});
