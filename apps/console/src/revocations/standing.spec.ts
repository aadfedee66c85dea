import { describe, expect, it } from '@jest/globals';
import { standingOf } from './standing.js';

const dueAt = '2026-11-29T10:00:00.000Z';
const due = Date.parse(dueAt);

describe('[F08] how a revocation stands', () => {
  it.each([
    ['pending', null, due - 1],
    ['pending', null, due],
    ['overdue', null, due + 1],
    ['done', '2026-11-29T09:59:59.000Z', due + 1],
    ['done', dueAt, due + 1],
    ['late', '2026-11-29T10:00:00.001Z', due + 2],
  ])('%s: done %s', (standing, doneAt, nowMs) => {
    expect(standingOf({ dueAt, doneAt }, nowMs)).toBe(standing);
  });
});
