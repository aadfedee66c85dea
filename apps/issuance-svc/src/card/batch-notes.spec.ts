import { describe, expect, it } from '@jest/globals';
import type { CardStepKind, PlannedStep, StepResult } from '@cardwright/contracts/card/card-step';
import { noteReached } from './batch-notes.js';
import type { FailedBatch } from './batch-sender.js';

const steps: PlannedStep[] = [
  { kind: 'generate-key', keyReference: '9A', algorithm: 'ECCP256' },
  { kind: 'generate-key', keyReference: '9C', algorithm: 'ECCP256' },
];
const begunAfter = (index: number, kind: CardStepKind | undefined, ...done: CardStepKind[]): unknown => {
  const session: Parameters<typeof noteReached>[0] = { begunBefore: [] };
  const results = done.map((each, at): StepResult => ({
    index: at,
    kind: each,
    outcome: 'done',
    durationMs: 1,
    apdus: 1,
  }));
  const failure = { index, error: { code: 'CARD_REMOVED' }, ...(kind && { kind }) };
  noteReached(session, steps, { results, failure } as unknown as FailedBatch);
  return session.begun;
};

describe('how far a batch came that failed', () => {
  const opening = 'authenticate-management-key';

  it('not beyond the step that opens it: nothing was begun', () => expect(begunAfter(0, opening)).toEqual([]));

  it('behind that step: all up to the one that failed', () => {
    expect(begunAfter(1, 'generate-key', opening)).toEqual(['9A']);
    expect(begunAfter(2, 'generate-key', opening, 'generate-key')).toEqual(['9A', '9C']);
  });

  it('a batch that no step opens: the first one counts', () => {
    expect(begunAfter(0, 'generate-key')).toEqual(['9A']);
    expect(begunAfter(1, 'generate-key', 'generate-key')).toEqual(['9A', '9C']);
  });

  it('an agent that does not say what failed begins its batches with the step that opens them', () => {
    expect(begunAfter(0, undefined)).toEqual([]);
    expect(begunAfter(1, undefined, opening)).toEqual(['9A']);
  });
});
