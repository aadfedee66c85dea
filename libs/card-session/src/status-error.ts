/**
 * From status words to the error catalogue, one table: the only place where that is decided.
 * Governing documents: ISO/IEC 7816-4:2020 tables 6 and 7, SP 800-73-5 Part 2 (status words of each command).
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { say } from '@cardwright/contracts/words/say';
import { numberToHex } from '@cardwright/card-protocol/bytes';
import {
  describeStatus,
  retriesFrom,
  statusWordName,
  type StatusWordName,
} from '@cardwright/card-protocol/iso7816/status-word';

/**
 * What the command was about: the same status word means another thing for a PIN than for 9B. pin-change and pin-reset: a new PIN, by the
 * old one or by the PUK. application: SELECT. identity: what says which card it is.
 */
export type StatusSubject =
  'pin' | 'pin-change' | 'pin-reset' | 'puk' | 'management-key' | 'key' | 'object' | 'application' | 'identity';

type Row = { readonly code: ErrorCode } & { readonly [subject in StatusSubject]?: ErrorCode };

/** The old PIN or the PUK was right, or it would have cost a try: the card has a rule of its own, and the new PIN breaks it. */
const newPinRefused = { 'pin-change': 'CARD_PIN_REFUSED', 'pin-reset': 'CARD_PIN_REFUSED' } as const;
/** What cards answer to the selection of an application that they do not have. */
const notPiv = { application: 'CARD_NOT_PIV' } as const;

/** Cards answer a wrong 9B cryptogram with any of 6982, 6983, 63xx, 6A80: all mean that the key was not accepted. */
const rows: Partial<Record<StatusWordName, Row>> = {
  verifyFailed: {
    code: 'CARD_UNEXPECTED_STATUS',
    pin: 'CARD_PIN_INCORRECT',
    'pin-change': 'CARD_PIN_INCORRECT',
    puk: 'CARD_PUK_INCORRECT',
    'pin-reset': 'CARD_PUK_INCORRECT',
    'management-key': 'CARD_KEY_REJECTED',
  },
  blocked: {
    code: 'CARD_SECURITY_STATUS',
    pin: 'CARD_PIN_BLOCKED',
    'pin-change': 'CARD_PIN_BLOCKED',
    puk: 'CARD_PUK_BLOCKED',
    'pin-reset': 'CARD_PUK_BLOCKED',
    'management-key': 'CARD_KEY_REJECTED',
  },
  securityStatus: { code: 'CARD_SECURITY_STATUS', 'management-key': 'CARD_KEY_REJECTED', ...newPinRefused },
  conditionsOfUse: { code: 'CARD_UNEXPECTED_STATUS', ...newPinRefused },
  wrongData: { code: 'CARD_UNEXPECTED_STATUS', 'management-key': 'CARD_KEY_REJECTED', ...newPinRefused },
  notFound: { code: 'CARD_OBJECT_NOT_FOUND', ...notPiv },
  referenceNotFound: { code: 'CARD_OBJECT_NOT_FOUND', ...notPiv },
  noSpace: { code: 'CARD_NO_SPACE' },
  instructionNotSupported: { code: 'CARD_CAPABILITY_MISSING', ...notPiv },
  functionNotSupported: { code: 'CARD_CAPABILITY_MISSING', ...notPiv },
  classNotSupported: { code: 'CARD_UNEXPECTED_STATUS', ...notPiv },
  wrongParameters: { code: 'CARD_UNEXPECTED_STATUS', ...notPiv },
  applicationNotSelectable: { code: 'CARD_UNEXPECTED_STATUS', ...notPiv },
};

/** details: sw and instruction as hex, subject; retriesRemaining where the card reports it. */
export function statusError(sw: number, ins: number, subject: StatusSubject): CardwrightError {
  const name = statusWordName(sw);
  const row = name === undefined ? undefined : rows[name];
  const retriesRemaining = retriesFrom(sw);
  let code: ErrorCode = row?.[subject] ?? row?.code ?? 'CARD_UNEXPECTED_STATUS';
  // 63C0: this try was wrong and it was the last one.
  if (retriesRemaining === 0 && code === 'CARD_PIN_INCORRECT') code = 'CARD_PIN_BLOCKED';
  if (retriesRemaining === 0 && code === 'CARD_PUK_INCORRECT') code = 'CARD_PUK_BLOCKED';
  // 6300 without counter.
  if (subject === 'management-key' && sw >> 8 === 0x63) code = 'CARD_KEY_REJECTED';
  const [word, instruction, meaning] = [numberToHex(sw, 4), numberToHex(ins), describeStatus(sw).slice(5)];
  // Nothing else explains the failure, so the message for people contains the status word.
  const message = code === 'CARD_UNEXPECTED_STATUS' ? say('card.status', { word, meaning, instruction }) : undefined;
  return new CardwrightError(code, message, {
    sw: word,
    instruction,
    meaning,
    subject,
    ...(retriesRemaining === undefined ? {} : { retriesRemaining }),
  });
}
