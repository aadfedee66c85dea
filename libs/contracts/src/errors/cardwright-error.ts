/**
 * The one error class of the system. Thrown by every part; crosses NATS, Temporal and HTTP by its code alone.
 * Text is for people and is never parsed. Programming mistakes throw TypeError instead and are not caught.
 */
import type { OnlyEnglish, Said, Sentence } from '../said.js';
import { errorCatalogue, type ErrorCode, type ErrorRow } from './error-catalogue.js';

export type ErrorDetails = Record<string, string | number | boolean | null | undefined | readonly unknown[] | object>;

export class CardwrightError extends Error {
  override readonly name = 'CardwrightError';

  /** What its message says, for other languages; absent: only the title of its code is known in them. */
  readonly said?: Said;

  /**
   * message: a sentence of the tables in `words/`, so that no text can be thrown that only English has; `onlyInEnglish` where no person of the
   * portal or console reads it. Default: the title of the code. details: safe to show to the caller when the catalogue row exposes its message;
   * never a secret.
   */
  constructor(
    readonly code: ErrorCode,
    message?: Sentence | OnlyEnglish,
    readonly details: ErrorDetails = {},
    cause?: unknown,
  ) {
    super(message?.text ?? errorCatalogue[code].title, cause === undefined ? undefined : { cause });
    const said = message?.said === null ? { code: `error.${code}` } : message?.said;
    if (said !== undefined) this.said = said;
  }

  get row(): ErrorRow {
    return errorCatalogue[this.code];
  }

  /** The wire shape: what crosses NATS and Temporal. The cause stays behind. */
  toJSON(): WireError {
    const { code, message, details, said } = this;
    return { code, message, details, ...(said && { said }) };
  }

  /** Restores an error from the wire; an unknown code (a newer peer) becomes INTERNAL and keeps the text as detail. */
  static fromWire(wire: { code?: string; message?: string; details?: ErrorDetails; said?: Said }): CardwrightError {
    if (wire.code !== undefined && wire.code in errorCatalogue)
      return new CardwrightError(
        wire.code as ErrorCode,
        // A peer of an earlier version has sent none, and then the text stays what it is.
        wire.message === undefined ? undefined : { text: wire.message, said: wire.said as Said },
        wire.details ?? {},
      );
    return new CardwrightError('INTERNAL', undefined, { unknownCode: wire.code ?? 'none' });
  }
}

export interface WireError {
  code: ErrorCode;
  message: string;
  details: ErrorDetails;
  said?: Said;
}

export function isCardwrightError(error: unknown, code?: ErrorCode): error is CardwrightError {
  return error instanceof CardwrightError && (code === undefined || error.code === code);
}
