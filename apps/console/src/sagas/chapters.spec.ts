import { expect, it } from '@jest/globals';
import type { HistoryEntry, SagaProgress } from '../api/types.js';
import { chaptersOf, isDecision } from './chapters.js';

const row = (sequence: number, second: number, kind: SagaProgress['kind'], sentence: string) =>
  ({ sequence, at: `2026-11-28T10:00:0${second}.000Z`, kind, sentence }) as SagaProgress;
const decided = (entryId: string, second: number) =>
  ({ entryId, at: `2026-11-28T10:00:0${second}.000Z`, action: 'saga.retry' }) as HistoryEntry;

it('[Issue 13] who decided what stands between what happened, newest first, and before what came of it', () => {
  const rows = [
    row(1, 1, 'stage', 'keys'),
    row(2, 2, 'step', 'key 9A'),
    row(3, 3, 'step', 'key 9A'),
    row(4, 4, 'error', 'removed'),
    row(5, 6, 'stage', 'keys again'),
  ];
  const chapters = chaptersOf(rows, [decided('9', 6), decided('7', 5)]);
  expect(chapters.map(({ key }) => key)).toEqual(['5', 'd9', 'd7', '4', '1']);
  expect(chapters.at(-1)!.head && chapters.at(-1)).toMatchObject({ steps: [{ sequence: 3 }] });
});

it.each([
  ['request.started', true],
  ['saga.pin-supplied', true],
  ['saga.workflow-lost', false],
  ['request.state-changed', false],
])('[Issue 13] %s is a decision: %s', (action, expected) => {
  expect(isDecision({ action })).toBe(expected);
});
