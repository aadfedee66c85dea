/** What people decide about a saga that stands or waits, and the end when nobody does; on a real Temporal server. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import {
  cancelUpdate,
  cardInsertedSignal,
  moveToWorkstationUpdate,
  retryUpdate,
  sagaStateQuery,
} from '@cardwright/contracts/workflow/card-write.contract';
import { eventually } from '@cardwright/testing/eventually';
import { toRetryableFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import {
  decide,
  failing,
  failingFirst,
  Play,
  stageOf,
  startSagaStand,
  stuck,
  type Behaviours,
  type Name,
  type SagaStand,
} from '../support/spec-saga.js';

jest.setTimeout(40_000);
let stand: SagaStand;
const begin: SagaStand['begin'] = (...asked) => stand.begin(...asked);

beforeAll(async () => {
  stand = await startSagaStand();
}, 60_000);
afterEach(() => stand.endWorkers());
afterAll(() => stand?.stop());

describe('a move', () => {
  const parkedOnce = (more: Behaviours = {}): Play => new Play({ read: failingFirst(1, 'CARD_ABSENT'), ...more });

  it('goes on at the other workstation, in a new attempt', async () => {
    const places: string[] = [];
    const play = parkedOnce({ write: ({ input }) => void places.push(input.workstationId) });
    const handle = await begin(play);
    await eventually(() => stuck(handle), 'CARD_ABSENT');
    await decide(handle, moveToWorkstationUpdate, { workstationId: 'ws-2' });
    expect(await handle.result()).toBe('done');
    expect(places).toEqual(['ws-2']);
    expect(play.calls).toEqual([
      'read 1',
      'parkSaga 1',
      'useDecision move',
      'moveTo ws-2',
      'read 2',
      'write 2',
      'settle 2',
    ]);
  });

  it('that the workstation refuses leaves the saga parked where it was', async () => {
    const places: string[] = [];
    const play = parkedOnce({
      moveTo: failing('CARD_ABSENT'),
      write: ({ input }) => void places.push(input.workstationId),
    });
    const handle = await begin(play);
    await eventually(() => stuck(handle), 'CARD_ABSENT');
    await expect(decide(handle, moveToWorkstationUpdate, { workstationId: 'ws-2' })).rejects.toMatchObject({
      cause: { cause: { type: 'CARD_ABSENT' } },
    });
    expect(await handle.query(sagaStateQuery)).toEqual({ stage: 'open', attempt: 1, stuck: 'CARD_ABSENT' });
    await decide(handle, retryUpdate);
    expect(await handle.result()).toBe('done');
    expect(places).toEqual(['ws-1']);
  });

  it('to nowhere is refused, and uses no decision', async () => {
    const play = parkedOnce();
    const handle = await begin(play);
    await eventually(() => stuck(handle), 'CARD_ABSENT');
    await expect(decide(handle, moveToWorkstationUpdate)).rejects.toMatchObject({ cause: { type: 'REQUEST_INVALID' } });
    expect(await play.count('useDecision')).toBe(0);
    await handle.signal(cardInsertedSignal);
    await handle.result();
  });

  it.each([
    ['a move', moveToWorkstationUpdate, { workstationId: 'ws-2' }],
    ['a retry', retryUpdate, {}],
  ])('%s of a saga that is not stuck is refused, and changes nothing', async (_, name, more) => {
    const play = new Play();
    const handle = await begin(play, { waits: true });
    await eventually(() => stageOf(handle), 'pin');
    await expect(decide(handle, name, more)).rejects.toMatchObject({ cause: { type: 'LIFECYCLE_TRANSITION' } });
    await handle.signal('word');
    expect(await handle.result()).toBe('done');
    expect(play.calls).toEqual(['read 1', 'write 1', 'settle 1']);
  });
});

/** Each stage that can fail, and how far the saga is then. */
const stagesThatFail: [stage: string, Name, percent: number][] = [
  ['open', 'read', 5],
  ['keys', 'write', 15],
  ['commit', 'settle', 95],
];

describe.each(stagesThatFail)('parked at "%s"', (stage, name, percent) => {
  it('[C24] a cancel undoes from there', async () => {
    const undone: unknown[] = [];
    const play = new Play({
      [name]: failing('CARD_UNSUPPORTED'),
      compensate: (call) => void undone.push([call.stage.name, call.stage.percent, call.outcome, call.reason]),
    });
    const handle = await begin(play);
    await eventually(() => stuck(handle), 'CARD_UNSUPPORTED');
    expect(await decide(handle, cancelUpdate, { reason: 'ordered twice' })).toEqual({ percent });
    expect(await handle.result()).toBe('cancelled');
    expect(undone).toEqual([[stage, percent, 'cancelled', 'ordered twice']]);
  });

  it('is given up from there when nobody comes', async () => {
    const undone: unknown[] = [];
    const play = new Play({
      [name]: failing('CARD_UNSUPPORTED'),
      compensate: (call) => void undone.push([call.stage.name, call.stage.percent, call.outcome, call.reason]),
    });
    const handle = await begin(play, { abandonAfterMs: 1 });
    expect(await handle.result()).toBe('abandoned');
    expect(undone).toEqual([[stage, percent, 'abandoned', null]]);
  });

  it('a retry begins with the first stage', async () => {
    const play = new Play({ [name]: failingFirst(1, 'CARD_UNSUPPORTED') });
    const handle = await begin(play);
    await eventually(() => stuck(handle), 'CARD_UNSUPPORTED');
    await decide(handle, retryUpdate);
    expect(await handle.result()).toBe('done');
    expect(play.calls.slice(-4)).toEqual(['useDecision retry', 'read 2', 'write 2', 'settle 2']);
  });
});

describe('giving up', () => {
  it('of a request that has completed on record ends done', async () => {
    const play = new Play({ settle: failing('CARD_UNSUPPORTED'), compensate: () => ({ ended: 'completed' }) });
    expect(await (await begin(play, { abandonAfterMs: 1 })).result()).toBe('done');
  });
});

describe('a cancel while the record is away', () => {
  it('waits for the parking, and is taken then', async () => {
    let away = true;
    const play = new Play({
      read: failing('CARD_UNSUPPORTED'),
      parkSaga: () => {
        if (away) throw toRetryableFailure(new CardwrightError('REQUEST_SERVICE_UNAVAILABLE'));
      },
    });
    const handle = await begin(play);
    await eventually(async () => (await play.count('parkSaga')) > 1, true);
    await decide(handle, cancelUpdate);
    expect(await play.count('compensate')).toBe(0);
    away = false;
    expect(await handle.result()).toBe('cancelled');
    expect(play.calls.at(-1)).toBe('compensate cancelled');
  });
});
