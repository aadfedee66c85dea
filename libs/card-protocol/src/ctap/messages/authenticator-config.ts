/** authenticatorConfig: the settings of an authenticator that an organisation makes. Governing document: CTAP 2.1 section 6.11. */
import { concat, emptyBytes } from '../../bytes.js';
import type { CborMap } from '../cbor/cbor-value.js';
import { encodeCbor } from '../cbor/encode-cbor.js';
import { anyMap, bool, bytes, list, optional, required, struct, text, unsigned, type ValueOf } from '../cbor/fields.js';
import { ctapCommand } from './command.js';

export const configSubCommand = {
  enableEnterpriseAttestation: 0x01,
  toggleAlwaysUv: 0x02,
  setMinPINLength: 0x03,
} as const;

export const configRequest = struct({
  subCommand: required(0x01, unsigned),
  subCommandParams: optional(0x02, anyMap),
  pinUvAuthProtocol: optional(0x03, unsigned),
  pinUvAuthParam: optional(0x04, bytes),
});

export const setMinPinLengthParams = struct({
  /** Unicode code points; it can only be raised. */
  newMinPINLength: optional(0x01, unsigned),
  /** Which relying parties the minPinLength extension answers. */
  minPinLengthRPIDs: optional(0x02, list(text)),
  forceChangePin: optional(0x03, bool),
});
export type SetMinPinLengthParams = ValueOf<typeof setMinPinLengthParams>;

/** What pinUvAuthParam authenticates: 32 bytes of FF, 0D, the subcommand and its parameters. */
export const configAuthMessage = (subCommand: number, subCommandParams?: CborMap): Uint8Array =>
  concat(
    new Uint8Array(32).fill(0xff),
    Uint8Array.of(ctapCommand.authenticatorConfig, subCommand),
    subCommandParams === undefined ? emptyBytes : encodeCbor(subCommandParams),
  );
