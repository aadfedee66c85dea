/** Requests whose workflow is gone, whatever took it: each gets another run, and nothing is refused for ever. Real servers. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { startTemporalServer } from '@cardwright/embedded-servers/temporal-server';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { eventually } from '@cardwright/testing/eventually';
import { LostWorkflows } from '../../src/sagas/run/lost-workflows.js';
import { actorWith } from '../support/records-service.js';
import { parkedFor, SagasService, type CardSaga, type Planted } from '../support/sagas-service.js';

jest.setTimeout(120_000);
const operator = actorWith('ada', ['issuance-operator']);
const sagas: CardSaga[] = ['ISSUE', 'RECYCLE', 'ACTIVATE', 'REPROVISION', 'UPDATE', 'UNLOCK', 'CHANGE_PIN', 'LOCK'];

let service: SagasService;
/** After the service, which needs its Temporal to stop. */
const afterwards: (() => Promise<void>)[] = [];

beforeAll(async () => {
  service = await SagasService.start({ pace: { lostWorkflowsMs: 250, overtakenMs: 200, overtakenAgainMs: 400 } });
}, 120_000);
afterAll(async () => {
  await service?.stop();
  for (const each of afterwards) await each();
}, 60_000);

const lost = (): LostWorkflows => service.records.running.app.get(LostWorkflows);
/** A whole round from now on, beside those that the service does by itself. */
const round = (): Promise<boolean> => lost().round();

const terminate = (saga: Planted): Promise<unknown> => service.handle(saga).terminate('spec');
const statusOf = async (saga: Planted): Promise<string> => (await service.handle(saga).describe()).status.name;
const deviceState = async ({ deviceId }: Planted): Promise<string> =>
  (await service.query<{ state: string }>('SELECT state FROM device WHERE device_id = $1', [deviceId]))[0]!.state;
/** Sets the row as if the saga were there, because the sweep goes by the row. */
const standAt = (saga: Planted, state: string): Promise<unknown> =>
  service.query(
    `UPDATE request SET state = $2, awaiting = CASE WHEN $2 = 'AWAITING_USER' THEN 'pin' END, stuck_reason = NULL, error_code = NULL
     WHERE request_id = $1`,
    [saga.requestId, state],
  );
const decisions = ({ requestId }: Planted) =>
  service.query('SELECT 1 FROM decision WHERE request_id = $1', [requestId]);
/** How often a cancel reached the workflow. */
const cancelsTaken = async (saga: Planted): Promise<number> => {
  const { events } = await service.handle(saga).fetchHistory();
  return (events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length;
};
const audited = ({ requestId }: Planted) =>
  service.query(
    `SELECT details->>'attempt' AS attempt FROM audit_log WHERE action = 'saga.workflow-lost' AND object = $1`,
    [`request:${requestId}`],
  );

describe('a workflow that was terminated', () => {
  it('of any saga: another run goes on, one attempt later', async () => {
    const planted = await service.parkedOfEach(sagas);
    for (const [, saga] of planted) await terminate(saga);
    for (const [type, saga] of planted)
      await service.until(saga, { state: 'FAILED', attempt: 2, stuckReason: parkedFor(type) }, 40_000);
    for (const [, saga] of planted) expect(await audited(saga)).toEqual([{ attempt: '2' }]);
  });

  it('is named as any saga is in the Temporal UI: the work, its card, whose it is, why and where; Temporal has it encrypted', async () => {
    const named = { label: '20000001', externalId: 'E1002', reason: 'PIN_EXPOSED' };
    const saga = await service.parked('LOCK', named);
    await terminate(saga);
    await service.until(saga, { state: 'FAILED', attempt: 2 }, 40_000);
    const found = await service.handle(saga).describe();
    expect(await found.staticSummary()).toBe('lock: card 20000001 of E1002, PIN_EXPOSED');
    expect(await found.staticDetails()).toMatch(/^At Spec\. Request [0-9a-f-]{36}\. Profile authentication-only\. /);
    const { summary } = found.raw.executionConfig!.userMetadata!;
    expect(Buffer.from(summary!.metadata!['encoding']!).toString()).toBe('binary/encrypted');
  });

  it.each(['IN_PROGRESS', 'AWAITING_USER', 'INTERRUPTED'])('whose request was %s', async (state) => {
    const saga = await service.parked('UNLOCK');
    await terminate(saga);
    await standAt(saga, state);
    await service.until(saga, { state: 'FAILED', attempt: 2, stuckReason: 'CARD_ABSENT' }, 40_000);
  });

  it.each<[CardSaga, string]>([
    ['ISSUE', 'ISSUE_FAILED'],
    ['RECYCLE', 'RECYCLING'],
    ['ACTIVATE', 'PENDING_ACTIVATION'],
    ['REPROVISION', 'ACTIVE'],
    ['UPDATE', 'ACTIVE'],
    ['UNLOCK', 'ACTIVE'],
    ['CHANGE_PIN', 'ACTIVE'],
    ['LOCK', 'ACTIVE'],
  ])('in the middle of the undo of %s goes straight to its undo', async (type, leaves) => {
    const saga = await service.parked(type);
    let opened = false;
    service.opening = async () => {
      opened = true;
      throw new Error('no card may be touched');
    };
    await terminate(saga);
    await standAt(saga, 'CANCELLING');
    await service.until(saga, { state: 'CANCELLED', attempt: 2 }, 40_000);
    expect(await deviceState(saga)).toBe(leaves);
    expect(opened).toBe(false);
    service.opening = async () => {
      throw new CardwrightError('CARD_ABSENT');
    };
  });

  it('after somebody had cancelled it: the cancel counts', async () => {
    const saga = await service.parked('ISSUE');
    await terminate(saga);
    await service.query(
      `INSERT INTO decision (decision_id, tenant_id, request_id, kind, decided_by, reason, used_at, used_by)
       SELECT gen_random_uuid(), tenant_id, request_id, 'cancel', 'spec', 'not needed', now(), 'run/1' FROM request WHERE request_id = $1`,
      [saga.requestId],
    );
    await service.until(saga, { state: 'CANCELLED', attempt: 2 }, 40_000);
    expect(await deviceState(saga)).toBe('ISSUE_FAILED');
  });

  it('of a card that was terminated meanwhile: it is undone, and one decision at most was written about it', async () => {
    const saga = await service.parked('REPROVISION');
    await terminate(saga);
    await service.query(`UPDATE device SET state = 'TERMINATED' WHERE device_id = $1`, [saga.deviceId]);
    await service.until(saga, { state: 'CANCELLED', attempt: 2 }, 40_000);
    expect((await decisions(saga)).length).toBeLessThan(2);
  });

  it('whose card another request has taken: it is superseded, and nothing is done to the card', async () => {
    const saga = await service.parked('ISSUE');
    await terminate(saga);
    await service.query('UPDATE device SET active_request_id = NULL WHERE device_id = $1', [saga.deviceId]);
    await service.until(saga, { state: 'SUPERSEDED', attempt: 1 }, 40_000);
    expect(await deviceState(saga)).toBe('ISSUING');
  });
});

describe('what is not lost is left alone', () => {
  it('parked and ended sagas, over several rounds', async () => {
    const parked = await service.parked('ISSUE');
    const ended = await service.parked('LOCK');
    await service.records.ask('sagas.cancel', { requestId: ended.requestId, reason: 'spec' }, operator);
    await service.until(ended, { state: 'CANCELLED' });
    for (let count = 0; count < 3; count++) await round();
    expect(await service.now(parked)).toMatchObject({ state: 'FAILED', attempt: 1 });
    expect(await service.now(ended)).toMatchObject({ state: 'CANCELLED', attempt: 1 });
    expect([await audited(parked), await audited(ended)]).toEqual([[], []]);
  });

  it('while a suspended card’s saga cannot be reached: one decision, however long', async () => {
    const saga = await service.parked('REPROVISION');
    // Nobody consumes it: as a worker that is away.
    await service.query(
      `CREATE FUNCTION refuse_use() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'spec'; END $$`,
    );
    await service.query(
      `CREATE TRIGGER refuse_use BEFORE UPDATE ON decision FOR EACH ROW WHEN (OLD.request_id = '${saga.requestId}') EXECUTE FUNCTION refuse_use()`,
    );
    await service.query(`UPDATE device SET state = 'SUSPENDED' WHERE device_id = $1`, [saga.deviceId]);
    await eventually(async () => (await cancelsTaken(saga)) > 2, true);
    expect(await decisions(saga)).toHaveLength(1);
    await service.query('DROP TRIGGER refuse_use ON decision');
    await service.until(saga, { state: 'CANCELLED' }, 40_000);
  });
});

describe('Temporal itself', () => {
  it('away: that proves nothing; its database lost: every saga goes on in a new run', async () => {
    const planted = await service.parkedOfEach(sagas);
    await service.temporal.server.process.kill();
    await expect(service.client.withDeadline(Date.now() + 3_000, round)).rejects.toThrow();
    for (const [, saga] of planted) expect(await service.now(saga)).toMatchObject({ state: 'FAILED', attempt: 1 });

    const state = await makeStateDir('temporal-anew');
    const port = Number(service.temporal.address.split(':')[1]);
    const empty = await startTemporalServer({ stateDir: state.path, port, persistent: false });
    afterwards.push(async () => {
      await empty.process.kill();
      await state.remove();
    });
    for (const [type, saga] of planted)
      await service.until(saga, { state: 'FAILED', attempt: 2, stuckReason: parkedFor(type) }, 90_000);
    for (const [type, saga] of planted) expect([type, await statusOf(saga)]).toEqual([type, 'RUNNING']);
  });
});

// Last: from here on no round comes between a decision and what it does.
describe('decisions about a request whose workflow is gone count at once', () => {
  beforeAll(() => lost().onApplicationShutdown());

  it('retry', async () => {
    const saga = await service.parked('ISSUE');
    await terminate(saga);
    const { requestId } = saga;
    expect((await service.records.ask('sagas.retry', { requestId }, operator)).saga.requestId).toBe(requestId);
    await service.until(saga, { state: 'FAILED', attempt: 2, stuckReason: 'CARD_ABSENT' }, 40_000);
  });

  it('retry at another workstation', async () => {
    const saga = await service.parked('ISSUE');
    await terminate(saga);
    await service.records.ask('sagas.retry', { requestId: saga.requestId, workstationId: 'ws-other' }, operator);
    await service.until(saga, { attempt: 2, stage: 'open' });
    const [row] = await service.query('SELECT workstation_id FROM request WHERE request_id = $1', [saga.requestId]);
    expect(row).toEqual({ workstation_id: 'ws-other' });
  });

  it('cancel, with what it does', async () => {
    const saga = await service.parked('ISSUE');
    await terminate(saga);
    const asked = { requestId: saga.requestId, reason: 'ordered twice' };
    const { effect } = await service.records.ask('sagas.cancel', asked, operator);
    expect(effect).toBe('The card is left as it is; recycle it to use it again.');
    await service.until(saga, { state: 'CANCELLED', attempt: 2 });
  });

  it('cancel, while a round starts it again', async () => {
    const saga = await service.parked('ISSUE');
    await terminate(saga);
    // The moment between the failed look-up of the workflow and the look at the record.
    const goOn = lost().goOn.bind(lost());
    const between = jest.spyOn(lost(), 'goOn').mockImplementationOnce(async (...asked) => {
      await round();
      return goOn(...asked);
    });
    await service.records.ask('sagas.cancel', { requestId: saga.requestId, reason: 'ordered twice' }, operator);
    expect(between).toHaveBeenCalledTimes(1);
    await service.until(saga, { state: 'CANCELLED', attempt: 2 });
  });

  it('recycle, which supersedes it', async () => {
    const saga = await service.parked('ISSUE');
    await terminate(saga);
    const asked = { deviceId: saga.deviceId, workstationId: 'ws-spec', reason: 'OTHER' };
    const { saga: recycling } = await service.records.ask('devices.recycle', asked, operator);
    await service.until(saga, { state: 'CANCELLED' });
    await service.until(recycling, { state: 'FAILED', stuckReason: 'CARD_ABSENT' });
  });
});
