import { expect, it } from '@jest/globals';
import type { CutRow } from './campaign.js';
import { cutTable, figuresOf } from './figures.js';

const row = (more: Partial<CutRow>): CutRow => ({
  ...{ flow: 'issue', dialect: 'vendor', cut: { apdu: 1, when: 'after', kind: 'write' }, pauseMs: 0 },
  ...{ outcome: 'new-good', findings: [], recoveryMs: 1000, durationMs: 2000, attempts: 2, pinsAsked: 1, wrongPuks: 0 },
  ...more,
});

it('counts outcomes, violations and PUK tries per flow and dialect', () => {
  const rows = [
    ...Array.from({ length: 18 }, () => row({})),
    row({ outcome: 'old-good', recoveryMs: 3000 }),
    row({ outcome: 'unusable', findings: ['lost'], recoveryMs: 9000 }),
    row({ flow: 'recycle', wrongPuks: 1, cut: { apdu: 2, when: 'inside', kind: 'PUK change' } }),
  ];
  const [issue, recycle] = figuresOf(rows, { issue: 78, recycle: 38 });
  expect(issue).toMatchObject({ apdus: 78, cuts: 20, newGood: 18, oldGood: 1, unusable: 1, violations: 1 });
  expect(issue).toMatchObject({ p50Seconds: 1, p95Seconds: 9, wrongPuks: 0 });
  expect(recycle).toMatchObject({ apdus: 38, cuts: 1, pukCuts: 1, wrongPuks: 1, wrongPuksAtMost: 1 });
});

it('is a table with columns as wide as their cells', () => {
  const lines = cutTable(figuresOf([row({})], { issue: 78 })).split('\n');
  expect(lines).toHaveLength(3);
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
});
