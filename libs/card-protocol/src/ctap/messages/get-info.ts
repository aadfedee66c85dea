/** authenticatorGetInfo: what an authenticator can do, and in what state it is. Governing document: CTAP 2.1 section 6.4. */
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
import { credentialParameters } from './entities.js';

/** options: `clientPin` absent: no PIN at all, false: none is set. `ep` absent: cannot, false: enterprise attestation is off. */
export const getInfoResponse = struct({
  versions: required(0x01, list(text)),
  extensions: optional(0x02, list(text)),
  aaguid: required(0x03, bytes),
  options: optional(0x04, named(bool)),
  /** Bytes; 1024 where it is absent. */
  maxMsgSize: optional(0x05, unsigned),
  /** In the order that the authenticator prefers. */
  pinUvAuthProtocols: optional(0x06, list(unsigned)),
  maxCredentialCountInList: optional(0x07, unsigned),
  maxCredentialIdLength: optional(0x08, unsigned),
  transports: optional(0x09, list(text)),
  algorithms: optional(0x0a, list(credentialParameters)),
  maxSerializedLargeBlobArray: optional(0x0b, unsigned),
  /** The PIN must be changed before it is good for anything: even the right one is answered with CTAP2_ERR_PIN_INVALID. */
  forcePINChange: optional(0x0c, bool),
  /** Unicode code points. */
  minPINLength: optional(0x0d, unsigned),
  firmwareVersion: optional(0x0e, unsigned),
  maxCredBlobLength: optional(0x0f, unsigned),
  maxRPIDsForSetMinPINLength: optional(0x10, unsigned),
  preferredPlatformUvAttempts: optional(0x11, unsigned),
  uvModality: optional(0x12, unsigned),
  certifications: optional(0x13, anyMap),
  /** An estimate. */
  remainingDiscoverableCredentials: optional(0x14, unsigned),
  /** CTAP 2.2: formats of attestation statements. */
  attestationFormats: optional(0x16, list(text)),
  /** CTAP 2.2: the touch that confirms a reset is a long one. */
  longTouchForReset: optional(0x18, bool),
  /** CTAP 2.2: the transports over which a reset is possible. */
  transportsForReset: optional(0x1a, list(text)),
});

export type GetInfoResponse = ValueOf<typeof getInfoResponse>;

/** Where getInfo does not say. */
export const getInfoDefaults = { maxMsgSize: 1024, minPINLength: 4 } as const;

/**
 * false: it can have no PIN, or the token of a PIN is good for everything but makeCredential and getAssertion, for which the authenticator verifies the
 * user itself. An option that is false can be switched on.
 */
export const makesCredentialsByPin = ({ options }: Pick<GetInfoResponse, 'options'>): boolean =>
  options?.['clientPin'] !== undefined && options['noMcGaPermissionsWithClientPin'] !== true;
