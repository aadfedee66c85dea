import { expect, it } from '@jest/globals';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { reportBeside, requireAskable } from './replacement-ask.js';

const outcome = (state: DeviceState, reason: string, isTemporary = false): string => {
  try {
    requireAskable({ deviceId: 'd', state }, reason, isTemporary);
    return 'asked';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

it.each<[DeviceState, string, string]>([
  ['ACTIVE', 'DAMAGED', 'asked'],
  ['ACTIVE', 'LOST', 'asked'],
  ['SUSPENDED', 'STOLEN', 'asked'],
  ['TERMINATED', 'LOST', 'asked'],
  ['PENDING_ACTIVATION', 'LOST', 'LIFECYCLE_NOT_ACTIVE'],
  ['REPLACED', 'DAMAGED', 'LIFECYCLE_NOT_ACTIVE'],
  ['ACTIVE', 'RENEW', 'REASON_NOT_ALLOWED'],
  ['ACTIVE', 'FORGOTTEN', 'REASON_NOT_ALLOWED'],
  ['ACTIVE', 'constructor', 'REASON_NOT_ALLOWED'],
])('a holder asks for a new card: %s, %s: %s', (state, reason, said) => expect(outcome(state, reason)).toBe(said));

it('nobody asks for a new card in the place of one for the time being', () =>
  expect(outcome('ACTIVE', 'LOST', true)).toBe('LIFECYCLE_TEMPORARY_CARD'));

it('a card that is said to be lost or stolen is suspended at once, a damaged one is not', () =>
  expect(['LOST', 'STOLEN', 'DAMAGED'].map(reportBeside)).toEqual(['REPORTED_LOST', 'REPORTED_STOLEN', null]));
