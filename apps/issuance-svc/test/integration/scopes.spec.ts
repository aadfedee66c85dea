/**
 * Scopes in lists (OWASP ASVS V8, IDOR): what a limited role is shown by a list is exactly what it may open one by one. Several grants
 * reach what any one of them does; Security x everything and everything x authentication-only never become everything.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { CertificateRow } from '@cardwright/contracts/nats/pki.api';
import { searchKinds } from '@cardwright/contracts/nats/search';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { endpoints } from '../../src/domain/endpoints.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const map = {
  map: {
    everything: 'SO',
    'security-only': { role: 'SO', groupScope: 'Security' },
    'security-piv': { role: 'SO', groupScope: 'Security', profileScope: 'piv-four' },
    authentication: { role: 'SO', profileScope: 'authentication-only' },
    stranger: { role: 'SO', groupScope: 'Secur' },
    // Stock and nothing of anybody's: IC looks at others only if that is granted.
    stock: 'IC',
  },
};
const everything = actorWith('all', ['everything', 'stock']);
const people = { sam: 'Security', rita: 'Research', lou: 'Security/Lab', nemo: null, perce: 'Security%' } as const;
/** Devices, each with a saga of its own: whose and by which profile. */
const cards = {
  samPiv: ['sam', 'piv-four'],
  samAuth: ['sam', 'authentication-only'],
  ritaPiv: ['rita', 'piv-four'],
  ritaAuth: ['rita', 'authentication-only'],
  louRsa: ['lou', 'rsa-legacy'],
  nemoPiv: ['nemo', 'piv-four'],
  percePiv: ['perce', 'piv-four'],
  blank: [null, null],
} as const satisfies Record<string, readonly [keyof typeof people | null, string | null]>;
type Card = keyof typeof cards;

/** What each actor is shown of them, written down by hand. */
const shown: Readonly<Record<string, { claims: string[]; cards: Card[]; people: (keyof typeof people)[] }>> = {
  'one group': {
    claims: ['security-only', 'stock'],
    cards: ['samPiv', 'samAuth', 'louRsa', 'blank'],
    people: ['sam', 'lou'],
  },
  'one group and profile': {
    claims: ['security-piv', 'stock'],
    cards: ['samPiv', 'blank'],
    people: ['sam', 'lou'],
  },
  'one profile': {
    claims: ['authentication', 'stock'],
    cards: ['samAuth', 'ritaAuth', 'blank'],
    people: ['sam', 'rita', 'lou', 'nemo', 'perce'],
  },
  'one group, and one profile': {
    claims: ['security-only', 'authentication', 'stock'],
    cards: ['samPiv', 'samAuth', 'ritaAuth', 'louRsa', 'blank'],
    people: ['sam', 'rita', 'lou', 'nemo', 'perce'],
  },
  'a group that only begins like it': { claims: ['stranger', 'stock'], cards: ['blank'], people: [] },
};

let service: RecordsService;
const personIds = {} as Record<keyof typeof people, string>;
const deviceIds = {} as Record<Card, string>;
const requestIds = {} as Record<Card, string>;
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService({ ROLE_CLAIM_MAP: JSON.stringify(map) });
  service.vault['certificates.list'] = () => ({ rows: [], nextCursor: null });
  service.vault['certificates.get'] = ({ serialNumberHex }) => ({
    certificate: { serialNumberHex } as CertificateRow,
    certificateDerBase64: 'AA==',
    chainDerBase64: [],
  });
  for (const [name, unit] of Object.entries(people)) {
    const [row] = await query<{ person_id: string }>(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, organizational_unit)
       VALUES (gen_random_uuid(), $1, $2, $2, $2, $2, $3) RETURNING person_id`,
      [defaultTenantId, name, unit],
    );
    personIds[name as keyof typeof people] = row!.person_id;
    await query(
      `INSERT INTO role_grant (role_grant_id, tenant_id, person_id, role) VALUES (gen_random_uuid(), $1, $2, 'HD')`,
      [defaultTenantId, row!.person_id],
    );
    await audit(`person:${row!.person_id}`);
  }
  let serial = 0;
  for (const [name, [person, profile]] of Object.entries(cards) as [Card, (typeof cards)[Card]][]) {
    const [deviceId, requestId] = [randomUUID(), randomUUID()];
    deviceIds[name] = deviceId;
    requestIds[name] = requestId;
    const personId = person === null ? null : personIds[person];
    await query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id, profile_name)
       VALUES ($1, $2, $3, $3, 'vendor-5-4', $4, $5, $6)`,
      [deviceId, defaultTenantId, `ykserial:${++serial}`, person === null ? 'AVAILABLE' : 'ACTIVE', personId, profile],
    );
    await query(
      `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, person_id, profile_name,
         workstation_id, requested_by, correlation_id)
       VALUES ($1, $2, 'spec', 'ISSUE', 'COMPLETED', 'done', 'done', $3, $4, $5, 'ws-1', 'spec', 'spec')`,
      [requestId, defaultTenantId, deviceId, personId, profile],
    );
    await certificate(name, requestId, `0${serial}`);
    if (personId !== null)
      await query(
        `INSERT INTO passkey (tenant_id, request_id, correlation_id, device_id, person_id, relying_party, display_name, state, delete_why,
           delete_requested_at, delete_due_at)
         VALUES ($1, $2, 'spec', $3, $4, 'entra', $5, 'TO_DELETE', 'terminated', now(), now())`,
        [defaultTenantId, requestId, deviceId, personId, name],
      );
    await query(
      `INSERT INTO finding (finding_id, tenant_id, device_id, code, subject, severity, sentence, remedy)
       VALUES (gen_random_uuid(), $1, $2, 'CARD_PIN_BLOCKED', $3, 'warning', 'spec', 'none')`,
      [defaultTenantId, deviceId, name],
    );
    await audit(`device:${deviceId}`);
    await audit(`request:${requestId}`);
  }
  // Rita's card of long ago is the blank one by now: what was revoked on it was hers.
  const [before] = [randomUUID()];
  await query(
    `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, person_id, profile_name,
       workstation_id, requested_by, correlation_id, created_at)
     VALUES ($1, $2, 'spec', 'ISSUE', 'COMPLETED', 'done', 'done', $3, $4, 'piv-four', 'ws-1', 'spec', 'spec', now() - interval '1 year')`,
    [before, defaultTenantId, deviceIds.blank, personIds.rita],
  );
  await certificate('blank', before, 'FF');
  // A certificate that is on no card, and what concerns everybody.
  await query(
    `INSERT INTO finding (finding_id, tenant_id, code, subject, severity, sentence, remedy)
     VALUES (gen_random_uuid(), $1, 'CERTIFICATE_ORPHANED', 'AA', 'warning', 'spec', 'none')`,
    [defaultTenantId],
  );
  await audit('profile:piv-four');
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

async function certificate(card: Card, requestId: string, serial: string): Promise<void> {
  await query(
    `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
       algorithm, key_origin, state, issuer_id, serial_number_hex)
     VALUES (gen_random_uuid(), $1, $2, $3, 1, 'PIV', 'authentication', '9A', 'ECCP256', 'card', 'REVOKED', 'issuer', $4)`,
    [defaultTenantId, deviceIds[card], requestId, serial],
  );
  await query(
    `INSERT INTO revocation (issuer_id, serial_number_hex, tenant_id, device_id, key_reference, reason, correlation_id, due_at)
     VALUES ('issuer', $1, $2, $3, '9A', 'superseded', 'spec', now())`,
    [serial, defaultTenantId, deviceIds[card]],
  );
  await audit(`certificate:${serial}`);
}

const audit = (object: string): Promise<unknown> =>
  query(
    `INSERT INTO audit_log (tenant_id, actor, action, object, correlation_id, details) VALUES ($1, 'spec', 'spec.happened', $2, 'spec', '{}')`,
    [defaultTenantId, object],
  );

const serials: Readonly<Record<Card, string>> = {
  samPiv: '01',
  samAuth: '02',
  ritaPiv: '03',
  ritaAuth: '04',
  louRsa: '05',
  nemoPiv: '06',
  percePiv: '07',
  blank: '08',
};

type Actor = (typeof shown)[string];
interface List {
  endpoint: keyof IssuanceApi & `${string}.list`;
  body?: object;
  /** What names a row. */
  name: (row: never) => string;
  /** What this actor is shown; null: the same as everybody with the permission. */
  expected: ((actor: Actor) => string[]) | null;
}
const lists: readonly List[] = [
  {
    endpoint: 'devices.list',
    name: ({ deviceId }: { deviceId: string }) => deviceId,
    expected: (actor) => actor.cards.map((card) => deviceIds[card]),
  },
  {
    endpoint: 'sagas.list',
    name: ({ requestId }: { requestId: string }) => requestId,
    expected: (actor) => actor.cards.map((card) => requestIds[card]),
  },
  {
    endpoint: 'people.list',
    name: ({ externalId }: { externalId: string }) => externalId,
    expected: (actor) => actor.people,
  },
  {
    endpoint: 'revocations.list',
    body: { open: true },
    name: ({ serialNumberHex }: { serialNumberHex: string }) => serialNumberHex,
    expected: (actor) => actor.cards.map((card) => serials[card]),
  },
  {
    endpoint: 'passkey-deletions.list',
    body: { state: 'open' },
    name: ({ displayName }: { displayName: string }) => displayName,
    // Nobody's card has none.
    expected: (actor) => actor.cards.filter((card) => cards[card][0] !== null),
  },
  {
    endpoint: 'certificates.list',
    name: ({ serialNumberHex }: { serialNumberHex: string }) => serialNumberHex,
    expected: (actor) => [...actor.cards.map((card) => serials[card]), ...ritasOfLongAgo(actor)],
  },
  {
    endpoint: 'findings.list',
    body: { open: true, severity: 'warning' },
    name: ({ subject }: { subject: string }) => subject,
    expected: (actor) => actor.cards,
  },
  {
    endpoint: 'role-grants.list',
    name: ({ personId }: { personId: string }) => personId,
    expected: (actor) => actor.people.map((person) => personIds[person]),
  },
  {
    endpoint: 'audit.list',
    body: { action: 'spec.happened' },
    name: ({ object }: { object: string }) => object,
    expected: (actor) => [
      ...actor.people.map((person) => `person:${personIds[person]}`),
      ...actor.cards.map((card) => `device:${deviceIds[card]}`),
      ...actor.cards.map((card) => `request:${requestIds[card]}`),
      ...actor.cards.map((card) => `certificate:${serials[card]}`),
    ],
  },
  // Nothing of these belongs to a person or a profile.
  {
    endpoint: 'workstations.list',
    name: ({ workstationId }: { workstationId: string }) => workstationId,
    expected: null,
  },
  {
    endpoint: 'stock-batches.list',
    name: ({ stockBatchId }: { stockBatchId: string }) => stockBatchId,
    expected: null,
  },
  { endpoint: 'profiles.list', name: ({ name }: { name: string }) => name, expected: null },
];
/** As certificates.get: hers, although it was on the card that is blank now. */
const ritasOfLongAgo = (actor: Actor): string[] =>
  actor.people.includes('rita') && actor.cards.includes('ritaPiv') ? ['FF'] : [];
const exported = lists.filter(({ endpoint }) =>
  /^(devices|certificates|sagas|people|revocations|findings|role-grants)\./.test(endpoint),
);
/** Of the installation, for whoever keeps it: no unit of people has a part in it. */
const ofTheInstallation = ['deployment-codes.list', 'profile-proposals.list'];
/** Given as a whole, or not at all. */
const unlimited = ['events.list'];
/** One's own and nothing else, whatever the role (sessions.spec.ts). */
const ofOneself = ['sessions.list', 'views.list'];
/** These answer with the whole of a catalogue that everybody reads. */
const catalogues = ['models.list', 'reasons.list', 'relying-parties.list'];
/** Kept by update-svc, and about many cards at once: as `profiles.list`, the same for everybody with the permission. */
const keptElsewhere = ['campaigns.list', 'rollouts.list'];

async function rowsOf({ endpoint, body, name }: List, claims: string[]): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    // Pages of two: the limit must hold on every page, and no page may end early.
    const asked = { ...body, limit: 2, ...(cursor === undefined ? {} : { cursor }) };
    const page = (await service.askUnchecked(endpoint, asked, actorWith('limited', claims))) as {
      rows: never[];
      nextCursor: string | null;
    };
    names.push(...page.rows.map(name));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return names.sort();
}

it('there is a row here for every list', () => {
  const written = [
    ...lists.map(({ endpoint }) => endpoint),
    ...[...catalogues, ...keptElsewhere, ...ofTheInstallation, ...ofOneself, ...unlimited],
  ];
  expect(written.sort()).toEqual(endpoints.filter((endpoint) => endpoint.endsWith('.list')).sort());
});

describe.each(Object.entries(shown))('%s', (_, actor) => {
  it('[Issue 13] is not given the feed of events, of which nobody sees a part', async () => {
    await expect(service.ask('events.list', {}, actorWith('limited', actor.claims))).rejects.toMatchObject({
      code: 'AUTH_FORBIDDEN',
      message: 'The feed is of everything that happens: it takes a role that is not limited to a unit or a profile',
    });
  });

  it.each(lists)('$endpoint', async (list) => {
    const expected = list.expected?.(actor) ?? (await rowsOf(list, ['everything', 'stock']));
    expect(await rowsOf(list, actor.claims)).toEqual([...expected].sort());
  });

  it.each(exported)('an export of $endpoint has as many rows as the list, which the trail says', async (list) => {
    const [endpoint] = list.endpoint.split('.');
    const expected = list.expected!(actor);
    expect(await rowsOf({ ...list, body: { ...list.body, forExport: true } }, actor.claims)).toEqual(
      [...expected].sort(),
    );
    const rows = await query(`SELECT object, details FROM audit_log WHERE action = 'list.exported' ORDER BY id DESC`);
    expect(rows[0]).toEqual({
      object: `list:${endpoint}`,
      details: { rows: expected.length, filters: list.body ?? {} },
    });
  });

  it.each(Object.keys(cards) as Card[])('opens the card %s and its saga where the lists have them', async (card) => {
    const limited = actorWith('limited', actor.claims);
    const outcome = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'opened',
        (error: { code: string }) => error.code,
      );
    const expected = actor.cards.includes(card) ? 'opened' : 'AUTH_FORBIDDEN';
    const asked = { requestId: requestIds[card] };
    expect(await outcome(service.ask('devices.get', { deviceId: deviceIds[card] }, limited))).toBe(expected);
    expect(await outcome(service.ask('sagas.get', asked, limited))).toBe(expected);
    expect(await outcome(service.ask('sagas.timeline', asked, limited))).toBe(expected);
    expect(await outcome(service.ask('sagas.trace', asked, limited))).toBe(expected);
    const serialNumberHex = serials[card].toLowerCase();
    expect(await outcome(service.ask('certificates.get', { serialNumberHex }, limited))).toBe(expected);
  });

  it('opens a person where the list has them', async () => {
    for (const [name, personId] of Object.entries(personIds)) {
      const opened = await service.ask('people.get', { personId }, actorWith('limited', actor.claims)).then(
        () => true,
        () => false,
      );
      expect([name, opened]).toEqual([name, (actor.people as string[]).includes(name)]);
    }
  });
});

it('[Issue 13] a certificate is whose it was when it was made, and says on which card it is', async () => {
  const { certificate } = await service.ask('certificates.get', { serialNumberHex: 'ff' }, everything);
  expect(certificate).toEqual({
    ...{ serialNumberHex: 'FF', credentialState: 'REVOKED', container: 'authentication', deviceLabel: 'ykserial:8' },
    ...{ personId: personIds.rita, personName: 'rita' },
  });
  await expect(service.ask('certificates.get', { serialNumberHex: '0F' }, everything)).rejects.toMatchObject({
    code: 'PKI_CERTIFICATE_NOT_FOUND',
  });
});

it.each(Object.entries(shown))('[Issue 13] the history of a card shows to %s what the lists do', async (_, actor) => {
  const limited = actorWith('limited', actor.claims);
  for (const card of Object.keys(cards) as Card[]) {
    const history = () => service.ask('devices.history', { deviceId: deviceIds[card] }, limited);
    if (!actor.cards.includes(card)) {
      await expect(history()).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
      continue;
    }
    const ritas = card === 'blank' ? ritasOfLongAgo(actor) : [];
    expect((await history()).rows.map(({ saga, certificate: of }) => saga?.requestId ?? of?.serialNumberHex)).toEqual([
      ...ritas,
      requestIds[card],
      undefined,
      serials[card],
    ]);
  }
});

it.each(Object.entries(shown))('[D15] the search shows to %s what the lists do', async (_, actor) => {
  const limited = actorWith('limited', actor.claims);
  const idsOf = async (query: string): Promise<string[]> =>
    (await service.ask('search.find', { query, kinds: searchKinds, limit: 20 }, limited)).hits.map(
      (hit) =>
        Object.entries(hit).find(
          ([name]) => name === 'personId' || name === 'deviceId' || name === 'requestId',
        )![1] as string,
    );
  service.vault['certificates.search'] = () => ({ certificates: [] });
  expect((await idsOf('ykserial')).sort()).toEqual(actor.cards.map((card) => deviceIds[card]).sort());
  for (const [name, personId] of Object.entries(personIds))
    expect([name, (await idsOf(name)).includes(personId)]).toEqual([name, (actor.people as string[]).includes(name)]);
  service.vault['certificates.search'] = () => ({
    certificates: [...Object.values(serials), 'FF'].map((serialNumberHex) => ({
      serialNumberHex,
      subjectText: 'CN=x',
    })) as never,
  });
  const certificates = await service.ask('search.find', { query: 'CN=x', kinds: ['certificate'], limit: 20 }, limited);
  expect(certificates.hits.map((hit) => 'serialNumberHex' in hit && hit.serialNumberHex).sort()).toEqual(
    [...actor.cards.map((card) => serials[card]), ...ritasOfLongAgo(actor)].sort(),
  );
  service.vault['certificates.search'] = () => ({ certificates: [] });
  for (const card of Object.keys(cards) as Card[])
    expect([card, await idsOf(requestIds[card])]).toEqual([card, actor.cards.includes(card) ? [requestIds[card]] : []]);
});

it('whoever is not limited sees all of it, what is about nobody too', async () => {
  const counted: Record<string, number> = {};
  for (const list of lists) counted[list.endpoint] = (await rowsOf(list, ['everything', 'stock'])).length;
  expect(counted).toMatchObject({
    'devices.list': 8,
    'sagas.list': 9,
    'people.list': 5,
    'revocations.list': 9,
    'passkey-deletions.list': 7,
    'certificates.list': 9,
    'findings.list': 9,
    'role-grants.list': 5,
    'audit.list': 5 + 8 + 8 + 9 + 1,
  });
  expect((await service.ask('me.get', {}, everything)).roles).toEqual(['SO', 'IC']);
});
