import { expect, it } from '@jest/globals';
import { mayBeFoundAgain, reportOf, type SuspensionReason } from './suspension.js';

const said = (reason: string | null, byHolder = true): SuspensionReason => ({
  reason: reason as SuspensionReason['reason'],
  byHolder,
  since: '2026-11-28T10:00:00.000Z',
});

it.each<[string, SuspensionReason[], boolean]>([
  ['misplaced', [said('MISPLACED')], true],
  ['forgotten, then misplaced', [said('FORGOTTEN'), said('MISPLACED')], true],
  ['lost', [said('REPORTED_LOST')], false],
  ['stolen', [said('REPORTED_STOLEN')], false],
  ['misplaced, then lost', [said('MISPLACED'), said('REPORTED_LOST')], false],
  ['lost, then misplaced', [said('REPORTED_LOST'), said('MISPLACED')], false],
  ['misplaced, as an operator said', [said('MISPLACED', false)], false],
  ['misplaced, and an operator had a reason too', [said('MISPLACED'), said(null, false)], false],
  ['suspended before reasons were kept', [], false],
  ['for a reason that nobody knows', [said('BORED')], false],
])('a card that is %s: found again by its holder %s', (_, reasons, may) => expect(mayBeFoundAgain(reasons)).toBe(may));

it('the report is what the holder said last', () => {
  expect(reportOf([said('MISPLACED'), said('REPORTED_LOST'), said('ON_LEAVE', false)])).toEqual(said('REPORTED_LOST'));
  expect([reportOf([said('ON_LEAVE', false)]), reportOf([]), reportOf()]).toEqual([null, null, null]);
});
