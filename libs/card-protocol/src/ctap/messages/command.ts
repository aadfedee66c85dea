/**
 * Requests and answers of CTAP2 as bytes: a command byte with a CBOR map, a status byte with a CBOR map. What is in the maps is in the files
 * beside this one. Governing document: CTAP 2.1 sections 6 and 8.1.
 */
import { concat, emptyBytes } from '../../bytes.js';
import { CardProtocolError } from '../../card-protocol-error.js';
import type { CborMap } from '../cbor/cbor-value.js';
import { decodeCbor } from '../cbor/decode-cbor.js';
import { encodeCbor } from '../cbor/encode-cbor.js';
import { anyMap } from '../cbor/fields.js';
import { ctapStatus } from '../status.js';

export const ctapCommand = {
  authenticatorMakeCredential: 0x01,
  authenticatorGetAssertion: 0x02,
  authenticatorGetInfo: 0x04,
  authenticatorClientPIN: 0x06,
  authenticatorReset: 0x07,
  authenticatorGetNextAssertion: 0x08,
  authenticatorCredentialManagement: 0x0a,
  authenticatorSelection: 0x0b,
  authenticatorConfig: 0x0d,
  /** Of FIDO_2_1_PRE: authenticatorCredentialManagement before it had its number (section 6.13). */
  prototypeAuthenticatorCredentialManagement: 0x41,
} as const;

export type CtapCommandName = keyof typeof ctapCommand;

export interface CtapRequest {
  readonly command: number;
  /** Empty where the request has none. */
  readonly parameters: CborMap;
}

export interface CtapReply {
  readonly status: number;
  /** Empty where the answer has none, as after every failure. */
  readonly parameters: CborMap;
}

const none: CborMap = new Map();

/** parameters: absent for a command that has none; a map is sent even where it is empty. */
export const encodeRequest = (command: CtapCommandName, parameters?: CborMap): Uint8Array =>
  concat(Uint8Array.of(ctapCommand[command]), parameters === undefined ? emptyBytes : encodeCbor(parameters));

/** Throws CTAP_FRAME for no byte at all, CBOR_INVALID, CBOR_UNEXPECTED_TYPE for something else than a map. */
export function decodeRequest(message: Uint8Array): CtapRequest {
  const { first, parameters } = split(message);
  return { command: first, parameters };
}

export const encodeReply = (status: number, parameters?: CborMap): Uint8Array =>
  concat(
    Uint8Array.of(status),
    status !== ctapStatus.CTAP2_OK || parameters === undefined ? emptyBytes : encodeCbor(parameters),
  );

/** Throws as decodeRequest. What follows a status that says failure is not read. */
export function decodeReply(message: Uint8Array): CtapReply {
  if (message.length > 0 && message[0] !== ctapStatus.CTAP2_OK) return { status: message[0]!, parameters: none };
  const { first, parameters } = split(message);
  return { status: first, parameters };
}

function split(message: Uint8Array): { first: number; parameters: CborMap } {
  const first = message[0];
  if (first === undefined) throw new CardProtocolError('CTAP_FRAME', 'a CTAP message without a byte');
  return { first, parameters: message.length === 1 ? none : anyMap.decode(decodeCbor(message.slice(1))) };
}
