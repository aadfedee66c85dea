/**
 * Names are text (XSS): every page of the console and of the portal, with markup in every text that somebody could have chosen. In a real browser,
 * without the gateway, whose policy would keep scripts from running, and without any service.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { chromiumMissing, Person } from '../support/browser.js';
import { markedApi, markup } from '../support/marked-api.js';

jest.setTimeout(240_000);
const router = fileURLToPath(new URL('../../src/app/router.tsx', import.meta.url));
const id = '11111111-2222-4333-8444-555555555555';

/** Each page, and names that it shows besides that of whoever looks. */
type Pages = readonly (readonly [path: string, names: string])[];
const operators: Pages = [
  ['/', ''],
  ['/start', ''],
  ['/devices', 'label personName profileName'],
  [
    '/devices/$',
    'label personName profileName boundBy name identityText container algorithm cause reasonText sentence action',
  ],
  ['/certificates', 'personName deviceLabel container profileName'],
  ['/certificates/$', 'subjectText deviceLabel personName container certificateProfile issuerText value'],
  ['/people', 'email organizationalUnit'],
  ['/people/$', 'givenName surname email upn sid organizationalUnit label profileName'],
  ['/people/$/edit', 'displayName'],
  ['/people/import', ''],
  ['/people/new', ''],
  ['/sagas', 'personName sentence'],
  ['/sagas/$', 'personName label profileName name requestedBy sentence errorMessage cancelEffect'],
  ['/revocations', 'keyReference actor'],
  ['/revocations/passkeys', 'displayName relyingParty deviceLabel personName actor'],
  ['/audit', 'actor action object reasonText key'],
  ['/profiles', 'name title'],
  ['/profiles/$', 'title description models credentialGroup container publishedBy'],
  ['/profiles/new', ''],
  ['/profile-proposals', 'name proposedBy'],
  ['/profile-proposals/$', 'name reasonText proposedBy decidedBy decisionReasonText path'],
  ['/rollouts', 'profileName'],
  ['/rollouts/$', 'profileName by'],
  ['/campaigns', 'name'],
  ['/campaigns/new', 'title'],
  ['/campaigns/$', 'name profileName label by reasonText'],
  ['/workstations', 'name group system'],
  ['/workstations/$', 'name group system readerName setting source value'],
  ['/deployment-codes', 'group namePattern createdBy'],
  ['/findings', 'sentence deviceLabel'],
  ['/card-models', 'title'],
  ['/card-models/new', ''],
  ['/card-models/$', 'title variantOf applicationLabel'],
  ['/stock', 'name label personName title'],
  ['/stock/import', 'title'],
  ['/roles', 'personName groupScope profileScope grantedPermissions'],
  ['/issue', 'name readerName label personName title subject'],
  ['/issue/$', 'personName errorMessage'],
  ['/reprovision', 'name readerName label personName title subject'],
  ['/reprovision/$', ''],
  ['/me', 'email organizationalUnit issuer browser system'],
];
const holders: Pages = [
  ['/', 'label'],
  ['/mine', 'label'],
  ['/mine/$', 'label'],
  ['/mine/follow/$', 'displayName'],
  ['/mine/add', 'displayName'],
  ['/mine/add/$', 'displayName'],
  ['/help', ''],
  ['/help/$', ''],
  ['/try', ''],
  ['/computer', 'displayName'],
  ['/update/$', 'deviceLabel'],
  ['/update/pin/$', 'displayName'],
  ['/paired', 'displayName'],
  ['/me', 'displayName email organizationalUnit browser system'],
];
const permissions = [
  ...['own.manage', 'others.view', 'request.create', 'card.run', 'card.activate', 'card.unlock', 'card.suspend'],
  ...['card.terminate', 'secret.reveal', 'stock.manage', 'profile.edit', 'profile.approve', 'audit.read'],
  ...['system.manage', 'lease.break', 'catalogue.read', 'workstation.use', 'workstation.view', 'workstation.diagnose'],
  ...['holder.assist', 'card.inspect', 'saga.inspect', 'role.view', 'relying-party.view'],
];

describeWith(chromiumMissing(), '[security OWASP ASVS 5.0] a name that is markup', () => {
  const people: Person[] = [];
  afterAll(async () => {
    for (const person of people) await person.close();
  });

  it('is looked for on every page that there is', async () => {
    const paths = [...(await readFile(router, 'utf8')).matchAll(/ path: '([^']+)'/g)].map(([, path]) => path!);
    const looked = new Set([...operators, ...holders].map(([path]) => path));
    expect([...looked].toSorted()).toEqual([...new Set(paths.map((path) => path.replace(/\$\w+/, '$')))].toSorted());
  });

  it.each([
    { who: 'operators', pages: operators, me: { roles: ['SO', 'IO', 'PA', 'SA', 'CH'], permissions } },
    { who: 'holders', pages: holders, me: { roles: ['CH'], permissions: ['own.manage', 'catalogue.read'] } },
  ])('is shown as it is and runs nothing, on every page of $who', async ({ pages, me }) => {
    const person = await Person.open('https://cardwright.example');
    people.push(person);
    const { page } = person;
    const ran: string[] = [];
    await page.exposeFunction('ran', (name: string) => void ran.push(name));
    page.on('dialog', (dialog) => void ran.push(dialog.message()));
    await markedApi(me).serve(page);
    for (const [path, names] of pages) {
      await person.goTo(path.replace('$', path.startsWith('/help/') ? 'cardholder' : id));
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      const wanted = names.split(' ').filter((name) => name !== '');
      const missing = async (): Promise<string[]> => {
        await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
        const text = await page.locator('body').innerText();
        return wanted.filter((name) => !text.includes(markup(name)));
      };
      await eventually(async () => [path, await missing()], [path, []], 30_000);
      // Neither an element of it, nor an address.
      const taken = page.locator('[onerror], [src="x"], a[href^="<"]');
      expect([path, await taken.count()]).toEqual([path, 0]);
    }
    expect(ran).toEqual([]);
    expect(person.messages.filter((message) => message.startsWith('page error'))).toEqual([]);
    // Or nothing would have been noticed: the same text where a page does take it for HTML.
    await page.evaluate(`document.body.innerHTML = ${JSON.stringify(markup('noticed'))}`);
    await eventually(() => Promise.resolve(ran), ['noticed'], 10_000);
  });
});
