/** Exact look-ups: what is named finds itself and nothing that resembles it; what several have finds all of them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { searchKinds, type SearchKind } from '@cardwright/contracts/nats/search';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import { factoryImage } from '../support/factory-image.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const administrator = actorWith('nora', ['system-administrator']);
const operator = actorWith('ada', ['issuance-operator']);

let service: RecordsService;
let card: CardImage;
let workstationId: string;
/** What the agent was asked to read. */
const inspections: object[] = [];

const reader = { cardPresent: true, atrHex: '3BFD', heldBy: null };
const readers = [
  { ...reader, readerName: 'Reader 0', identityText: 'ykserial:1' },
  { ...reader, readerName: 'Reader 1', identityText: 'ykserial:11' },
];

beforeAll(async () => {
  service = await startRecordsService();
  ({ workstationId } = await service.ask('workstations.enrolment-code', { name: 'Desk' }, administrator));
  await service.agent(workstationId, {
    'agent.status': () => ({ agentVersion: '1.0.1' }) as AgentStatus,
    'readers.list': () => ({ readers, pcsc: 'ok' }),
    'card.inspect': (asked) => {
      inspections.push(asked);
      return { image: card };
    },
  });
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

describe('a person', () => {
  it('by the external id, however many begin or end like it or mention it', async () => {
    const csv =
      'external_id,given_name,surname\nE1002,Grace,Hopper\nE10020,Longer,Id\nXE1002,Longer,Too\nE1,E1002,Surname';
    await service.ask('people.import', { csv }, administrator);
    const found = async (asked: { query?: string; externalId?: string }): Promise<string[]> =>
      (await service.ask('people.list', asked, operator)).rows.map(({ externalId }) => externalId);
    expect((await found({ query: 'E1002' })).sort()).toEqual(['E1', 'E1002', 'E10020', 'XE1002']);
    expect(await found({ externalId: 'E1002' })).toEqual(['E1002']);
    for (const other of ['E10', 'e1002', '%', 'E1002 ']) expect(await found({ externalId: other })).toEqual([]);
  });
});

describe('a workstation', () => {
  const found = async (name: string): Promise<string[]> =>
    (await service.ask('workstations.list', { name }, operator)).rows.map((row) => row.name);

  it('by its name, and no longer once it is revoked', async () => {
    for (const name of ['Desk 2', 'A Desk', 'Gone'])
      await service.ask('workstations.enrolment-code', { name }, administrator);
    expect(await found('Desk')).toEqual(['Desk']);
    for (const other of ['desk', 'Des%', 'Des']) expect(await found(other)).toEqual([]);
    const [gone] = (await service.ask('workstations.list', { name: 'Gone' }, operator)).rows;
    await service.ask('workstations.revoke', { workstationId: gone!.workstationId, reason: 'sold' }, administrator);
    expect(await found('Gone')).toEqual([]);
    expect((await service.ask('workstations.list', {}, operator)).rows.map(({ name }) => name)).toContain('Gone');
  });

  it('refuses / a name that looks like the id of another one', async () => {
    const created = service.ask('workstations.enrolment-code', { name: 'ws-0123456789ab' }, administrator);
    await expect(created).rejects.toMatchObject({ code: 'REQUEST_INVALID', details: { field: 'name' } });
  });
});

describe('a reader', () => {
  const asked = (identity?: string) => ({ workstationId, ...(identity !== undefined && { identity }) });

  it('by the card in it', async () => {
    expect(await service.ask('workstations.readers', asked(), operator)).toEqual({ readers });
    const one = await service.ask('workstations.readers', asked('ykserial:1'), operator);
    expect(one.readers.map(({ readerName }) => readerName)).toEqual(['Reader 0']);
    expect((await service.ask('workstations.readers', asked('ykserial:111'), operator)).readers).toEqual([]);
  });

  it('does not name its card to somebody who may not see others’ devices', async () => {
    const all = await service.ask('workstations.readers', asked(), administrator);
    expect(all.readers.map(({ identityText }) => identityText)).toEqual([null, null]);
    expect((await service.ask('workstations.readers', asked('ykserial:1'), administrator)).readers).toEqual([]);
  });
});

describe('a device', () => {
  const found = async (asked: { query?: string; identity?: string; label?: string }): Promise<string[]> =>
    (await service.ask('devices.list', asked, operator)).rows.map((row) => row.identityText);

  beforeAll(async () => {
    for (const serial of ['11112222', '1111222233']) {
      card = factoryImage(serial);
      await service.ask('devices.inspect', { workstationId }, operator);
    }
  });

  it('by its identity', async () => {
    expect(await found({ query: 'ykserial:11112222' })).toEqual(['ykserial:11112222', 'ykserial:1111222233']);
    expect(await found({ identity: 'ykserial:11112222' })).toEqual(['ykserial:11112222']);
    for (const other of ['ykserial:1111', 'YKSERIAL:11112222', 'ykserial:%'])
      expect(await found({ identity: other })).toEqual([]);
  });

  it('by its label: every one that has it', async () => {
    await service.running.dataSource!.query(`UPDATE device SET label = 'spare'`);
    expect(await found({ label: 'spare' })).toEqual(['ykserial:11112222', 'ykserial:1111222233']);
    expect(await found({ label: 'spar' })).toEqual([]);
  });

  it('by the identity of the card, in whichever reader it is', async () => {
    await service.ask('devices.inspect', { workstationId, identity: 'ykserial:1111222233' }, operator);
    expect(inspections.at(-1)).toEqual({ identityText: 'ykserial:1111222233' });
  });
});

describe('[D15] the search', () => {
  /** What a hit is called, with * where it is exact. */
  const found = async (
    query: string,
    actor = operator,
    kinds: readonly SearchKind[] = searchKinds,
  ): Promise<string[]> =>
    (await service.ask('search.find', { query, kinds }, actor)).hits.map((hit) => {
      const names = {
        person: 'externalId',
        card: 'identityText',
        certificate: 'subjectText',
        request: 'requestId',
        workstation: 'name',
      };
      return `${hit.exact ? '*' : ''}${hit.kind} ${(hit as unknown as Record<string, string>)[names[hit.kind]]}`;
    });
  const requestId = '0badcafe-0000-4000-8000-00000000d15a';
  const vaultRow = (serialNumberHex: string, deviceId: string) => ({
    ...{ serialNumberHex, deviceId, subjectText: 'CN=Müller', status: 'good', keyReference: '9A' },
  });

  beforeAll(async () => {
    const csv = 'external_id,given_name,surname\nE77,Jürgen,Weiß\nE770,Zoë,Weißmann\nX1,Li,O’Weiss\nX2,Weiss,E77x';
    await service.ask('people.import', { csv }, administrator);
    const [device]: { device_id: string }[] = await service.running.dataSource!.query(
      `SELECT device_id FROM device WHERE identity_text = 'ykserial:11112222'`,
    );
    await service.running.dataSource!.query(
      `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, workstation_id, requested_by, correlation_id)
       SELECT $1, tenant_id, 'spec', 'ISSUE', 'COMPLETED', 'done', 'done', device_id, 'none', 'spec', 'spec' FROM device WHERE device_id = $2`,
      [requestId, device!.device_id],
    );
    await service.running.dataSource!.query(
      `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
         algorithm, key_origin, state, issuer_id, serial_number_hex)
       SELECT gen_random_uuid(), tenant_id, device_id, $1, 1, 'PIV', 'authentication', '9A', 'ECCP256', 'card', 'ACTIVE', 'issuer', '40A1B2'
       FROM device WHERE device_id = $2`,
      [requestId, device!.device_id],
    );
    service.vault['certificates.search'] = ({ query }) => ({
      certificates: [vaultRow('40A1B2', device!.device_id), vaultRow('40A1B2C3', 'no-card')].filter(
        ({ serialNumberHex }) => query.replaceAll(':', '').toUpperCase() === serialNumberHex.slice(0, 6),
      ) as never,
    });
  });

  it.each<[query: string, found: string[]]>([
    ['E77', ['*person E77', 'person E770', 'person X2']],
    ['weiss', ['person X2', 'person E77', 'person X1', 'person E770']],
    [' Jürgen Weiß ', ['*person E77']],
    ['jurgen', ['person E77']],
    ['li', ['person X1']],
    ['11112222', ['*card ykserial:11112222', 'card ykserial:1111222233']],
    ['ykserial:1111222233', ['*card ykserial:1111222233']],
    ['spare', ['*card ykserial:11112222', '*card ykserial:1111222233']],
    ['2222', ['card ykserial:11112222', 'card ykserial:1111222233']],
    [requestId, [`*request ${requestId}`]],
    ['0BADCAFE', [`request ${requestId}`]],
    ['0badcafe-0000', [`request ${requestId}`]],
    // Of one that our record does not know nobody can say whose it is.
    ['40:a1:b2', ['*certificate CN=Müller']],
    ['desk', ['*workstation Desk', 'workstation Desk 2', 'workstation A Desk']],
    ['gone', []],
    ['%', []],
    ['nothing of the kind', []],
  ])('%p', async (query, expected) => {
    if (query === '%')
      await expect(found(query)).rejects.toMatchObject({ code: 'REQUEST_INVALID', details: { field: 'query' } });
    else expect(await found(query)).toEqual(expected);
  });

  it('shows a few of each, and says of what there are more', async () => {
    const few = await service.ask('search.find', { query: 'weiss', kinds: searchKinds, limit: 3 }, operator);
    expect([few.hits.length, few.more]).toEqual([3, ['person']]);
    expect(await service.ask('search.find', { query: 'weiss', kinds: ['card'] }, operator)).toEqual({
      hits: [],
      more: [],
    });
  });

  it('shows to each what their lists do, and is refused to whoever has none', async () => {
    const keeper = actorWith('ivo', ['inventory-custodian']);
    expect(await found('E77', administrator)).toEqual(['*person E77', 'person E770', 'person X2']);
    expect(await found('11112222', administrator)).toEqual([]);
    expect(await found('40:a1:b2', administrator)).toEqual([]);
    expect(await found('E77', keeper)).toEqual([]);
    expect(await found('desk', keeper, ['workstation'])).toEqual([
      '*workstation Desk',
      'workstation Desk 2',
      'workstation A Desk',
    ]);
    for (const actor of [
      actorWith('grace', []),
      actorWith('grace', [], 'E77'),
      actorWith('kim', ['key-recovery-agent']),
    ])
      await expect(found('E77', actor)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
  });

  it('fails where the vault is away and certificates are asked for; the others are there', async () => {
    service.vault['certificates.search'] = () => {
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    };
    await expect(found('E77', operator, ['certificate'])).rejects.toMatchObject({
      code: 'REQUEST_SERVICE_UNAVAILABLE',
    });
    expect(await found('11112222', operator, ['person', 'card'])).toHaveLength(2);
  });
});
