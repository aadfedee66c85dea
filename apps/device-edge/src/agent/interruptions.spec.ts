/** [A14] The person leaves or the computer falls asleep while a card is at work: real operations on simulated cards, logind told by the spec. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import { makeWorkbench, type Workbench } from '../../test/support/workbench.js';
import type { ActiveSession } from '../sessions/sessions.port.js';
import { Interruptions } from './interruptions.js';

const reader = 'Reader 0';
const ada = { userId: 1001, sessionId: '2', locked: false };

let bench: Workbench;
let interruptions: Interruptions;
let active: ActiveSession | null | undefined;
let said: string[];
let atWork: boolean[];
let attempt: number;
beforeEach(async () => {
  active = ada;
  said = [];
  atWork = [];
  attempt = 0;
  bench = await makeWorkbench([{}, {}], { atWork: (now) => void (atWork.at(-1) !== now && atWork.push(now)) });
  interruptions = new Interruptions({
    operations: bench.operations,
    ended: (requestIds, code) => said.push(`${requestIds.join()} ${code}`),
    back: () => said.push('back'),
    active: () => Promise.resolve(active),
    isFallingAsleep: () => Promise.resolve(true),
    log: () => undefined,
  });
  await interruptions.changed();
});
afterEach(async () => {
  interruptions.close();
  await bench.operations.stop();
  await bench.remove();
});

/** Each one is another attempt. */
const open = (attended: boolean, steps: CardStep[] = [{ kind: 'request-witness' }]): Promise<BatchResult> => {
  const batchId = `r-1/${(attempt += 1)}/1`;
  return bench.operations.execute(
    bench.batch({ batchId, open: { identityText: 'ykserial:10000001', attended }, steps }),
  );
};
/** Another request, by an operator at the same station. */
const openOther = (batchId = 'r-2/1/1'): Promise<BatchResult> =>
  bench.operations.execute({
    ...bench.batch({ batchId, open: { identityText: 'ykserial:10000002' }, steps: [{ kind: 'request-witness' }] }),
    lease: bench.lease({ requestId: 'r-2', deviceId: 'd-2' }),
  });
const isHeld = (name = reader): boolean => bench.operations.heldBy(name) !== undefined;
const lock = (locked: boolean): Promise<void> => {
  active = { ...ada, locked };
  return interruptions.changed();
};

/** Called when the card has got so many commands; the answer waits for it. */
const atCommand = (count: number, run: () => void): void => {
  const card = bench.readers.cardIn(reader)!;
  const transmit = card.transmit.bind(card);
  let seen = 0;
  card.transmit = (command) => {
    if ((seen += 1) === count) run();
    return transmit(command);
  };
};

describe('sleep or shutdown', () => {
  it('in the middle of a batch: the step under way is finished, no other begins, the card is reset and the computer may sleep', async () => {
    const steps = Array.from({ length: 6 }, () => ({ kind: 'read-image' as const }));
    let slept: Promise<void> | undefined;
    let atRest = false;
    // The opening reads once; this is within the second step.
    atCommand(60, () => (slept = interruptions.sleeping().then(() => void (atRest = true))));
    const { results, failure } = await open(false, steps);
    expect(failure).toMatchObject({ index: results.length, error: { code: 'EDGE_GOING_TO_SLEEP' } });
    expect(results.length).toBeGreaterThan(0);
    expect(results.length).toBeLessThan(6);
    await slept;
    expect([atRest, isHeld(), atWork]).toEqual([true, false, [true, false]]);
    const again = bench.batch({ batchId: 'r-1/1/2', steps: [] });
    await expect(bench.operations.execute(again)).rejects.toMatchObject({ code: 'EDGE_GOING_TO_SLEEP' });
  });

  it('while a PIN is waited for: the card is given back, and the server hears of it', async () => {
    await open(false);
    await interruptions.sleeping();
    expect([isHeld(), said]).toEqual([false, ['r-1 EDGE_GOING_TO_SLEEP']]);
  });

  it('nothing begins until the computer is awake; then the server hears what is here, once', async () => {
    await interruptions.sleeping();
    await expect(open(false)).rejects.toMatchObject({ code: 'EDGE_GOING_TO_SLEEP' });
    expect(bench.operations.pausedBecause).toBe('EDGE_GOING_TO_SLEEP');
    await interruptions.awake();
    await interruptions.awake();
    expect([said, bench.operations.pausedBecause]).toEqual([['back'], undefined]);
    await expect(open(false)).resolves.toMatchObject({ results: [{ kind: 'request-witness' }] });
  });

  it('wakes up with a locked screen: what nobody attends to goes on, what the holder does waits for them', async () => {
    await interruptions.sleeping();
    await lock(true);
    await interruptions.awake();
    expect(said).toEqual(['back']);
    await expect(openOther()).resolves.toBeDefined();
    await expect(open(true)).rejects.toMatchObject({ code: 'EDGE_SCREEN_LOCKED' });
    await lock(false);
    expect(said).toEqual(['back', 'back']);
  });
});

describe('the person leaves', () => {
  it.each<[string, () => Promise<void>, string]>([
    ['locks the screen', () => lock(true), 'EDGE_SCREEN_LOCKED'],
    ['asks for a lock', () => interruptions.locking(), 'EDGE_SCREEN_LOCKED'],
    [
      'logs off',
      () => {
        active = null;
        return interruptions.changed();
      },
      'EDGE_SIGNED_OUT',
    ],
  ])('%s: what they attend to stops, what an operator runs goes on', async (_, leave, code) => {
    await open(true);
    await openOther();
    await leave();
    expect([isHeld(), isHeld('Reader 1'), said]).toEqual([false, true, [`r-1 ${code}`]]);
    await expect(open(true)).rejects.toMatchObject({ code });
    active = ada;
    await interruptions.changed();
    expect(said.at(-1)).toBe('back');
    const { failure } = await open(true);
    expect(failure).toBeUndefined();
  });

  it("another person's session becomes active: what the first one attends to stops, and the other may begin", async () => {
    await open(true);
    active = { userId: 1002, sessionId: '3', locked: false };
    await interruptions.changed();
    expect(isHeld()).toBe(false);
    expect(said[0]).toBe('r-1 EDGE_SIGNED_OUT');
    expect(bench.operations.pausedBecause).toBeUndefined();
  });

  it('nobody was ever there, or nobody knows: a station without a desktop works', async () => {
    active = undefined;
    await interruptions.changed();
    await open(true);
    expect([isHeld(), said]).toEqual([true, []]);
  });
});
