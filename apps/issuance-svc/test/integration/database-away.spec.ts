/**
 * The database of issuance-svc is away for two hours (time-shifted: every limit of the workflows is 900 times shorter) while sagas park and
 * while they are undone. Temporal and the agents live. Each saga is finished or parked with its reason, and none is orphaned.
 */
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { cancelUpdate, retryUpdate } from '@cardwright/contracts/workflow/card-write.contract';
import { eventually } from '@cardwright/testing/eventually';
import { TcpLine } from '@cardwright/testing/tcp-line';
import { parkedFor, SagasService, type CardSaga, type Planted } from '../support/sagas-service.js';

jest.setTimeout(120_000);
/** Two hours, shifted. */
const twoHoursMs = (2 * 3600_000) / 900;
const sagas: CardSaga[] = ['ISSUE', 'RECYCLE', 'ACTIVATE', 'REPROVISION', 'UPDATE', 'UNLOCK', 'CHANGE_PIN', 'LOCK'];

let service: SagasService;
let line: TcpLine;

beforeAll(async () => {
  const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const workflows = {
    workflowsPath: source('../../src/workflows/index.ts'),
    interceptorPaths: [source('../fixtures/time-shift.ts')],
  };
  service = await SagasService.start({
    workflows,
    throughPort: async (database) => (line = await TcpLine.start(database)).port,
  });
}, 120_000);
afterAll(async () => {
  await service?.stop();
  line?.cut();
}, 60_000);

const statusOf = async (planted: Planted): Promise<string> => (await service.handle(planted).describe()).status.name;
const detailsOf = async (planted: Planted): Promise<string> =>
  (await service.handle(planted).query<{ currentDetails?: string }>('__temporal_workflow_metadata')).currentDetails ??
  '';

describe('the database of issuance-svc, away for two hours', () => {
  it('while sagas park: each is parked with its reason afterwards, and can be ended', async () => {
    const planted: [CardSaga, Planted][] = [];
    for (const type of sagas) planted.push([type, await service.plant(type)]);
    // Every one of them has read its rows and is about to hear that its card is not there.
    let refuse = (): void => undefined;
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    const asked = new Set<string>();
    service.opening = async (deviceId) => {
      asked.add(deviceId);
      await refused;
      throw new CardwrightError('CARD_ABSENT');
    };
    const { vault } = service.records;
    const refuseUnhold = vault['certificates.unhold']!;
    vault['certificates.unhold'] = async (body) => {
      asked.add('activation');
      await refused;
      return refuseUnhold(body);
    };
    await service.plantHeld(planted.find(([type]) => type === 'ACTIVATE')![1]);
    await eventually(async () => asked.size, sagas.length);

    line.cut();
    refuse();
    await delay(twoHoursMs);
    for (const [type, saga] of planted) {
      expect([type, await statusOf(saga)]).toEqual([type, 'RUNNING']);
      expect(await detailsOf(saga)).toMatch(/^Parking at ".*It stays so for as long as the database does not answer/);
    }
    await line.mend();

    for (const [type, saga] of planted)
      await service.until(saga, { state: 'FAILED', attempt: 1, stuckReason: parkedFor(type) }, 60_000);
    for (const [, saga] of planted) {
      await service.handle(saga).executeUpdate(cancelUpdate, { args: [{}] });
      await service.until(saga, { state: 'CANCELLED', stuckReason: null });
      await eventually(() => statusOf(saga), 'COMPLETED');
    }
  });

  it('[fault 31] while sagas are undone, in the middle of it: each is undone afterwards', async () => {
    service.opening = async () => {
      throw new CardwrightError('CARD_ABSENT');
    };
    const planted = await service.parkedOfEach(sagas);
    // They come as far as CANCELLING: then somebody else holds the row of the device.
    const other = new pg.Client({ connectionString: service.records.postgres.adminUrl });
    await other.connect();
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM issuance.device WHERE device_id = ANY ($1) FOR UPDATE', [
      planted.map(([, { deviceId }]) => deviceId),
    ]);
    for (const [, saga] of planted)
      await service.handle(saga).executeUpdate(cancelUpdate, { args: [{ reason: 'spec' }] });
    for (const [, saga] of planted) await service.until(saga, { state: 'CANCELLING' });

    line.cut();
    await other.query('ROLLBACK');
    await other.end();
    await delay(twoHoursMs);
    for (const [type, saga] of planted) expect([type, await statusOf(saga)]).toEqual([type, 'RUNNING']);
    await line.mend();

    for (const [type, saga] of planted) {
      await service.until(saga, { state: 'CANCELLED', stage: 'done', stuckReason: null }, 60_000);
      await eventually(async () => [type, await statusOf(saga)], [type, 'COMPLETED']);
    }
    const held = await service.query('SELECT 1 FROM device WHERE active_request_id = ANY ($1)', [
      planted.map(([, { requestId }]) => requestId),
    ]);
    expect(held).toEqual([]);
  });

  it('while an activity repeats: the saga parks with that reason, and goes on when somebody retries', async () => {
    let asked = 0;
    service.opening = async () => {
      asked += 1;
      throw new CardwrightError('EDGE_JOURNAL_UNAVAILABLE');
    };
    const saga = await service.plant('ISSUE');
    await eventually(async () => asked > 0, true);
    line.cut();
    await delay(twoHoursMs);
    expect(await statusOf(saga)).toBe('RUNNING');
    await line.mend();
    await service.until(saga, { state: 'FAILED', stuckReason: 'REQUEST_SERVICE_UNAVAILABLE' }, 60_000);
    service.opening = async () => {
      throw new CardwrightError('CARD_ABSENT');
    };
    await service.handle(saga).executeUpdate(retryUpdate, { args: [{}] });
    await service.until(saga, { state: 'FAILED', attempt: 2, stuckReason: 'CARD_ABSENT' }, 60_000);
  });
});
