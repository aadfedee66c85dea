/**
 * The one error class of the system. Thrown by every part; crosses NATS, Temporal and HTTP by its code alone.
 * Text is for people and is never parsed. Programming mistakes throw TypeError instead and are not caught.
 */
import { errorCatalogue, type ErrorCode, type ErrorRow } from './error-catalogue.js';

export type ErrorDetails = Record<string, string | number | boolean | null | undefined | readonly unknown[] | object>;

export class CardwrightError extends Error {
  override readonly name = 'CardwrightError';

  /** details: safe to show to the caller when the catalogue row exposes its message; never a secret. */
  constructor(
    readonly code: ErrorCode,
    message?: string,
    readonly details: ErrorDetails = {},
    cause?: unknown,
  ) {
    super(message ?? errorCatalogue[code].title, cause === undefined ? undefined : { cause });
  }

  get row(): ErrorRow {
    return errorCatalogue[this.code];
  }

  /** The wire shape: what crosses NATS and Temporal. The cause stays behind. */
  toJSON(): WireError {
    return { code: this.code, message: this.message, details: this.details };
  }

  /** Restores an error from the wire; an unknown code (a newer peer) becomes INTERNAL and keeps the text as detail. */
  static fromWire(wire: { code?: string; message?: string; details?: ErrorDetails }): CardwrightError {
    if (wire.code !== undefined && wire.code in errorCatalogue)
      return new CardwrightError(wire.code as ErrorCode, wire.message, wire.details ?? {});
    return new CardwrightError('INTERNAL', undefined, { unknownCode: wire.code ?? 'none' });
  }
}

export interface WireError {
  code: ErrorCode;
  message: string;
  details: ErrorDetails;
}

export function isCardwrightError(error: unknown, code?: ErrorCode): error is CardwrightError {
  return error instanceof CardwrightError && (code === undefined || error.code === code);
}
