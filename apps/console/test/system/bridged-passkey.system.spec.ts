/**
 * A passkey that a browser makes on the card in a PC/SC reader, which the agent has let go of: the page is a real Chromium's, and its
 * `navigator.credentials.create()` is python-fido2 at that reader. Nothing here knows how our agent speaks to a card. Against the whole system.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startPcscWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import { IndependentClients, requirePythonClients } from '@cardwright/testing/independent-clients';
import {
  inspect,
  personId,
  randomPin,
  startIssue,
  supplyPin,
  untilSaga,
  untilStanding,
} from '@cardwright/testing/issue';
import { judgePasskey } from '@cardwright/testing/passkey-judge';
import { requirePcscd } from '@cardwright/testing/pcscd';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { openRecords, type Records } from '@cardwright/testing/records';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { bridgeCreate } from '../support/bridged-create.js';
import { chromiumMissing, Person } from '../support/browser.js';

jest.setTimeout(180_000);

const people = `external_id,given_name,surname,display_name,email,upn
E1001,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const profileName = 'passkey-in-a-browser';
const missing =
  chromiumMissing() ?? [requirePcscd(), await requirePythonClients()].find(({ available }) => !available)?.reason;

describeWith(missing, 'a passkey that a browser makes on the card in a PC/SC reader', () => {
  let system: TestSystem;
  let portal: string;
  let records: Records;
  let agent: Workstation;
  let ada: Person;
  let requestId: string;
  /** The card of the saga and another one of the same model, each with whoever speaks to its reader. */
  let mine: { card: SimulatedCard; clients: IndependentClients };
  let other: typeof mine;
  /** Which of them the browser's dialog finds. */
  let touched: IndependentClients;
  const fidoPin = randomPin();

  beforeAll(async () => {
    system = await startSystem({ ownPortal: true });
    portal = system.at.publicUrl!;
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    await publishFourKeys(system.api, profileName, { passkey: { relyingParty: 'portal', madeBy: 'browser' } });
    agent = await startPcscWorkstation(system, { name: 'bridged', readers: 2 });
    const inReader = async (index: number): Promise<typeof mine> => {
      const readerName = agent.slots.readerNames[index]!;
      const card = new SimulatedCard({ serial: 73_000_001 + index, fido: {} });
      await agent.slots.insert(readerName, card);
      return { card, clients: await IndependentClients.at(readerName, agent.environment!) };
    };
    mine = await inReader(0);
    other = await inReader(1);
    ada = await Person.open(portal);
    await bridgeCreate(ada.page, () => ({ clients: touched, origin: portal, pin: fidoPin }));
    await ada.signIn('ada');
  });
  afterAll(async () => {
    await ada?.close();
    await mine?.clients.close();
    await other?.clients.close();
    await records?.close();
    await agent?.stop();
    await system?.stop();
  });

  const asks = (): Promise<SagaRow> => untilStanding(system.api, requestId);
  const kept = (): Promise<{ id: string; key: Buffer }[]> =>
    records.query('SELECT credential_id AS id, public_key AS key FROM issuance.own_passkey', []);
  const credentialsOf = async ({ card }: typeof mine): Promise<string[]> =>
    (await card.snapshot()).fido!.credentials.map(({ credentialIdHex }) => credentialIdHex);

  it('[C26] is refused where another card answers in another reader', async () => {
    const { workstationId } = agent;
    const readerName = mine.clients.reader;
    const { device } = await inspect(system.api, workstationId, readerName);
    const person = await personId(system.api, 'E1002');
    const place = { workstationId, readerName, deviceId: device.deviceId };
    ({ requestId } = await startIssue(system.api, { ...place, personId: person, profileName, pinChange: 'holder' }));
    expect(await asks()).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey', stuckReason: null });

    touched = other.clients;
    await ada.goTo(`/sagas/${requestId}`);
    await ada.page.getByRole('button', { name: 'Make the passkey' }).click();
    await ada.page.getByText('That passkey was made on another key, on a phone or on the computer itself').waitFor();
    expect(await asks()).toMatchObject({ stage: 'passkey', stuckReason: 'FIDO_MADE_ELSEWHERE' });
    expect([await kept(), await credentialsOf(mine), (await credentialsOf(other)).length]).toEqual([[], [], 1]);
  });

  it('[C26] is accepted on the card of the saga, which says that it holds it; then the card gets its PIN and is active', async () => {
    touched = mine.clients;
    await ada.page.getByRole('button', { name: 'Make it once more' }).click();
    await eventually(async () => (await asks()).stage, 'pin', 60_000);
    const [credentialIdHex, ...more] = await credentialsOf(mine);
    expect(more).toEqual([]);
    expect((await kept()).map(({ id }) => Buffer.from(id, 'base64url').toString('hex'))).toEqual([credentialIdHex]);

    const pin = randomPin();
    await supplyPin(system.api, requestId, pin);
    expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 60_000)).toMatchObject({
      ...{ state: 'COMPLETED', errorCode: null },
    });
    expect([await mine.card.hasPin(pin), await mine.card.hasFidoPin(fidoPin)]).toEqual([true, true]);
    const publicKey = (await kept())[0]!.key;
    expect(await judgePasskey(mine.clients, { relyingPartyId: 'localhost', pin: fidoPin, publicKey })).toEqual({
      found: [{ idHex: credentialIdHex, account: 'grace@example.test' }],
      sameKey: true,
      signedIn: { verified: true, userVerified: true, userPresent: true },
      ...{ otherChallenge: 'refused', otherKey: 'refused' },
    });
  });

  it('[Issue 13] and the history says what was said of it: the browser has made it, and a PIN was given once', async () => {
    const decided = await records.query<{ action: string }>(
      `SELECT action FROM issuance.audit_log WHERE object = $1 AND action LIKE 'saga.%' ORDER BY id`,
      [`request:${requestId}`],
    );
    expect(decided.map(({ action }) => action)).toEqual([
      ...['saga.passkey-made', 'saga.passkey-made', 'saga.pin-supplied'],
    ]);
    await ada.goTo(`/sagas/${requestId}`);
    const said = ada.page.getByRole('listitem').filter({ hasText: 'Said that the browser made the passkey' });
    await eventually(() => said.count(), 2);
  });
});
