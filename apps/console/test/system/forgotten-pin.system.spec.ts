/**
 * The holder of a card that is to be updated has forgotten its PIN: on the page they choose a new one, the update is offered again, and is done with
 * it; the card is put in again. In a real browser against the whole system, with an agent and a simulated card in this process.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { EdgeCalls, UpdateCheckReply } from '@cardwright/contracts/nats/edge.api';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId, type ReplyOf, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { edgeCallSubject } from '@cardwright/contracts/nats/subjects';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { connectAsAgent } from '@cardwright/testing/agent-connection';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import { issueCard, personId, randomPin } from '@cardwright/testing/issue';
import { openRecords, type Records } from '@cardwright/testing/records';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { untilWhole } from '@cardwright/testing/until-whole';
import { chromiumMissing, Person } from '../support/browser.js';
import { typePin } from '../support/issuing.js';

jest.setTimeout(180_000);
const reader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
/** 9A is due from the first day on: its window is longer than what the CA gives a certificate. */
const profile = {
  name: 'due-at-once',
  title: 'due at once',
  application: 'PIV',
  cardLifetimeDays: 2192,
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', pinTries: 3 },
  initialPin: 'none',
  credentials: [
    {
      ...{ container: 'authentication', keyReference: '9A', algorithm: 'ECCP256', keyOrigin: 'card' },
      ...{ certificateProfile: 'piv-authentication', renewalWindowDays: 2100, minimumGainDays: 1 },
    },
    {
      ...{ container: 'digital-signature', keyReference: '9C', algorithm: 'ECCP256', keyOrigin: 'card' },
      ...{ certificateProfile: 'piv-digital-signature', renewalWindowDays: 1 },
    },
  ],
  dataObjects: { printedInformation: true, securityObject: true },
};

describeWith(chromiumMissing(), 'a forgotten PIN on the page of an update', () => {
  let system: TestSystem;
  let records: Records;
  let agent: Workstation;
  let grace: Person;

  beforeAll(async () => {
    system = await startSystem();
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    await system.api('POST', '/profiles', { definition: profile });
    agent = await startWorkstation(system, { name: 'forgotten', readers: 1 });
  });
  afterAll(async () => {
    await grace?.close();
    await agent?.stop();
    await records?.close();
    await system?.stop();
  });

  it('[A12, A16, B15, B16, E1] the update stops, a new PIN is chosen, the update is offered again and done; the card is put in again', async () => {
    const card = agent.card('vendor', 64_500_001);
    await agent.slots.insert(reader, card);
    const [forgotten, chosen] = [randomPin(), randomPin()];
    const place = { workstationId: agent.workstationId, readerName: reader };
    const holder = await personId(system.api, 'E1002');
    const { deviceId } = await issueCard(system.api, {
      ...{ ...place, personId: holder, profileName: profile.name, pin: forgotten },
    });
    const before = await card.snapshot();
    const connection = await connectAsAgent(system, agent);
    const call = <Name extends 'update.check' | 'update.accept'>(name: Name, body: RequestOf<EdgeCalls, Name>) =>
      new RpcClient(connection).request<ReplyOf<EdgeCalls, Name>>(edgeCallSubject(agent.workstationId, name), body, {
        ...{ tenantId: defaultTenantId, correlationId: 'spec' },
      });
    const { device } = await system.api<{ device: { identityText: string } }>('GET', `/devices/${deviceId}`);
    /** As the agent does after "Update now" on its notification. */
    const accepted = async (): Promise<string> => {
      const check = (): Promise<UpdateCheckReply> =>
        call('update.check', { identityText: device.identityText, agentVersion: '1', offers: 1, readerName: reader });
      await eventually(async () => (await check()).answer, 'available', 30_000);
      const { requestId } = (await check()) as { requestId: string };
      await call('update.accept', { offerId: requestId, readerName: reader });
      return requestId;
    };
    const sagas = async (): Promise<SagaRow[]> =>
      (await system.api<{ rows: SagaRow[] }>('GET', `/sagas?deviceId=${deviceId}`)).rows;

    grace = await Person.open(system.url, { width: 390 });
    await grace.signIn('grace');
    const { page } = grace;
    const first = await accepted();
    await grace.goTo(`/update/${first}`);
    await page.getByRole('button', { name: 'Update now' }).click();
    await page.getByRole('textbox', { name: 'PIN of the card' }).waitFor();
    await page.getByRole('button', { name: 'I have forgotten the PIN' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the old one is not needed').waitFor();
    await grace.photograph('update-forgotten-ask-narrow');
    // Asking changes nothing.
    expect((await sagas()).map(({ type, state }) => [type, state])).toEqual([
      ['UPDATE', 'AWAITING_USER'],
      ['ISSUE', 'COMPLETED'],
    ]);
    await dialog.getByRole('button', { name: 'I know the PIN' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'I have forgotten the PIN' }).click();
    await dialog.getByRole('button', { name: 'Choose a new PIN' }).click();

    await page.waitForURL(/\/update\/pin\/[0-9a-f-]{36}$/);
    await page.getByLabel('New PIN').waitFor();
    // A reload comes back to it.
    await page.reload();
    await page.getByLabel('New PIN').waitFor();
    await grace.photograph('update-forgotten-pin-narrow');
    await typePin(page, chosen);
    await page.getByRole('status').getByText('Your new PIN is set').waitFor();
    await page.getByText('The update is offered to you again. You may close this window.').waitFor();
    await grace.photograph('update-forgotten-done-narrow');
    expect((await sagas()).map(({ type, state }) => [type, state])).toEqual([
      ['UNLOCK', 'COMPLETED'],
      ['UPDATE', 'CANCELLED'],
      ['ISSUE', 'COMPLETED'],
    ]);
    expect([await card.hasPin(chosen), await card.hasPin(forgotten)]).toEqual([true, false]);
    const reset = await card.snapshot();
    expect([reset.keys, reset.objects]).toEqual([before.keys, before.objects]);

    const again = await accepted();
    expect(again).not.toBe(first);
    await grace.goTo(`/update/${again}`);
    await page.getByRole('button', { name: 'Update now' }).click();
    await page.getByRole('textbox', { name: 'PIN of the card' }).fill(chosen);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('status').getByText('Your card is up to date').waitFor();
    const after = await card.snapshot();
    expect(after.keys['9A']!.publicKeySpkiBase64).not.toBe(before.keys['9A']!.publicKeySpkiBase64);
    expect(after.keys['9C']).toEqual(before.keys['9C']);

    // The page follows the card, also after a reload.
    await page.getByText('Now take the card out of the reader and put it in again.').waitFor();
    await agent.slots.remove(reader);
    await page.getByText('The card is out. Now put it in again.').waitFor();
    await grace.photograph('update-card-out-narrow');
    await page.reload();
    await page.getByText('The card is out. Now put it in again.').waitFor();
    await agent.slots.insert(reader, card);
    await page.getByText('The card was put in again. You may close this window.').waitFor();
    await grace.photograph('update-card-in-again-narrow');
    const [update] = await sagas();
    // Nobody is at this computer who could look.
    expect(update).toMatchObject({
      ...{ type: 'UPDATE', state: 'COMPLETED' },
      reinsertion: {
        ...{ state: 'NOT_VERIFIED', why: 'no-desk', workstationId: agent.workstationId, remindedAt: null },
        certificates: [{ keyReference: '9A', seen: false, thumbprint: expect.stringMatching(/^[0-9A-F]{64}$/) }],
      },
    });
    for (const request of grace.requests)
      for (const pin of [forgotten, chosen]) expect(`${request.url()} ${request.postData() ?? ''}`).not.toContain(pin);
    await connection.close();
    await untilWhole({ api: system.api, records }, deviceId, card);
  });
});
