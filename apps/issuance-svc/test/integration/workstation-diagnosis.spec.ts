/** Doctor and log of a workstation's agent, asked for by operators: who may, what is on record of it, and what an agent can make them see. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EdgeApi } from '@cardwright/contracts/nats/edge.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { actorWith, startRecordsService, type Handlers, type RecordsService } from '../support/records-service.js';

const administrator = actorWith('nora', ['system-administrator']);
const helpDesk = actorWith('hal', ['helpdesk']);
const auditor = actorWith('aud', ['auditor']);

let service: RecordsService;
let handlers: Handlers<EdgeApi>;
let workstationId: string;
let silentId: string;

beforeAll(async () => {
  service = await startRecordsService();
  const make = async (name: string) =>
    (await service.ask('workstations.enrolment-code', { name }, administrator)).workstationId;
  [workstationId, silentId] = [await make('Desk'), await make('Silent')];
  handlers = {};
  await service.agent(workstationId, {
    'doctor.run': (body) => handlers['doctor.run']!(body),
    'logs.read': (body) => handlers['logs.read']!(body),
  });
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

const audited = async () =>
  (await service.ask('audit.list', { object: `workstation:${workstationId}` }, auditor)).rows.map(
    ({ action, details }) => ({ action, details }),
  );

describe('the doctor', () => {
  const asked = () => ({ workstationId });

  it('is asked, and who asked is on record', async () => {
    const findings = [{ check: 'readers', state: 'fail' as const, found: 'none', fix: 'Plug in a reader' }];
    handlers['doctor.run'] = () => ({ findings, ranAt: '2030-01-01T00:00:00.000Z' });
    const report = await service.ask('workstations.doctor', asked(), helpDesk);
    expect(report).toEqual({ findings, ranAt: '2030-01-01T00:00:00.000Z' });
    expect((await audited())[0]).toEqual({ action: 'workstation.doctor-asked', details: {} });
  });

  it('an agent cannot hand out secrets by it, nor more than is shown, nor whose cards are in its readers', async () => {
    const finding = {
      check: 'c',
      state: 'odd' as 'fail',
      found: 'ykserial:4711 PIN is 123456',
      fix: 'x'.repeat(9_000),
    };
    handlers['doctor.run'] = () => ({ findings: Array.from({ length: 90 }, () => finding), ranAt: 'never' });
    const shown = async (actor = helpDesk) => (await service.ask('workstations.doctor', asked(), actor)).findings;
    expect(await shown()).toHaveLength(60);
    expect((await shown())[0]).toEqual({
      check: 'c',
      state: 'fail',
      found: 'ykserial:4711 PIN is [redacted]',
      fix: 'x'.repeat(2_000),
    });
    expect((await shown(administrator))[0]!.found).toBe('ykserial:… PIN is [redacted]');
  });

  it('refuses / an auditor, a workstation that is not there, one whose agent is away, one whose agent is too old', async () => {
    const ask = (id: string, actor = helpDesk) => service.ask('workstations.doctor', { workstationId: id }, actor);
    await expect(ask(workstationId, auditor)).rejects.toMatchObject({ code: 'AUTH_FORBIDDEN' });
    await expect(ask('ws-none')).rejects.toMatchObject({ code: 'REQUEST_NOT_FOUND' });
    await expect(ask(silentId)).rejects.toMatchObject({ code: 'EDGE_UNREACHABLE' });
    handlers['doctor.run'] = () => {
      throw new CardwrightError('REQUEST_NOT_FOUND');
    };
    await expect(ask(workstationId)).rejects.toMatchObject({
      code: 'EDGE_OUTDATED',
      message: expect.stringContaining('`cardwright-agent doctor`'),
      details: { agentVersion: null },
    });
  });
});

describe('the log', () => {
  it('is asked for with what was given, and both are on record', async () => {
    let heard: unknown;
    handlers['logs.read'] = (body) => {
      heard = body;
      const fields = { identity: 'cuid:AB12', reason: 'PUK: 12345678', folder: '/home/alice/x' };
      return { lines: [{ at: '2030-01-01T00:00:00.000Z', level: 'warn', message: 'm', fields }], older: true };
    };
    const asked = { workstationId, since: '2030-01-01T00:00:00Z', limit: 5, level: 'warn' as const };
    expect(await service.ask('workstations.logs', asked, administrator)).toEqual({
      older: true,
      lines: [
        {
          at: '2030-01-01T00:00:00.000Z',
          level: 'warn',
          message: 'm',
          fields: { identity: 'cuid:…', reason: 'PUK: [redacted]', folder: '~/x' },
        },
      ],
    });
    const { workstationId: _, ...given } = asked;
    expect(heard).toEqual(given);
    expect((await audited())[0]).toEqual({ action: 'workstation.logs-read', details: given });
    const page = await service.ask('workstations.logs', { workstationId }, helpDesk);
    expect(page.lines[0]!.fields).toMatchObject({ identity: 'cuid:AB12' });
  });

  it('what is no log at all is an empty page', async () => {
    handlers['logs.read'] = () => ({ lines: 'many', older: 'yes' }) as never;
    expect(await service.ask('workstations.logs', { workstationId }, helpDesk)).toEqual({ lines: [], older: false });
  });
});
