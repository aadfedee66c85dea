import { expect, it } from '@jest/globals';
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import { killPoints } from './kill-points.js';

const row = (stage: string, step?: SagaProgress['step']): SagaProgress => ({
  ...{ requestId: 'r', sequence: 0, at: '', percent: 0, state: 'IN_PROGRESS' as const, awaiting: null, sentence: '' },
  ...{ kind: step === undefined ? ('stage' as const) : ('step' as const), stage, ...(step && { step }) },
});
const uncut = [
  row('requested'),
  row('open'),
  row('keys'),
  row('keys', { kind: 'generate-key', subject: '9A', phase: 'started' }),
  row('keys', { kind: 'generate-key', subject: '9A', phase: 'finished' }),
  row('commit'),
  row('done'),
];

it('is twice per stage: when it begins, and when its last effect is there', () => {
  const points = killPoints(uncut);
  expect(points.map(({ stage, moment }) => `${stage} ${moment}`)).toEqual([
    'open before the call',
    'open after the effect',
    'keys before the call',
    'keys after the effect',
    'commit before the call',
    'commit after the effect',
  ]);
  expect(points.map(({ at }) => uncut.findIndex(at))).toEqual([1, 2, 2, 4, 5, 6]);
});
