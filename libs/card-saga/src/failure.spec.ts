import { describe, expect, it } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, RetryState, TimeoutFailure, TimeoutType } from '@temporalio/common';
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { failureOf, goesOnByItself, reopens, waitsForCard } from './failure.js';

/** Written down by hand: what a saga does by itself after a failure. Every other code waits for a person. */
const opensAgain: readonly ErrorCode[] = [
  'CARD_LINK_FAILED',
  'CARD_OUTCOME_UNKNOWN',
  'CARD_SECURITY_STATUS',
  'CARD_STEP_REFUSED',
  'CARD_UNPOWERED',
  'CARD_VERIFY_FAILED',
  'CARD_WAS_RESET',
  'EDGE_BATCH_CONFLICT',
  'EDGE_RESTARTED',
  'LIFECYCLE_LEASE_LOST',
  'VAULT_LEASE_REQUIRED',
];
const goesOnWithItsCard: readonly ErrorCode[] = [
  'CARD_ABSENT',
  'CARD_IN_WORK',
  'CARD_LINK_FAILED',
  'CARD_REMOVED',
  'CARD_UNPOWERED',
  'CARD_UNRESPONSIVE',
  'CARD_WAS_RESET',
  'CARD_WRONG_DEVICE',
  'EDGE_GOING_TO_SLEEP',
  'EDGE_NO_READER',
  'EDGE_PCSC_BUSY',
  'EDGE_PCSC_FAILED',
  'EDGE_PCSC_FORBIDDEN',
  'EDGE_PCSC_STOPPED',
  'EDGE_PCSC_UNAVAILABLE',
  'EDGE_READER_TIMEOUT',
  'EDGE_READER_UNAVAILABLE',
  'EDGE_SCREEN_LOCKED',
  'EDGE_SIGNED_OUT',
  'EDGE_UNREACHABLE',
  'FIDO_PIN_NEEDS_REINSERT',
  'FIDO_RESET_NEEDS_REINSERT',
];
const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe('what a failed stage means', () => {
  it('these codes open the card again, and no others', () => {
    expect(codes.filter(reopens).sort()).toEqual(opensAgain);
  });

  it('these codes go on when the card or its agent is there again, and no others', () => {
    expect(codes.filter(waitsForCard).sort()).toEqual(goesOnWithItsCard);
  });

  it('[A13] and one that another program has goes on when that program lets go of the card', () => {
    expect([...goesOnByItself].sort()).toEqual([...goesOnWithItsCard, 'CARD_BUSY'].sort());
  });
});

describe('the code of a failure', () => {
  const failed = (cause: Error) =>
    new ActivityFailure('Activity task failed', 'write', '1', RetryState.NON_RETRYABLE_FAILURE, 'spec', cause);

  it('is that of the activity, with its sentence', () => {
    const cause = ApplicationFailure.create({ type: 'CARD_REMOVED', message: 'The card was pulled' });
    expect(failureOf(failed(cause))).toEqual({ code: 'CARD_REMOVED', message: 'The card was pulled' });
  });

  it('[A13] has the names of the programs that hold a card, and nothing else of its details', () => {
    const details = [{ readerName: 'R0', programs: ['scdaemon', 7, 'firefox-esr'] }];
    const cause = ApplicationFailure.create({ type: 'CARD_BUSY', message: 'Another program holds the card', details });
    expect(failureOf(failed(cause))).toEqual({
      code: 'CARD_BUSY',
      message: 'Another program holds the card',
      programs: ['scdaemon', 'firefox-esr'],
    });
  });

  it.each<[string, unknown]>([
    [
      'a code that this release does not know',
      failed(ApplicationFailure.create({ type: 'CARD_FUTURE', message: 'x' })),
    ],
    ['an error without a code', failed(new Error('connect ECONNREFUSED 10.0.0.7'))],
    ['no error at all', undefined],
  ])('is INTERNAL for %s, and nothing of it is shown', (_, error) => {
    expect(failureOf(error)).toEqual({ code: 'INTERNAL', message: errorCatalogue.INTERNAL.title });
  });

  it('is REQUEST_TIMEOUT where no answer ever came', () => {
    const timeout = new TimeoutFailure('activity timed out', undefined, TimeoutType.SCHEDULE_TO_CLOSE);
    expect(failureOf(failed(timeout)).code).toBe('REQUEST_TIMEOUT');
  });

  it('is the last one of what was repeated until its time was over, unless an older history counts it as a timeout', () => {
    const timeout = new TimeoutFailure('activity timed out', undefined, TimeoutType.SCHEDULE_TO_CLOSE);
    timeout.failure = { cause: { applicationFailureInfo: { type: 'PKI_SIGNER_UNAVAILABLE' } } };
    expect(failureOf(failed(timeout)).code).toBe('PKI_SIGNER_UNAVAILABLE');
    expect(failureOf(failed(timeout), () => false).code).toBe('REQUEST_TIMEOUT');
  });
});
