/** Lists that are narrowed, sorted and written to files, and one person at a time, on the command line; issuance-svc is a stand-in. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { GatewayFixture } from '../../../gateway/test/gateway-fixture.js';
import { type Cli, type SignedInCli, startSignedInCli } from '../cli-fixture.js';

let signedIn: SignedInCli;
let gateway: GatewayFixture;
let cli: Cli;

beforeAll(async () => {
  signedIn = await startSignedInCli('SA');
  ({ gateway, cli } = signedIn);
}, 60_000);
afterAll(() => signedIn?.stop());
beforeEach(() => void (gateway.seen.length = 0));

const person = {
  ...{ personId: '6f1fa1f2-7a52-4c0a-9d3a-0a4a1f1f2a52', externalId: 'E7', displayName: 'Žofie, Marie' },
  ...{ givenName: 'Žofie', surname: 'Marie', email: '=cmd()', upn: null, sid: null, organizationalUnit: 'Sales' },
  ...{ enabled: true, createdAt: '2026-01-01T00:00:00Z', version: 'v1' },
};
const happened = {
  ...{ specversion: '1.0', id: 'e7', source: '/cardwright/issuance', type: 'card.issued', subject: 'device:d7' },
  ...{ time: '2026-01-31T10:00:00Z', datacontenttype: 'application/json', correlationid: 'c7' },
  data: { deviceId: 'd7', requestId: 'r7' },
};
const asked = (name: string): unknown[] =>
  gateway.seen.filter((it) => it.name === `issuance ${name}`).map(({ envelope }) => envelope.body);

describe('a list', () => {
  it('is narrowed and sorted as the API does it', async () => {
    gateway.answers.set('issuance devices.list', () => ({ rows: [], nextCursor: null }));
    const flags = '--state ACTIVE --state SUSPENDED --profile p --model m --certificates-expire-within 30';
    const ran = await cli.run(`devices list Name9 ${flags} --sort certificate-expiry --order desc --limit 5`);
    expect(ran).toMatchObject({ code: 0, stdout: 'Nothing there.\n' });
    expect(asked('devices.list')).toEqual([
      {
        ...{ query: 'Name9', state: ['ACTIVE', 'SUSPENDED'], profileName: 'p', modelId: 'm', limit: 5 },
        ...{ certificatesExpireWithinDays: 30, sort: 'certificate-expiry', order: 'desc' },
      },
    ]);
    const wrong = await cli.run('people list --sort shoe-size');
    expect([wrong.code, asked('people.list')]).toEqual([2, []]);
    expect(wrong.stderr).toContain('name, external-id, unit, created, updated');
  });

  it('[D15] of workstations and of sagas is narrowed, sorted and exported too', async () => {
    for (const list of ['workstations.list', 'sagas.list'])
      gateway.answers.set(`issuance ${list}`, () => ({ rows: [], nextCursor: null }));
    const ran = [
      await cli.run('workstations list desk --away --agent-version 0.2.0 --sort last-seen --order asc --limit 5'),
      await cli.run('workstations export --online --policy mistakes --readers card --group Library'),
      await cli.run('sagas list --type ISSUE --sort updated --limit 7'),
      await cli.run('sagas export --state FAILED --order asc'),
    ];
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const exported = { forExport: true, limit: 200 };
    expect(asked('workstations.list')).toEqual([
      { query: 'desk', online: false, version: '0.2.0', sort: 'last-seen', order: 'asc', limit: 5 },
      { online: true, policy: 'mistakes', readers: 'card', group: 'Library', ...exported },
    ]);
    expect(asked('sagas.list')).toEqual([
      { type: 'ISSUE', sort: 'updated', limit: 7 },
      { state: 'FAILED', order: 'asc', ...exported },
    ]);
    expect((await cli.run('workstations list --online --away')).code).toBe(2);
    expect((await cli.run('sagas list --sort state')).stderr).toContain('created, updated');
  });

  it('[D15] of findings, revocations, roles and the cards of a campaign is exported as it is narrowed', async () => {
    const lists = ['findings.list', 'revocations.list', 'role-grants.list', 'campaigns.cards'] as const;
    for (const list of lists) gateway.answers.set(`issuance ${list}`, () => ({ rows: [], nextCursor: null }));
    const id = '5d2c1f0e-0000-4000-8000-000000000008';
    const ran = [
      await cli.run(`findings export --device ${id} --severity error --code card_pin_blocked`),
      await cli.run('findings export --all'),
      await cli.run(`revocations export --device ${id} --open`),
      await cli.run(`roles export --person ${id}`),
      await cli.run(`campaigns export ${id} --state failed`),
    ];
    expect(ran.map(({ code, stdout }) => [code, stdout.split(',')[0]])).toEqual([
      [0, '\ufefffinding_id'],
      [0, '\ufefffinding_id'],
      [0, '\ufeffserial_number'],
      [0, '\ufeffrole_grant_id'],
      [0, '\ufeffdevice_id'],
    ]);
    const exported = { forExport: true, limit: 200 };
    expect(lists.map((list) => asked(list))).toEqual([
      [{ deviceId: id, severity: 'error', code: 'CARD_PIN_BLOCKED', open: true, ...exported }, exported],
      [{ deviceId: id, open: true, ...exported }],
      [{ personId: id, ...exported }],
      [{ campaignId: id, state: 'failed', ...exported }],
    ]);
  });

  it('[Issue 13] of certificates is narrowed, sorted and exported too', async () => {
    gateway.answers.set('issuance certificates.list', () => ({ rows: [], nextCursor: null }));
    const ran = [
      await cli.run('certificates list 0A:1B --status held --status good --slot 9A --expires-within 30 --sort expiry'),
      await cli.run('certificates export --profile p --certificate-profile c --issuer issuing-1'),
    ];
    expect(ran.map(({ code }) => code)).toEqual([0, 0]);
    expect(asked('certificates.list')).toEqual([
      {
        ...{ query: '0A:1B', status: ['held', 'good'], keyReference: '9A', expiresWithinDays: 30 },
        ...{ sort: 'expiry', limit: 100 },
      },
      { profileName: 'p', certificateProfile: 'c', issuerId: 'issuing-1', forExport: true, limit: 200 },
    ]);
    expect((await cli.run('certificates list --sort label')).stderr).toContain('created, expiry, updated');
  });

  it('[F06] of findings is narrowed by weight and kind', async () => {
    gateway.answers.set('issuance findings.list', () => ({ rows: [], nextCursor: null }));
    const ran = await cli.run('findings list --severity error --code card_pin_blocked');
    expect(ran).toMatchObject({ code: 0, stdout: 'Nothing there.\n' });
    expect(asked('findings.list')).toEqual([
      { severity: 'error', code: 'CARD_PIN_BLOCKED', open: true, limit: expect.any(Number) },
    ]);
    const wrong = await cli.run('findings list --code CARD_LOST');
    expect([wrong.code, asked('findings.list').length]).toEqual([2, 1]);
    expect(wrong.stderr).toContain('no finding has this code');
  });

  it('[Issue 13] of events goes over pages, and says how to go on', async () => {
    gateway.answers.set('issuance events.list', ({ after }: { after?: string }) =>
      after === undefined
        ? { rows: Array.from({ length: 200 }, () => happened), nextCursor: 'second' }
        : { rows: [happened], nextCursor: 'third' },
    );
    const ran = await cli.run('events list --type card.issued --type request.changed --limit 300 --json');
    const { rows, nextCursor } = JSON.parse(ran.stdout) as { rows: object[]; nextCursor: string };
    expect([ran.code, rows.length, rows[0], nextCursor]).toEqual([0, 201, happened, 'third']);
    const type = ['card.issued', 'request.changed'];
    expect(asked('events.list')).toEqual([
      { type, limit: 200 },
      { type, limit: 100, after: 'second' },
    ]);
    const shown = await cli.run('events list --after second');
    expect(shown.stdout).toMatch(/2026-01-31T10:00:00Z +card\.issued +device:d7 +deviceId=d7 requestId=r7/);
    expect(shown.stderr).toBe('What comes next: --after third\n');
    const wrong = await cli.run('events list --type device.changed');
    expect([wrong.code, asked('events.list').length]).toEqual([2, 3]);
    expect(wrong.stderr).toContain('There is no such type: card.activated, card.issued,');
  });

  it('[Issue 13] of events is followed from now on, over a server that is away, until the cursor is too old', async () => {
    const after: (string | undefined)[] = [];
    gateway.answers.set('issuance events.list', (body: { after?: string }) => {
      after.push(body.after);
      if (after.length === 1) return { rows: [happened], nextCursor: 'second' };
      throw new CardwrightError(after.length === 2 ? 'REQUEST_SERVICE_UNAVAILABLE' : 'REQUEST_CURSOR_GONE');
    });
    const ran = await cli.run('events follow');
    expect(after).toEqual(['newest', 'second', 'second']);
    expect(ran.stdout).toBe('2026-01-31T10:00:00Z  card.issued  device:d7  deviceId=d7 requestId=r7\n');
    expect(ran.stderr).toContain('To go on from here: cardwright events follow --after second');
    expect(ran.stderr).toContain('(REQUEST_CURSOR_GONE)');
    expect(ran.code).not.toBe(0);
  });

  it('is written as CSV over all its pages; a name that is a formula stays text', async () => {
    gateway.answers.set('issuance people.list', ({ cursor }: { cursor?: string }) =>
      cursor === 'next'
        ? { rows: [{ ...person, externalId: 'E8' }], nextCursor: null }
        : { rows: [person], nextCursor: 'next' },
    );
    const ran = await cli.run('people export --unit Sales');
    expect(ran.code).toBe(0);
    const [head, ...lines] = ran.stdout.trimEnd().split('\r\n');
    expect(head).toMatch(/^\ufeffexternal_id,/);
    expect(lines.map((line) => line.slice(0, 3))).toEqual(['E7,', 'E8,']);
    expect(lines[0]).toContain(`"Žofie, Marie"`);
    expect(lines[0]).toContain(`,'=cmd(),`);
    expect(asked('people.list')[0]).toMatchObject({ organizationalUnit: 'Sales', forExport: true });
  });

  it('that is too long to export is refused, with what to do', async () => {
    gateway.answers.set('issuance devices.list', () => {
      throw new CardwrightError('REQUEST_EXPORT_TOO_LARGE');
    });
    const ran = await cli.run('devices export --json');
    expect(ran.stdout).toBe('');
    expect(JSON.parse(ran.stderr)).toMatchObject({ code: 'REQUEST_EXPORT_TOO_LARGE' });
  });
});

describe('[F10] one person', () => {
  it('is added', async () => {
    gateway.answers.set('issuance people.create', () => ({ person }));
    const words = [
      'people',
      'add',
      'E7',
      '--given-name',
      'Žofie',
      '--surname',
      'Marie',
      '--unit',
      'Sales',
      '--disabled',
    ];
    const ran = await cli.run(words);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/external id\s+E7\n/);
    expect(asked('people.create')).toEqual([
      {
        ...{ externalId: 'E7', givenName: 'Žofie', surname: 'Marie', organizationalUnit: 'Sales', enabled: false },
      },
    ]);
  });

  it('is changed as they are now; where somebody else was first it is refused', async () => {
    gateway.answers.set('issuance people.list', () => ({ rows: [person], nextCursor: null }));
    gateway.answers.set('issuance people.get', () => ({ person }));
    gateway.answers.set('issuance people.change', () => ({ person: { ...person, enabled: false } }));
    const ran = await cli.run(['people', 'change', 'E7', '--email', '', '--no-enabled']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(asked('people.change')).toEqual([
      { personId: person.personId, versions: ['v1'], changes: { email: '', enabled: false } },
    ]);
    gateway.answers.set('issuance people.change', () => {
      throw new CardwrightError('PERSON_CHANGED', undefined, { version: 'v2' });
    });
    expect((await cli.run('people change E7 --surname X')).stderr).toContain('PERSON_CHANGED');
    const nothing = await cli.run('people change E7');
    expect(nothing.stderr).toContain('Nothing is to be changed');
    expect(asked('people.change')).toHaveLength(2);
  });
});
