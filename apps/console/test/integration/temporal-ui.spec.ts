/** The Temporal UI behind the gateway's sign-in, in a real browser: nobody in particular gets the sign-in, an operator sees and decides. */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { type ConsoleStack, startConsoleStack } from '../support/console-stack.js';
import { startIssuance } from '../support/issuing.js';

const patience = 240_000;

describeWith(chromiumMissing(), 'Temporal UI', () => {
  let stack: ConsoleStack;
  let ui: string;
  const open: Person[] = [];
  const arrive = async (): Promise<Person> => {
    const person = await Person.open(stack.url);
    open.push(person);
    return person;
  };
  /** As the pages of this origin ask: with the cookies that the browser has for it. */
  const ask = <Answer>({ page }: Person, path: string, init: object = {}): Promise<{ status: number; body: Answer }> =>
    page.evaluate(
      `fetch(${JSON.stringify(path)}, ${JSON.stringify(init)}).then(async (answer) => ({ status: answer.status, body: await answer.json() }))`,
    );

  beforeAll(async () => {
    stack = await startConsoleStack('single-operator');
    const system = (await (await fetch(`${stack.url}/api/v1/system`)).json()) as { temporalUiUrl: string };
    ui = system.temporalUiUrl;
  }, patience);
  afterEach(async () => {
    for (const person of open.splice(0)) await person.close();
  }, patience);
  afterAll(async () => {
    await stack?.stop();
  }, patience);

  it(
    'sends whoever is not signed in to the sign-in, and brings an operator back to the page that was asked for',
    async () => {
      const ada = await arrive();
      await ada.page.goto(`${ui}/namespaces/cardwright/workflows`);
      expect(new URL(ada.page.url()).origin).not.toBe(ui);
      await ada.page.locator('button[value=ada]').click();
      await ada.page.waitForURL(`${ui}/namespaces/cardwright/workflows`);
      await ada.page.getByText('Workflows').first().waitFor();
      // What this browser did not have before.
      await ada.page.getByRole('columnheader', { name: 'CardwrightStuckReason' }).waitFor();
      await ada.page.getByText('Waiting for a PIN').click();
      await ada.page.waitForURL(
        ({ searchParams }) => searchParams.get('query')?.startsWith('CardwrightStage IN') === true,
      );
      await ada.photograph('temporal-ui');
    },
    patience,
  );

  it(
    'shows nothing to a cardholder',
    async () => {
      const grace = await arrive();
      await grace.signIn('grace');
      const answer = await grace.page.goto(`${ui}/namespaces/cardwright/workflows`);
      expect(answer?.status()).toBe(403);
    },
    patience,
  );

  it(
    'stands beside a console that says on every page that one person may hold every duty here',
    async () => {
      const ada = await arrive();
      await ada.signIn('ada');
      for (const page of ['/people', '/me']) {
        await ada.goTo(page);
        await ada.page.getByText('One person may hold every role in this installation.').waitFor();
      }
    },
    patience,
  );

  it(
    'an update that is sent there cancels the saga, in the name of the person who sent it',
    async () => {
      const ada = await arrive();
      await ada.signIn('ada');
      await ada.page.getByRole('link', { name: 'Issue a card' }).click();
      await startIssuance(ada.page, {
        reader: 'Simulated reader 0',
        holder: 'Grace Hopper',
        profile: 'PIV, four certificates',
      });
      await ada.page.getByLabel('New PIN').waitFor();
      type Sagas = { rows: { requestId: string; workflowId: string; state: string }[] };
      const { rows } = (await ask<Sagas>(ada, '/api/v1/sagas?state=AWAITING_USER')).body;
      const { requestId, workflowId } = rows[0]!;

      const workflow = `namespaces/cardwright/workflows/${encodeURIComponent(workflowId)}`;
      await ada.page.goto(`${ui}/${workflow}`);
      await ada.page.getByText(workflowId).first().waitFor();
      await ada.photograph('temporal-ui-workflow');
      // What the saga says of itself is in frames of the UI's own.
      await ada.page.getByText('User Metadata').click();
      const said = ada.page.frameLocator('iframe[src*="render"]');
      await said.nth(0).getByText('issue: card 10000001 of E1002').waitFor();
      await said.nth(1).getByText('At Front desk.').waitFor();
      await ada.photograph('temporal-ui-metadata');
      const send = (action: string, body: object) =>
        ask<{ outcome?: { success?: object } }>(ada, `/api/v1/${workflow}/${action}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      expect((await send('terminate', {})).status).toBe(403);
      expect((await send('signal/cardInserted', {})).status).toBe(403);
      const data = Buffer.from(JSON.stringify({ reason: 'ordered twice' })).toString('base64');
      const answer = await send('update/cancel', { request: { input: { args: { payloads: [{ data }] } } } });
      expect(answer).toMatchObject({ status: 200, body: { outcome: { success: {} } } });

      await ada.goTo('/');
      for (;;) {
        const { body } = await ask<{ saga: { state: string } }>(ada, `/api/v1/sagas/${requestId}`);
        if (body.saga.state === 'CANCELLED') break;
        await ada.page.waitForTimeout(200);
      }
      const otto = await arrive();
      await otto.signIn('otto');
      type Audit = { rows: { actor: string; action: string; reasonText: string | null; object: string }[] };
      const audit = (await ask<Audit>(otto, '/api/v1/audit?limit=200')).body.rows.filter(({ object }) =>
        object.includes(requestId),
      );
      const who = audit.filter(({ reasonText }) => reasonText === 'ordered twice').map(({ actor }) => actor);
      expect(who.join()).toMatch(/ada|E1001|Lovelace/);
      expect(audit.map(({ actor }) => actor)).not.toContain('temporal-ui');
    },
    patience,
  );
});
