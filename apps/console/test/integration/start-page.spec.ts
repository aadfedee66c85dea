/**
 * The page with which operators, the help desk and auditors begin, in a real browser, with answers that are written here: each number leads to the
 * list that it counts. That the numbers are those of the lists is shown on the database (issuance-svc, start-page.spec.ts).
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { partOf } from '@cardwright/testing/part-of';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf, lookAs, lookOf, looksOfRun } from '../support/looks.js';
import { type Answers, MockedApi } from '../support/mocked-api.js';
import { askedBy } from '../support/asked-by.js';
import { looking } from '../support/operator.js';
import { answers, choices, none } from '../support/start-rows.js';
import { bulkAnswers, faultsOfMenus, selectEverything, selectsNothing, suspendMany } from '../support/use-bulk.js';
import { keepsView, useViews } from '../support/use-views.js';
import { stolenCertificate, stolenRow } from '../support/stolen-certificate.js';
import { useCertificates } from '../support/use-certificates.js';

jest.setTimeout(90_000);
const everybody = {
  'an operator': {
    roles: ['IO', 'CH'],
    permissions: [...looking, 'request.create', 'card.run', 'card.suspend', 'profile.edit', 'saga.inspect'],
  },
  'the help desk': { roles: ['HD', 'CH'], permissions: [...looking, 'request.create', 'card.unlock'] },
  'an auditor': { roles: ['AU', 'CH'], permissions: [...looking, 'audit.read', 'role.view'] },
};

describeWith(chromiumMissing(), '[D15, F01, F08] the start page', () => {
  const people = new Map<string, Person>();
  const api = Object.fromEntries(
    Object.entries(everybody).map(([who, me]) => [who, new MockedApi({ me, textOf: (name) => name })]),
  );
  beforeAll(async () => {
    for (const who of Object.keys(everybody)) {
      const person = await Person.open('https://cardwright.example');
      people.set(who, person);
      await api[who]!.serve(person.page);
    }
  });
  beforeEach(() => Object.values(api).forEach((each) => each.now(answers)));
  afterAll(async () => {
    for (const person of people.values()) await person.close();
  });

  it.each(Object.keys(everybody))('is where %s begins; each number leads to the list that it counts', async (who) => {
    const person = people.get(who)!;
    const { page } = person;
    await person.goTo('/');
    await page.getByRole('heading', { level: 1, name: 'Start' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/start');
    await page.getByRole('link', { name: 'Needs attention 15' }).waitFor();
    const links: [name: string, path: string, query: Record<string, string>][] = [
      ['3 for an operator', 'sagas', { attention: 'true', waitsFor: 'operator' }],
      ['12 for cardholders', 'sagas', { attention: 'true', waitsFor: 'cardholder' }],
      ['0 for an administrator', 'sagas', { attention: 'true', waitsFor: 'administrator' }],
      ['7 within 30 days', 'devices', { expiresWithinDays: '30' }],
      ['41 within 60 days', 'devices', { expiresWithinDays: '60' }],
      ['1,234 within 90 days', 'devices', { expiresWithinDays: '90' }],
      ['2 new cards to decide about', 'devices', { replacementAsked: 'true' }],
    ];
    for (const [name, path, query] of links) {
      const asked = page.waitForRequest((request) => {
        const { pathname, searchParams } = new URL(request.url());
        const { limit, ...rest } = Object.fromEntries(searchParams);
        return pathname === `/api/v1/${path}` && limit === '50' && JSON.stringify(rest) === JSON.stringify(query);
      });
      await page.getByRole('link', { name, exact: true }).click();
      await asked;
      await page.getByRole('link', { name: 'Start', exact: true }).click();
    }
  });

  it('has one entry of the navigation marked as the page that is shown', async () => {
    const person = people.get('an operator')!;
    for (const [address, current] of [
      ['/start', ['Start']],
      ['/sagas', ['Sagas']],
      ['/sagas?state=FAILED', ['Sagas']],
      ['/sagas?attention=true', ['Needs attention 15']],
      ['/sagas?attention=true&waitsFor=operator', ['Needs attention 15']],
      ['/devices?state=ACTIVE', ['Devices']],
    ] as const) {
      await person.goTo(address);
      const marked = person.page.getByRole('navigation').locator('[aria-current="page"]');
      await person.page.getByRole('link', { name: 'Needs attention 15' }).waitFor();
      expect([address, await marked.allInnerTexts()]).toEqual([
        address,
        current.map((name) => name.replace(' 15', '\n15')),
      ]);
    }
  });

  it('writes numbers and days as the English that it is written in does, also for whoever reads German', async () => {
    const person = people.get('an operator')!;
    await person.goTo('/start');
    await lookAs(person, { language: 'de', scheme: 'light', width: 1280 });
    await person.goTo('/start');
    await person.page.getByRole('link', { name: '1,234 within 90 days' }).waitFor();
    // What an error is called too, which pages in German have in German.
    await person.page.getByRole('row', { name: '9A 0C2D' }).getByText('3 times. The signer does not answer').waitFor();
    await lookAs(person, { language: 'en', scheme: 'light', width: 1280 });
  });

  it('shows what the CA still owes with its clock, and what keeps it', async () => {
    const { page } = people.get('an auditor')!;
    await people.get('an auditor')!.goTo('/start');
    const row = (serial: string) => page.getByRole('row', { name: `9A ${serial}` });
    await row('0A1B').getByText(/^17 h/).waitFor();
    await row('0C2D')
      .getByText(/^overdue by 2 h/)
      .waitFor();
    await row('0C2D').getByText('Asked 3 times. The signer does not answer').waitFor();
    await row('0A1B').getByRole('link').click();
    await page.waitForURL('**/devices/00000000-0000-4000-8000-000000000002');
  });

  it('[F08] shows how each kind of work went: pictures, what they say in words, and each week as a row of a table', async () => {
    const { page } = people.get('an operator')!;
    await people.get('an operator')!.goTo('/start');
    const issue = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { level: 3, name: 'Issue a card' }) });
    await issue.getByText('97% of 1,290 completed').waitFor();
    await issue.getByText('Half took no more than 47 s').waitFor();
    // Of the last week half was cancelled: two bars of the same height, one on the other, of the whole height.
    const bars = await issue
      .locator('svg')
      .first()
      .locator('g')
      .last()
      .locator('[data-part]')
      .evaluateAll((found: { getAttribute(name: string): string }[]) =>
        found.map((bar) => [bar.getAttribute('y'), bar.getAttribute('height')]),
      );
    expect(bars).toEqual([
      ['20', '20'],
      ['0', '20'],
    ]);
    await issue.getByText('Issue a card: the numbers of each week').click();
    const rows = issue.getByRole('table', { name: 'Issue a card: the numbers of each week' }).getByRole('row');
    expect((await rows.allInnerTexts()).slice(0, 5).map((row: string) => row.split(/\s*\t\s*/))).toEqual([
      ['Week of', 'Completed', 'Cancelled', 'Success', 'Median time'],
      ['23 Nov 2026', '9', '9', '50%', '47 s'],
      ['16 Nov 2026', '1,200', '30', '98%', '1 min 35 s'],
      ['9 Nov 2026', '0', '0', '–', '–'],
      ['2 Nov 2026', '40', '2', '95%', '2 min 10 s'],
    ]);
    const recycle = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { level: 3, name: 'Recycle a card' }) });
    await recycle.getByText('0% of 1 completed').waitFor();
    await recycle.getByText('None completed').waitFor();
  });

  it('says in a line how campaigns and roll-outs stand, and leads to them', async () => {
    const { page } = people.get('an operator')!;
    await people.get('an operator')!.goTo('/start');
    await page.getByText('Campaigns: 2 running and 1 stopped').waitFor();
    await page.getByText('Roll-outs: none').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Campaigns' }).click();
    await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor();
  });

  it('says that nothing waits, and that more than a thousand do', async () => {
    const { page } = people.get('the help desk')!;
    const counted = (total: number, more: boolean) => ({
      ...answers,
      'GET /api/v1/revocations': { json: none },
      'GET /api/v1/sagas/attention': {
        json: { total, more, waitsFor: { operator: total, cardholder: 0, administrator: 0 } },
      },
    });
    api['the help desk']!.now(counted(0, false));
    await people.get('the help desk')!.goTo('/start');
    await page.getByText('Nothing waits for anybody').waitFor();
    await page.getByText('The CA has done all that it was asked').waitFor();
    await page.getByRole('link', { name: 'Needs attention', exact: true }).waitFor();
    api['the help desk']!.now(counted(1000, true));
    await page.getByRole('link', { name: 'Needs attention 99+' }).waitFor();
    await page.getByRole('link', { name: '1,000+ for an operator' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sagas' }).waitFor();
    // Whole, and inside of its link, which is bold now.
    const room = await page.evaluate<[clipped: number, left: number]>(`(() => {
      const badge = document.querySelector('[data-number]');
      const label = badge.querySelector('[class*=label]') ?? badge;
      return [label.scrollWidth - label.clientWidth, badge.closest('a').getBoundingClientRect().right - badge.getBoundingClientRect().right];
    })()`);
    expect(room[0]).toBeLessThanOrEqual(0);
    expect(room[1]).toBeGreaterThanOrEqual(0);
  });

  it('says what is wrong where a part of it cannot be had, and shows the rest', async () => {
    const { page } = people.get('an operator')!;
    api['an operator']!.now({ ...answers, 'GET /api/v1/devices/overview': { problem: 'REQUEST_INVALID' } });
    await people.get('an operator')!.goTo('/start');
    await page.getByRole('alert').first().waitFor();
    await page.getByRole('link', { name: '3 for an operator' }).waitFor();
  });

  it.each(
    partOf(
      [lookOf('en', 'light', 1280), lookOf('en', 'dark', 1280), lookOf('en', 'light', 640), lookOf('de', 'dark', 390)],
      2,
    ),
  )('has nothing that anybody would stumble over: %p', async (look) => {
    const person = people.get('an operator')!;
    await person.goTo('/start');
    await lookAs(person, look);
    await person.goTo('/start');
    await person.page.getByText('overdue by').waitFor();
    await person.page.getByText('1,234').waitFor();
    expect(await faultsOf(person, `start-${look.language}-${look.scheme}-${look.width}`)).toEqual([]);
  });

  describe('[D15] the lists', () => {
    const { 'GET /api/v1/devices': _, 'GET /api/v1/sagas': __, ...withRows } = answers;
    const open = async (address: string, more: Answers = {}, who = 'an operator') => {
      const person = people.get(who)!;
      api[who]!.now({ ...withRows, ...more, ...choices });
      await person.goTo(address);
      await lookAs(person, { language: 'en', scheme: 'light', width: 1280 });
      await person.goTo(address);
      await person.page.getByRole('row').nth(1).waitFor();
      return person;
    };
    it('sort by their heads, by mouse and keyboard, and say so to screen readers; Back undoes the last step', async () => {
      const person = await open('/devices');
      const { page } = person;
      const head = (name: string) => page.getByRole('columnheader', { name });
      const button = (name: string) => head(name).getByRole('button');
      expect(await page.locator('th svg').count()).toBe(await page.locator('th button').count());
      expect(await askedBy(person, 'devices', () => button('Holder').click())).toEqual({ sort: 'holder' });
      expect(await head('Holder').getAttribute('aria-sort')).toBe('ascending');
      await button('Holder').focus();
      expect(await askedBy(person, 'devices', () => page.keyboard.press('Enter'))).toEqual({
        sort: 'holder',
        order: 'desc',
      });
      expect(await head('Holder').getAttribute('aria-sort')).toBe('descending');
      expect(new URL(page.url()).search).toBe('?sort=holder&order=desc');
      expect(await askedBy(person, 'devices', () => button('Certificates end').click())).toEqual({
        sort: 'certificate-expiry',
      });
      await page.goBack();
      await page.waitForURL('**/devices?sort=holder&order=desc');
      expect(await page.locator('[aria-sort]').allInnerTexts()).toEqual(['Holder']);
      await person.goTo('/people');
      await head('Name').and(page.locator('[aria-sort="ascending"]')).waitFor();
      expect(await askedBy(person, 'people', () => button('Changed').click())).toEqual({ sort: 'updated' });
    });

    it('of workstations and sagas sort too, first by the latest where that is looked for; the address and the export keep it', async () => {
      const person = await open('/workstations');
      const { page } = person;
      const head = (name: string) => page.getByRole('columnheader', { name, exact: true });
      const press = (name: string) => () => head(name).getByRole('button').click();
      const shown = async () =>
        Promise.all((await page.locator('[aria-sort]').all()).map((it) => it.getAttribute('aria-sort')));
      expect(await askedBy(person, 'workstations', press('Last seen'))).toEqual({ sort: 'last-seen' });
      expect(await shown()).toEqual(['descending']);
      expect(await askedBy(person, 'workstations', press('Last seen'))).toEqual({ sort: 'last-seen', order: 'asc' });
      expect(await askedBy(person, 'workstations', press('Agent'))).toEqual({ sort: 'version' });
      await page.goBack();
      await page.waitForURL('**/workstations?sort=last-seen&order=asc');
      expect(await shown()).toEqual(['ascending']);
      const choose = (filter: string, label: string) => () =>
        page.getByRole('combobox', { name: filter }).selectOption({ label });
      await askedBy(person, 'workstations', choose('State', 'Away'));
      await askedBy(person, 'workstations', choose('Readers', 'With a reader'));
      const kept = 'online=false&readers=some&sort=last-seen&order=asc';
      await page.locator(`a[download][href="/api/v1/workstations/export?${kept}"]`).waitFor();
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await page.waitForURL('**/workstations?sort=last-seen&order=asc');

      await person.goTo('/sagas');
      await head('Started').and(page.locator('[aria-sort="descending"]')).waitFor();
      expect(await askedBy(person, 'sagas', press('Changed'))).toEqual({ sort: 'updated' });
      expect(await askedBy(person, 'sagas', press('Changed'))).toEqual({ sort: 'updated', order: 'asc' });
      const work = page.getByRole('combobox', { name: 'Work' });
      const asked = { type: 'UNLOCK', sort: 'updated', order: 'asc' };
      expect(await askedBy(person, 'sagas', () => work.selectOption('Reset the PIN of a card'))).toEqual(asked);
      await page.locator('a[download][href="/api/v1/sagas/export?type=UNLOCK&sort=updated&order=asc"]').waitFor();
      // What waits for somebody has an order of its own.
      const attention = page.getByRole('main').getByText('Needs attention', { exact: true });
      expect(await askedBy(person, 'sagas', () => attention.click())).toEqual({ attention: 'true' });
      expect(await shown()).toEqual([]);
      await page.locator('a[download][href="/api/v1/sagas/export?attention=true"]').waitFor();
    });

    it('of certificates is narrowed and sorted in its address, has views and a file, and each row leads to its certificate', async () => {
      await useCertificates(await open('/certificates?q=grace', { 'GET /api/v1/certificates': { json: stolenRow } }));
    });

    it('narrow by what is chosen above them, which the address keeps until the filters are cleared', async () => {
      const person = await open('/devices');
      const { page } = person;
      const choose = (filter: string, label: string) => () =>
        page.getByRole('combobox', { name: filter, exact: true }).selectOption({ label });
      await askedBy(person, 'devices', choose('State', 'In use'));
      await askedBy(person, 'devices', choose('Profile', 'piv-four'));
      await askedBy(person, 'devices', choose('Model', 'Vendor 5.4'));
      await askedBy(person, 'devices', choose('Certificates', 'A certificate ends within 60 days'));
      expect(await askedBy(person, 'devices', () => page.reload())).toEqual({
        state: 'SUSPENDED',
        profileName: 'piv-four',
        modelId: 'vendor-5-4',
        certificatesExpireWithinDays: '60',
      });
      expect(new URL(page.url()).search).toBe('?state=in-use&profile=piv-four&model=vendor-5-4&certificates=60');
      const states = page.waitForRequest(
        (request) =>
          new URL(request.url()).searchParams.getAll('state').join() === 'PENDING_ACTIVATION,ACTIVE,SUSPENDED',
      );
      await page.reload();
      await states;
      await page
        .locator('a[href*="export?state="][href*="&state=SUSPENDED&certificatesExpireWithinDays=60&pro"]')
        .waitFor();
      await page.getByRole('combobox', { name: 'Changed' }).selectOption({ label: 'Changed within 7 days' });
      await page.waitForURL('**&changed=7');
      await page.goBack();
      await page.waitForURL((url) => !url.search.includes('changed'));
      expect(await page.getByRole('combobox', { name: 'Changed' }).inputValue()).toBe('');
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await page.waitForURL((url) => url.search === '');
      expect(await page.getByRole('button', { name: 'Clear filters' }).count()).toBe(0);
      await person.goTo('/people');
      await page.getByRole('row').nth(1).waitFor();
      const unit = page.getByRole('searchbox', { name: 'Unit and those below it' });
      expect(await askedBy(person, 'people', () => unit.fill('Sales'))).toEqual({ organizationalUnit: 'Sales' });
      await page.waitForURL('**/people?unit=Sales');
      await page.locator('a[download][href="/api/v1/people/export?organizationalUnit=Sales"]').waitFor();
    });

    it('have views that are saved, chosen, renamed and deleted, by keyboard too', async () => {
      const person = await open('/devices?sort=holder&order=desc&state=in-use');
      await useViews(person, (views) =>
        api['an operator']!.now({ ...withRows, 'GET /api/v1/me/views/{list}': { json: { views } } }),
      );
    });

    const since = 'action=device.suspended&from=2026-11-01T00%3A00%3A00.000Z';
    it.each([
      ['revocations', 'open=true', 'open=true'],
      ['findings', 'state=all&severity=error', 'severity=error'],
      ['audit', since, since],
    ] as const)('of %s are files and views too: of the filters, however far they were read', (list, query, filter) =>
      keepsView(people.get('an auditor')!, list, { query, filter }, api['an auditor']!),
    );

    it.each([
      ['/roles', '/api/v1/role-grants/export', 'an auditor'],
      ['/campaigns/c?state=failed', '/api/v1/campaigns/c/cards/export?state=failed', 'an operator'],
    ])('of %s are files too', async (address, file, who) => {
      const person = await open(address, {}, who);
      await person.page.locator(`a[download][href="${file}"]`).waitFor();
      expect(await faultsOf(person, `export-of-${address.split('/')[1]}`)).toEqual([]);
    });

    it('let many cards be acted on at once, after a look at what would happen to each, by keyboard; what failed is tried again', async () => {
      const person = await open('/devices?profile=piv-four', bulkAnswers);
      await suspendMany(person, api['an operator']!, withRows);
      await selectEverything(person);
      await selectsNothing(people.get('an auditor')!, api['an auditor']!);
    });

    it('have menus that nobody stumbles over when they are open', async () =>
      expect(await faultsOfMenus(people.get('an operator')!, open)).toEqual([]));

    it('on a phone are sorted by a choice of their own', async () => {
      const person = await open('/devices');
      const { page } = person;
      expect(await page.getByRole('combobox', { name: 'Sort' }).count()).toBe(0);
      await lookAs(person, { language: 'en', scheme: 'light', width: 390 });
      await person.goTo('/devices');
      const sort = page.getByRole('combobox', { name: 'Sort' });
      await sort.waitFor();
      expect(await askedBy(person, 'devices', () => sort.selectOption({ label: 'Changed, descending' }))).toEqual({
        sort: 'updated',
        order: 'desc',
      });
      expect(await page.getByRole('columnheader').getByRole('button').count()).toBe(0);
    });

    it.each(partOf([lookOf('en', 'light', 1280), lookOf('en', 'dark', 640), lookOf('en', 'light', 390)], 1))(
      'have nothing that anybody would stumble over: %p',
      async (look) => {
        for (const [list, narrowed] of [
          ['devices', 'sort=updated&order=desc&changed=7'],
          ['people', 'sort=updated&order=desc&changed=7'],
          ['workstations', 'sort=last-seen&policy=on'],
          ['sagas', 'sort=updated&order=asc&type=ISSUE'],
          ['certificates', 'sort=expiry&status=held'],
        ] as const) {
          const person = await open(`/${list}`);
          await lookAs(person, look);
          await person.goTo(`/${list}?${narrowed}`);
          await person.page.getByRole('button', { name: 'Clear filters' }).waitFor();
          await person.page.getByRole('button', { name: 'Views', exact: true }).waitFor();
          expect(await faultsOf(person, `${list}-${look.scheme}-${look.width}`)).toEqual([]);
          const tops = await person.page.$$eval('main select', (all) =>
            all.map((one) => one.getBoundingClientRect().top),
          );
          if (look.width === 1280) expect(new Set(tops.filter((top) => top > 0)).size).toBeLessThan(3);
        }
      },
    );
  });

  it('[D15] whatever is known of something is found from any page: by /, arrows and Enter; what does not answer is named', async () => {
    const person = people.get('the help desk')!;
    const { page } = person;
    const [personId, deviceId] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
    const card = { label: '10000001', identityText: 'ykserial:10000001', personId, personName: 'Grace Hopper' };
    const unit = { organizationalUnit: 'Research' };
    const certificateHit = {
      ...{ serialNumberHex: '0A1B2C', subjectText: 'CN=Grace Hopper', status: 'good', label: '10000001' },
      ...{ keyReference: '9A', notAfter: '2027-01-01T00:00:00.000Z' },
    };
    api['the help desk']!.now({
      ...answers,
      'GET /api/v1/search': {
        json: {
          hits: [
            { kind: 'person', exact: true, personId, displayName: 'Grace Hopper', externalId: 'E1002', ...unit },
            { kind: 'card', exact: false, deviceId, state: 'ACTIVE', ...card },
            { kind: 'certificate', exact: false, deviceId, ...certificateHit },
          ],
          more: [],
          unanswered: ['certificate'],
        },
      },
    });
    await person.goTo('/');
    await page.getByRole('heading', { level: 1, name: 'Start' }).waitFor();
    const field = page.getByRole('combobox', { name: 'Name, external id, serial number' });
    // Nothing that is typed is lost, however long the browser has to load the dialog.
    const dialog = '**/assets/search-dialog-*.js';
    let load = (): void => undefined;
    const mayLoad = new Promise<void>((resolve) => (load = resolve));
    await page.route(dialog, async (route) => {
      await mayLoad;
      await route.fallback();
    });
    await page.keyboard.press('/');
    await page.keyboard.type('E101');
    await page.keyboard.press('Backspace');
    expect(await field.count()).toBe(0);
    load();
    await field.waitFor();
    await page.unroute(dialog);
    const asked = page.waitForRequest((request) => new URL(request.url()).searchParams.get('query') === 'E1002');
    await page.keyboard.type('02');
    await asked;
    await page.getByText('3 results').waitFor();
    expect(await field.inputValue()).toBe('E1002');
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('E1002');
    await page.getByText('3 results').waitFor();
    await page.getByText('Certificates cannot be searched at the moment.').waitFor();
    const options = page.getByRole('option');
    expect((await options.allInnerTexts()).map((each) => each.split(/\n+/))).toEqual([
      ['Grace Hopper', 'E1002 · Research', 'Person'],
      ['10000001', 'Active · Grace Hopper · ykserial:10000001', 'Device'],
      ['0A1B2C', 'CN=Grace Hopper · Valid · 9A on 10000001', 'Certificate'],
    ]);
    await page.keyboard.press('ArrowDown');
    const current = await field.getAttribute('aria-activedescendant');
    expect(await options.nth(1).getAttribute('id')).toBe(current);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/devices/${deviceId}`);
    await field.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('E1002');
    await page.getByText('3 results').waitFor();
    expect(await faultsOf(person, 'search')).toEqual([]);
    await options.getByText('0A1B2C').click();
    await page.waitForURL('**/certificates/0A1B2C');
  });

  it('[D15] a certificate has a page: what it says, where it is and whose, why nobody trusts it, and its files', async () => {
    const person = people.get('the help desk')!;
    const { page } = person;
    api['the help desk']!.now({
      ...answers,
      'GET /api/v1/certificates/{serialNumberHex}': { json: stolenCertificate },
    });
    for (const look of looksOfRun) {
      await lookAs(person, look);
      await person.goTo('/certificates/0A1B2C');
      await page.getByRole('heading', { level: 1, name: 'Certificate 0A1B2C' }).waitFor();
      expect(await faultsOf(person, `certificate-${look.scheme}-${look.width}`)).toEqual([]);
    }
    const facts = await page.evaluate(
      `Object.fromEntries([...document.querySelectorAll('dl > div')].map((it) => [...it.children].map((each) => each.innerText)))`,
    );
    expect(facts).toEqual({
      Subject: 'C=DE, O=Example, CN=Grace Hopper',
      Issuer: 'O=Example, CN=Cardwright Issuing CA 1',
      'Serial number': '0A1B2C',
      'Valid from': '27 Nov 2026, 10:00:00',
      'Valid until': '27 Nov 2029, 10:00:00',
      Key: 'EC, P-256',
      'Certificate profile': 'piv-authentication',
      'Key usage': 'digitalSignature',
      'Extended key usage': 'Client authentication, Smart card logon, 1.2.3.4',
      Policies: '2.25.1.1',
      'SHA-256 of the certificate': 'AB',
      Card: '10000001',
      Slot: 'PIV authentication (9A)',
      'Made for': 'Grace Hopper',
      'On this card': 'Revoked',
      'Made by': 'Open the saga',
      'User principal name': 'grace@corp.example',
      URI: 'urn:uuid:3f0a4a4e-1c2d-4e5f-8a9b-0c1d2e3f4a5b',
    });
    await page
      .getByRole('status')
      .getByText('Since 28 Nov 2026, 10:00:00. Its key may be in other hands (keyCompromise).')
      .waitFor();
    for (const [name, file] of [
      ['Download PEM', 'pem'],
      ['Download DER', 'der'],
      ['Download with chain', 'chain'],
    ] as const)
      expect(await page.getByRole('link', { name }).getAttribute('href')).toBe(`/api/v1/certificates/0A1B2C/${file}`);
    await page.getByRole('main').getByRole('link', { name: '10000001' }).first().click();
    await page.waitForURL(`**/devices/${stolenCertificate.certificate.deviceId}`);
  });
});
