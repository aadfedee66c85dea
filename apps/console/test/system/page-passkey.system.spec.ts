/**
 * A passkey that is registered on the page of a realm of Keycloak, from the console to the card: one that is not the card's is deleted there, and the
 * card's own is recorded. Against the whole system and answers that Keycloak gave; its page is played by the reader that the agent has let go of.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
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
import { credentialByKey } from '@cardwright/testing/key-in-browser';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { ada as account, passkeyOnPage, RecordedRealm } from '@cardwright/testing/recorded-realm';
import { openRecords, type Records } from '@cardwright/testing/records';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { chromiumMissing, Person } from '../support/browser.js';

jest.setTimeout(180_000);

const people = `external_id,given_name,surname,display_name,email,upn,object_id
E1001,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test,
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test,${account}
`;
const reader = 'Faulty reader 0';
const profileName = 'passkey-on-a-page';
/** As Keycloak names the realm to authenticators: by the host of its page. */
const rpId = '127.0.0.1';

describeWith(chromiumMissing(), 'a passkey that is registered on the page of a realm of Keycloak', () => {
  let realm: RecordedRealm;
  let system: TestSystem;
  let records: Records;
  let agent: Workstation;
  let operator: Person;
  let card: SimulatedCard;
  let requestId: string;

  beforeAll(async () => {
    realm = await RecordedRealm.start();
    system = await startSystem({ relyingParties: [realm.row()] });
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    await publishFourKeys(system.api, profileName, { passkey: { relyingParty: 'sso', madeBy: 'browser' } });
    agent = await startWorkstation(system, { name: 'page', readers: 1 });
    card = new SimulatedCard({ serial: 72_000_002, fido: {} });
    await agent.slots.insert(reader, card);
    operator = await Person.open(system.url);
    await operator.signIn('ada');
  });
  afterAll(async () => {
    await operator?.close();
    await agent?.stop();
    await records?.close();
    await system?.stop();
    await realm?.stop();
  });

  const asks = (): Promise<SagaRow> => untilStanding(system.api, requestId);
  const recorded = async (): Promise<unknown> =>
    (
      await records.query('SELECT state, provider_id AS id, page FROM issuance.passkey WHERE request_id = $1', [
        requestId,
      ])
    )[0];
  const isThere = (id: string, credentialId: Uint8Array): void =>
    void realm.credentials.push(passkeyOnPage(id, credentialId));
  const deletions = () => realm.asked.filter((asked) => asked.startsWith('DELETE '));

  it('is waited for with a link to that page', async () => {
    const { workstationId } = agent;
    const { device } = await inspect(system.api, workstationId, reader);
    const place = { workstationId, readerName: reader, deviceId: device.deviceId };
    const person = await personId(system.api, 'E1002');
    ({ requestId } = await startIssue(system.api, { ...place, personId: person, profileName, pinChange: 'holder' }));
    expect(await asks()).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey', stuckReason: null });
    await operator.goTo(`/sagas/${requestId}`);
    const link = operator.page.getByRole('link', { name: 'Open the page' });
    const { pathname, searchParams } = new URL((await link.getAttribute('href'))!);
    expect([pathname, searchParams.get('kc_action')]).toEqual([
      '/realms/staff/protocol/openid-connect/auth',
      'webauthn-register-passwordless',
    ]);
  });

  it('and that another key has is deleted there: its holder is told', async () => {
    isThere('stray', randomBytes(32));
    const { page } = operator;
    await page.getByRole('button', { name: 'I have registered my passkey' }).click();
    await page.getByText('so it was deleted again. Register another one').waitFor();
    expect(deletions()).toEqual([`DELETE /users/${account}/credentials/stray`]);
    realm.credentials.pop();
    expect(await asks()).toMatchObject({ stage: 'passkey', stuckReason: 'FIDO_MADE_ELSEWHERE' });
  });

  it('and that the card has is recorded; then the holder chooses the PIN of the card', async () => {
    isThere('mine', await byTheCard());
    await operator.page.getByRole('button', { name: 'I have registered my passkey' }).click();
    await eventually(async () => (await asks()).stage, 'pin');
    expect(await recorded()).toEqual({ state: 'REGISTERED', id: 'mine', page: null });
    const pin = randomPin();
    await supplyPin(system.api, requestId, pin);
    expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 60_000)).toMatchObject({
      state: 'COMPLETED',
    });
    expect(deletions()).toHaveLength(1);
  });

  /** A browser on that page, with the key in this reader. */
  async function byTheCard(): Promise<Uint8Array> {
    const browser = agent.openElsewhere!(reader);
    try {
      const user = { userId: Buffer.from(account).toString('base64url'), userName: 'ada', userDisplayName: 'Ada L' };
      const key = { transmit: browser.transmit, pin: randomPin() };
      return (await credentialByKey(key, { relyingPartyId: rpId, ...user }, new Uint8Array(32))).credentialId;
    } finally {
      browser.leave();
    }
  }
});
