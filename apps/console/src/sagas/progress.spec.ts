import { describe, expect, it } from '@jest/globals';
import type { RequestType, SagaProgress } from '../api/types.js';
import { noProgress, stageStates, withRow } from './progress.js';

const row = (sequence: number, more: Partial<SagaProgress>): SagaProgress => ({
  requestId: 'r',
  sequence,
  at: '2026-01-01T00:00:00.000Z',
  kind: 'stage',
  stage: 'open',
  percent: 5,
  state: 'IN_PROGRESS',
  awaiting: null,
  sentence: 'Reading the card',
  ...more,
});
const step = (index: number, phase: 'started' | 'finished') =>
  ({ kind: 'step', step: { kind: 'generate-key', phase, index, total: 4 } }) as const;
const fold = (rows: SagaProgress[]) => rows.reduce((progress, each) => withRow(progress, each), noProgress);
const statesOf = (rows: SagaProgress[]) =>
  Object.fromEntries(stageStates(fold(rows), 'ISSUE').map(({ name, state }) => [name, state]));

describe('percentage of a saga', () => {
  it('[C12] is the server’s, which counts the steps between two stages', () => {
    const keys = { stage: 'keys', ...step(1, 'finished') };
    const shown = [15, 32, 41].map((percent) => fold([row(1, { ...keys, percent })]).percent);
    expect(shown).toEqual([15, 32, 41]);
    expect(fold([row(1, { state: 'COMPLETED', stage: 'done', percent: 100 })]).percent).toBe(100);
  });

  it('[C12] never goes back: not at a retry, not for a row told late or twice', () => {
    const progress = fold([
      row(1, { stage: 'keys', percent: 43, ...step(3, 'finished') }),
      row(2, { stage: 'open', percent: 5 }),
      row(1, { stage: 'keys', percent: 15 }),
    ]);
    expect([progress.percent, progress.stage, progress.rows.length]).toEqual([43, 'open', 2]);
  });
});

describe('stages of a saga', () => {
  it('names what is done, what runs and what is to come', () =>
    expect(statesOf([row(1, {}), row(2, { stage: 'keys', percent: 15 })])).toEqual({
      open: 'done',
      keys: 'current',
      certificates: 'next',
      content: 'next',
      pin: 'next',
      commit: 'next',
    }));

  it('shows where it waits for somebody and where it stopped', () => {
    const pin = { stage: 'pin', percent: 85 };
    expect(statesOf([row(1, { ...pin, state: 'AWAITING_USER', awaiting: 'pin' })]).pin).toBe('waiting');
    expect(statesOf([row(1, { ...pin, state: 'FAILED' })]).pin).toBe('failed');
  });

  it('[C12, D22] stands at the stage that an attempt after a cut has come to, also where the one before was further', () => {
    const rows = [
      row(1, {}),
      row(2, { stage: 'new-pin', state: 'AWAITING_USER', awaiting: 'pin' }),
      row(3, { stage: 'references', percent: 20 }),
      row(4, { stage: 'references', percent: 57, state: 'FAILED', kind: 'error' }),
      row(5, { stage: 'open' }),
    ];
    const shown = (all: SagaProgress[]) => stageStates(fold(all), 'REPROVISION').map(({ state }) => state);
    expect(shown(rows)).toEqual(['current', 'next', 'next', 'next']);
    const asked = [...rows, row(6, { stage: 'new-pin', state: 'AWAITING_USER', awaiting: 'pin' })];
    expect(shown(asked)).toEqual(['done', 'waiting', 'next', 'next']);
    // A step of the batch that was cut, told late.
    expect(shown([...asked, row(7, { stage: 'references', state: 'AWAITING_USER', ...step(1, 'finished') })])).toEqual(
      shown(asked),
    );
  });

  it('[C15] leaves out the PIN that nobody was asked for', () => {
    const names = ['open', 'keys', 'certificates', 'content', 'commit'];
    const rows = names.map((stage, index) => row(index + 1, { stage }));
    expect(statesOf([...rows, row(9, { stage: 'done', state: 'COMPLETED', percent: 100 })])).toMatchObject({
      content: 'done',
      pin: 'skipped',
      commit: 'done',
    });
  });

  it('[C15] leaves out the PIN that was asked for and left for later, at once and at the end', () => {
    const waits = { stage: 'pin', percent: 85, kind: 'state', state: 'AWAITING_USER', awaiting: 'pin' } as const;
    const commit = { stage: 'commit', percent: 95 };
    const skipped = [row(1, { stage: 'content', percent: 60 }), row(2, waits), row(3, commit)];
    expect(statesOf(skipped)).toMatchObject({ pin: 'skipped', commit: 'current' });
    expect(statesOf([...skipped, row(4, { stage: 'done', state: 'COMPLETED', percent: 100 })]).pin).toBe('skipped');
    // It was given, the card was pulled, it was asked for once more and left.
    const cut = [
      row(1, waits),
      row(2, { stage: 'pin', percent: 85 }),
      row(3, { ...waits, kind: 'error', state: 'FAILED' }),
    ];
    expect(statesOf([...cut, row(4, { percent: 5 }), row(5, waits), row(6, commit)]).pin).toBe('skipped');
    expect(statesOf([row(1, waits), row(2, { stage: 'pin', percent: 85 }), row(3, commit)]).pin).toBe('done');
  });

  it.each<[RequestType, string[]]>([
    ['ISSUE', ['Read the card', 'Generate keys', 'Make certificates', 'Write the card', 'Choose the PIN', 'Finish']],
    ['ACTIVATE', ['Take certificates off hold']],
    ['RECYCLE', ['Revoke certificates', 'Read the card', 'Wipe the card', 'Back to stock']],
    ['REPROVISION', ['Read the card', 'Choose the PIN', 'Replace keys and certificates', 'Write the card']],
    ['UPDATE', ['Read the card', 'Check the PIN', 'Replace keys and certificates', 'Write the card']],
    ['UNLOCK', ['Read the card', 'Choose the PIN', 'Finish']],
    ['CHANGE_PIN', ['Read the card', 'Type both PINs', 'Change the PIN', 'Finish']],
    ['LOCK', ['Read the card', 'Block the PIN']],
    ['REPLACE_TEMP', []],
    ['REPLACE_PERM', []],
  ])('are named: %s', (type, labels) => {
    expect(stageStates(noProgress, type).map(({ label }) => label)).toEqual(labels);
  });
});
