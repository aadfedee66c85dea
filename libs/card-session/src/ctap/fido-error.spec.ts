import { describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import { ctapStatus, type CtapStatusName } from '@cardwright/card-protocol/ctap/status';
import { CtapPinError, CtapStatusError, type PinProblem } from './ctap-errors.js';
import { fidoError } from './fido-error.js';

const shown = (error: unknown): [string, object] => {
  const { code, details } = fidoError(error) as CardwrightError;
  return [code, details];
};

describe('what a FIDO application refuses, as errors of the catalogue', () => {
  it.each<[CtapStatusName, string]>([
    ['CTAP2_ERR_OPERATION_DENIED', 'FIDO_USER_CANCELLED'],
    ['CTAP2_ERR_USER_ACTION_TIMEOUT', 'FIDO_USER_CANCELLED'],
    ['CTAP2_ERR_ACTION_TIMEOUT', 'FIDO_USER_CANCELLED'],
    ['CTAP2_ERR_KEEPALIVE_CANCEL', 'FIDO_USER_CANCELLED'],
    ['CTAP1_ERR_TIMEOUT', 'FIDO_USER_CANCELLED'],
    ['CTAP2_ERR_CREDENTIAL_EXCLUDED', 'FIDO_CREDENTIAL_EXCLUDED'],
    ['CTAP2_ERR_KEY_STORE_FULL', 'FIDO_KEY_FULL'],
    ['CTAP2_ERR_PIN_INVALID', 'FIDO_PIN_INCORRECT'],
    ['CTAP2_ERR_PIN_BLOCKED', 'FIDO_PIN_BLOCKED'],
    ['CTAP2_ERR_PIN_AUTH_BLOCKED', 'FIDO_PIN_NEEDS_REINSERT'],
    ['CTAP2_ERR_PIN_NOT_SET', 'FIDO_PIN_NOT_SET'],
    ['CTAP2_ERR_PIN_POLICY_VIOLATION', 'FIDO_PIN_REFUSED'],
    ['CTAP2_ERR_PIN_AUTH_INVALID', 'FIDO_REFUSED'],
    ['CTAP1_ERR_OTHER', 'FIDO_REFUSED'],
  ])('%s is %s', (status, code) => {
    const error = new CtapStatusError('authenticatorMakeCredential', ctapStatus[status]);
    expect(shown(error)).toEqual([code, { status, command: 'authenticatorMakeCredential' }]);
  });

  it.each<[PinProblem, number | undefined, string, object]>([
    ['wrong', 7, 'FIDO_PIN_INCORRECT', { retriesRemaining: 7 }],
    ['wrong', 0, 'FIDO_PIN_BLOCKED', { retriesRemaining: 0 }],
    ['must-be-changed', undefined, 'FIDO_PIN_MUST_CHANGE', {}],
    ['power-cycle', 5, 'FIDO_PIN_NEEDS_REINSERT', { retriesRemaining: 5 }],
    ['kept', undefined, 'FIDO_PIN_NEEDS_REINSERT', { sent: false }],
    ['blocked', 0, 'FIDO_PIN_BLOCKED', { retriesRemaining: 0 }],
    ['not-set', undefined, 'FIDO_PIN_NOT_SET', {}],
    ['set-already', undefined, 'FIDO_REFUSED', { status: 'a PIN is set' }],
    ['refused', undefined, 'FIDO_PIN_REFUSED', {}],
  ])('a PIN that is %s (%s tries) is %s', (problem, retries, code, details) => {
    expect(shown(new CtapPinError(problem, retries))).toEqual([code, details]);
  });

  it('a status of a vendor is named by its number, and an answer that is none by what is wrong with it', () => {
    expect(shown(new CtapStatusError('authenticatorReset', 0xf1))).toEqual([
      'FIDO_REFUSED',
      { status: 'CTAP status F1', command: 'authenticatorReset' },
    ]);
    expect(shown(new CardProtocolError('CBOR_MISSING', 'fmt is missing'))).toEqual([
      'FIDO_REFUSED',
      { status: 'CBOR_MISSING' },
    ]);
  });

  it('anything else stays what it is', () => {
    const lost = new CardwrightError('CARD_REMOVED');
    expect(fidoError(lost)).toBe(lost);
  });
});
