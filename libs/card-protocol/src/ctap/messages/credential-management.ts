/** authenticatorCredentialManagement: which discoverable credentials there are, and taking one away. Governing document: CTAP 2.1 sections 6.8 and 6.13. */
import { concat, emptyBytes } from '../../bytes.js';
import type { CborMap } from '../cbor/cbor-value.js';
import { encodeCbor } from '../cbor/encode-cbor.js';
import { anyMap, bytes, optional, required, struct, unsigned, type Codec, type ValueOf } from '../cbor/fields.js';
import { CardProtocolError } from '../../card-protocol-error.js';
import { es256Key, type EcPoint } from '../cose-key.js';
import type { CtapCommandName } from './command.js';
import { credentialDescriptor, rpEntity, userEntity } from './entities.js';
import type { GetInfoResponse } from './get-info.js';

export const credentialManagementSubCommand = {
  getCredsMetadata: 0x01,
  enumerateRPsBegin: 0x02,
  enumerateRPsGetNextRP: 0x03,
  enumerateCredentialsBegin: 0x04,
  enumerateCredentialsGetNextCredential: 0x05,
  deleteCredential: 0x06,
  updateUserInformation: 0x07,
} as const;

export const credentialManagementRequest = struct({
  subCommand: required(0x01, unsigned),
  subCommandParams: optional(0x02, anyMap),
  pinUvAuthProtocol: optional(0x03, unsigned),
  pinUvAuthParam: optional(0x04, bytes),
});

export const credentialManagementParams = struct({
  rpIDHash: optional(0x01, bytes),
  credentialID: optional(0x02, credentialDescriptor),
  user: optional(0x03, userEntity),
});

/** Other programs make credentials of other algorithms: undefined for the key of one. */
const es256KeyOrNone: Codec<EcPoint | undefined, CborMap> = {
  encode: (point) => es256Key.encode(point!),
  decode: (value) => {
    try {
      return es256Key.decode(value);
    } catch (error) {
      if (error instanceof CardProtocolError) return undefined;
      throw error;
    }
  },
};

export const credentialManagementResponse = struct({
  existingResidentCredentialsCount: optional(0x01, unsigned),
  maxPossibleRemainingResidentCredentialsCount: optional(0x02, unsigned),
  rp: optional(0x03, rpEntity),
  rpIDHash: optional(0x04, bytes),
  totalRPs: optional(0x05, unsigned),
  user: optional(0x06, userEntity),
  credentialID: optional(0x07, credentialDescriptor),
  publicKey: optional(0x08, es256KeyOrNone),
  totalCredentials: optional(0x09, unsigned),
  credProtect: optional(0x0a, unsigned),
});
export type CredentialManagementResponse = ValueOf<typeof credentialManagementResponse>;

/** By which command an authenticator has it, with the same subcommands; undefined: it has none. */
export function credentialManagementCommand({
  versions,
  options,
}: Pick<GetInfoResponse, 'versions' | 'options'>): CtapCommandName | undefined {
  if (options?.['credMgmt'] === true) return 'authenticatorCredentialManagement';
  const isPrototype = versions.includes('FIDO_2_1_PRE') && options?.['credentialMgmtPreview'] === true;
  return isPrototype ? 'prototypeAuthenticatorCredentialManagement' : undefined;
}

/** What pinUvAuthParam authenticates. */
export const credentialManagementAuthMessage = (subCommand: number, subCommandParams?: CborMap): Uint8Array =>
  concat(Uint8Array.of(subCommand), subCommandParams === undefined ? emptyBytes : encodeCbor(subCommandParams));
