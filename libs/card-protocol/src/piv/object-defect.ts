/**
 * Whether the bytes of a data object are what the object is made of, one row per object that has a reader here. Certificates are looked at
 * without unpacking them. Objects without a row (biometrics) are believed. No signature is verified.
 */
import { CardProtocolError, type CardProtocolErrorCode } from '../card-protocol-error.js';
import { decodeCardIdentifier } from './card-capability-container.js';
import { decodeCertificateObject } from './certificate-object.js';
import { decodeChuid } from './chuid.js';
import { tagOf } from './data-object.js';
import { decodeDiscovery } from './discovery.js';
import { decodeKeyHistory } from './key-history.js';
import { keyReferences } from './key-reference.js';
import { decodePrintedInformation } from './printed-information.js';
import { decodeSecurityObject } from './security-object.js';

const readers: ReadonlyMap<number, (content: Uint8Array) => unknown> = new Map<
  number,
  (content: Uint8Array) => unknown
>([
  [tagOf.cardCapabilityContainer, decodeCardIdentifier],
  [tagOf.chuid, decodeChuid],
  [tagOf.keyHistory, decodeKeyHistory],
  [tagOf.securityObject, decodeSecurityObject],
  [tagOf.discovery, decodeDiscovery],
  [tagOf.printedInformation, decodePrintedInformation],
  ...keyReferences.flatMap(({ certificateTag }): [number, (content: Uint8Array) => unknown][] =>
    certificateTag === undefined ? [] : [[certificateTag, decodeCertificateObject]],
  ),
]);

/** content: of tag 53, for 7E and 7F61 the whole object. The rule that it breaks; undefined for what can be read. */
export function objectDefect(tag: number, content: Uint8Array): CardProtocolErrorCode | undefined {
  try {
    readers.get(tag)?.(content);
    return undefined;
  } catch (error) {
    if (!(error instanceof CardProtocolError)) throw error;
    return error.code;
  }
}
