/** Exact look-ups: what is named finds itself and nothing that resembles it; what several have finds all of them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CardImage } from '@cardwright/contracts/card/card-image';
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
