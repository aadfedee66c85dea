/**
 * A passkey that a browser makes on the card in a PC/SC reader, which the agent has let go of: the page is a real Chromium's, and its
 * `navigator.credentials.create()` is python-fido2 at that reader. Nothing here knows how our agent speaks to a card. Against the whole system.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startPcscWorkstation } from '@cardwright/testing/faults/workstation';
import { IndependentClients, requirePythonClients } from '@cardwright/testing/independent-clients';
import { randomPin } from '@cardwright/testing/issue';
import { judgePasskey } from '@cardwright/testing/passkey-judge';
import { requirePcscd } from '@cardwright/testing/pcscd';
import { bridgeCreate } from '../support/bridged-create.js';
import { chromiumMissing, type Person } from '../support/browser.js';
import { BrowserPasskeyIssue } from '../support/browser-passkey-issue.js';

jest.setTimeout(180_000);

const missing =
  chromiumMissing() ?? [requirePcscd(), await requirePythonClients()].find(({ available }) => !available)?.reason;

describeWith(missing, 'a passkey that a browser makes on the card in a PC/SC reader', () => {
  let issue: BrowserPasskeyIssue;
  let ada: Person;
  /** The card of the saga and another one of the same model, each with whoever speaks to its reader. */
  let mine: { card: SimulatedCard; clients: IndependentClients };
  let other: typeof mine;
  /** Which of them the browser's dialog finds. */
  let touched: IndependentClients;
  const fidoPin = randomPin();

  beforeAll(async () => {
    issue = await BrowserPasskeyIssue.prepare({
      relyingParty: 'portal',
      parties: { ownPortal: true },
      workstation: (system) => startPcscWorkstation(system, { name: 'bridged', readers: 2 }),
    });
    const { slots, environment } = issue.workstation;
    const inReader = async (index: number): Promise<typeof mine> => {
      const readerName = slots.readerNames[index]!;
      const card = new SimulatedCard({ serial: 73_000_001 + index, fido: {} });
      await slots.insert(readerName, card);
      return { card, clients: await IndependentClients.at(readerName, environment!) };
    };
    mine = await inReader(0);
    other = await inReader(1);
    ada = issue.operator;
    const origin = issue.system.at.publicUrl!;
    await bridgeCreate(ada.page, () => ({ clients: touched, origin, pin: fidoPin }));
    await ada.signIn('ada');
  });
  afterAll(async () => {
    await mine?.clients.close();
    await other?.clients.close();
    await issue?.stop();
  });

  const kept = (): Promise<{ id: string; key: Buffer }[]> =>
    issue.records.query('SELECT credential_id AS id, public_key AS key FROM issuance.own_passkey', []);
  const credentialsOf = async ({ card }: typeof mine): Promise<string[]> =>
    (await card.snapshot()).fido!.credentials.map(({ credentialIdHex }) => credentialIdHex);

  it('[C26] is refused where another card answers in another reader', async () => {
    expect(await issue.start(mine.clients.reader)).toMatchObject({
      state: 'AWAITING_USER',
      stage: 'passkey',
      stuckReason: null,
    });

    touched = other.clients;
    await ada.goTo(`/sagas/${issue.requestId}`);
    await ada.page.getByRole('button', { name: 'Make the passkey' }).click();
    await ada.page.getByText('That passkey was made on another key, on a phone or on the computer itself').waitFor();
    expect(await issue.standing()).toMatchObject({ stage: 'passkey', stuckReason: 'FIDO_MADE_ELSEWHERE' });
    expect([await kept(), await credentialsOf(mine), (await credentialsOf(other)).length]).toEqual([[], [], 1]);
  });

  it('[C26] is accepted on the card of the saga, which says that it holds it; then the card gets its PIN and is active', async () => {
    touched = mine.clients;
    await ada.page.getByRole('button', { name: 'Make it once more' }).click();
    await eventually(async () => (await issue.standing()).stage, 'pin', 60_000);
    const [credentialIdHex, ...more] = await credentialsOf(mine);
    expect(more).toEqual([]);
    expect((await kept()).map(({ id }) => Buffer.from(id, 'base64url').toString('hex'))).toEqual([credentialIdHex]);

    const pin = randomPin();
    expect(await issue.choosePin(pin)).toMatchObject({ state: 'COMPLETED', errorCode: null });
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
    const decided = await issue.records.query<{ action: string }>(
      `SELECT action FROM issuance.audit_log WHERE object = $1 AND action LIKE 'saga.%' ORDER BY id`,
      [`request:${issue.requestId}`],
    );
    expect(decided.map(({ action }) => action)).toEqual([
      ...['saga.passkey-made', 'saga.passkey-made', 'saga.pin-supplied'],
    ]);
    await ada.goTo(`/sagas/${issue.requestId}`);
    const said = ada.page.getByRole('listitem').filter({ hasText: 'Said that the browser made the passkey' });
    await eventually(() => said.count(), 2);
  });
});
