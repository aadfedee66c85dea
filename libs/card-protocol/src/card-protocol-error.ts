/**
 * The only error this library throws for bytes that break a rule: a code, a sentence, no secrets.
 * Not part of the system's error catalogue (this library imports nothing): card-session maps it.
 */
export type CardProtocolErrorCode =
  | 'HEX_INVALID'
  | 'TEXT_INVALID'
  | 'TLV_TRUNCATED'
  | 'TLV_TAG_INVALID'
  | 'TLV_LENGTH_UNSUPPORTED'
  | 'TLV_MISSING'
  | 'TLV_DUPLICATE'
  | 'TLV_UNEXPECTED'
  | 'DER_INVALID'
  | 'APDU_TRUNCATED'
  | 'APDU_LENGTH'
  | 'APDU_FIELD_RANGE'
  | 'RESPONSE_TRUNCATED'
  | 'CHAIN_INVALID'
  | 'PIN_LENGTH'
  | 'PIN_ALPHABET'
  | 'KEY_REFERENCE_UNKNOWN'
  | 'ALGORITHM_UNKNOWN'
  | 'ALGORITHM_MISMATCH'
  | 'KEY_LENGTH'
  | 'FIELD_LENGTH'
  | 'FIELD_VALUE'
  | 'FASC_N_INVALID'
  | 'CHUID_INVALID'
  | 'OBJECT_TOO_LARGE'
  | 'CBOR_INVALID'
  | 'CBOR_UNEXPECTED_TYPE'
  | 'CBOR_MISSING'
  | 'CTAP_PIN_LENGTH'
  | 'CTAP_PIN_AUTH'
  | 'CTAP_FRAME';

export class CardProtocolError extends Error {
  override readonly name = 'CardProtocolError';

  constructor(
    readonly code: CardProtocolErrorCode,
    message: string,
  ) {
    super(message);
  }
}
