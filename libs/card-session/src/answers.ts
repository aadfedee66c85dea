/**
 * What a status word says about the thing that was asked for: it exists, it does not exist, the card does not know the question, or none of
 * these. One table, because "could not ask" must never count as "is not there": only the words listed here do. What a refused command means
 * as an error is status-error.ts. Governing documents: ISO/IEC 7816-4:2020 tables 6 and 7, SP 800-73-5 Part 2, the vendor's PIV extensions.
 */
import { noSuchInstruction } from './apdu/form-answers.js';
import { isStatus, statusWordName, type StatusWordName } from '@cardwright/card-protocol/iso7816/status-word';

/**
 * object: GET DATA of the PIV application. metadata: the vendor's GET METADATA of a key reference. identity: version, serial number,
 * CPLC, card image number, and SELECT of the issuer security domain, which many cards do not have. witness: GENERAL AUTHENTICATE of 9B for
 * an algorithm that the key may not be of.
 */
export type Question = 'object' | 'metadata' | 'identity' | 'witness';
/** unclear: neither there nor not there; whoever asked says so. */
export type Answer = 'there' | 'absent' | 'unsupported' | 'unclear';

interface Row {
  readonly absent: readonly StatusWordName[];
  /** The card does not have the question: it is not asked again. */
  readonly unsupported: readonly StatusWordName[];
}

const rows: Readonly<Record<Question, Row>> = {
  object: { absent: ['notFound', 'referenceNotFound'], unsupported: [] },
  // Firmware answers 6A88; 6A80 and 6A82 come from cards that took the extension over.
  metadata: { absent: ['referenceNotFound', 'wrongData', 'notFound'], unsupported: noSuchInstruction },
  identity: {
    absent: ['notFound', 'referenceNotFound'],
    // What cards answer to an instruction, application or tag that they do not know, or show to nobody without a key.
    unsupported: [
      ...noSuchInstruction,
      'wrongParameters',
      'wrongOffset',
      'logicalChannel',
      'secureMessaging',
      'securityStatus',
      'conditionsOfUse',
      'noCurrentFile',
      'applicationNotSelectable',
    ],
  },
  witness: {
    absent: ['wrongData', 'wrongParameters', 'referenceNotFound', 'wrongOffset', 'securityStatus', 'conditionsOfUse'],
    unsupported: noSuchInstruction,
  },
};

export function answerOf(question: Question, sw: number): Answer {
  if (isStatus(sw, 'success')) return 'there';
  const name = statusWordName(sw);
  if (name === undefined) return 'unclear';
  if (rows[question].absent.includes(name)) return 'absent';
  return rows[question].unsupported.includes(name) ? 'unsupported' : 'unclear';
}
