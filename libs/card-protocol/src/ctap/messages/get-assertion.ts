/** authenticatorGetAssertion and authenticatorGetNextAssertion. Governing document: CTAP 2.1 sections 6.2 and 6.3. */
import {
  anyMap,
  bool,
  bytes,
  list,
  named,
  optional,
  required,
  struct,
  text,
  unsigned,
  type ValueOf,
} from '../cbor/fields.js';
import { credentialDescriptor, userEntity } from './entities.js';

/** options: `up` false asks without a touch whether the credentials of allowList are there. */
export const getAssertionRequest = struct({
  rpId: required(0x01, text),
  clientDataHash: required(0x02, bytes),
  allowList: optional(0x03, list(credentialDescriptor)),
  extensions: optional(0x04, anyMap),
  options: optional(0x05, named(bool)),
  pinUvAuthParam: optional(0x06, bytes),
  pinUvAuthProtocol: optional(0x07, unsigned),
});
export type GetAssertionRequest = ValueOf<typeof getAssertionRequest>;

export const getAssertionResponse = struct({
  credential: optional(0x01, credentialDescriptor),
  authData: required(0x02, bytes),
  /** Over authData and clientDataHash. */
  signature: required(0x03, bytes),
  user: optional(0x04, userEntity),
  /** In the first answer, where there are several: the others are asked for by authenticatorGetNextAssertion. */
  numberOfCredentials: optional(0x05, unsigned),
});
export type GetAssertionResponse = ValueOf<typeof getAssertionResponse>;
