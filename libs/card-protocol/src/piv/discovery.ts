/**
 * Discovery Object (7E): the application's AID and the PIN Usage Policy. Its content is the whole 7E, as the Security
 * Object hashes it. Governing document: SP 800-73-5 Part 1 section 3.3.2.
 */
import { bytesEqual } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { encodeTlv, requireValue, unwrapTlv } from '../tlv/ber-tlv.js';
import { pivApplicationId, pivApplicationIdWithoutVersion } from './application.js';
import { tagOf } from './data-object.js';
import { objectFields } from './object-fields.js';

export interface PinUsagePolicy {
  readonly globalPin: boolean;
  readonly onCardComparison: boolean;
  readonly virtualContactInterface: boolean;
  /** VCI without a pairing code. */
  readonly withoutPairingCode: boolean;
  /** Which PIN is primary; meaningful only with a global PIN. */
  readonly primary: 'application' | 'global';
}

const applicationPinOnly: PinUsagePolicy = {
  globalPin: false,
  onCardComparison: false,
  virtualContactInterface: false,
  withoutPairingCode: false,
  primary: 'application',
};

/** The whole object, 7E included. */
export function encodeDiscovery(policy: PinUsagePolicy = applicationPinOnly): Uint8Array {
  const first =
    0x40 |
    (policy.globalPin ? 0x20 : 0) |
    (policy.onCardComparison ? 0x10 : 0) |
    (policy.virtualContactInterface ? 0x08 : 0) |
    (policy.virtualContactInterface && policy.withoutPairingCode ? 0x04 : 0);
  const second = !policy.globalPin ? 0x00 : policy.primary === 'global' ? 0x20 : 0x10;
  return encodeTlv(tagOf.discovery, encodeTlv(0x4f, pivApplicationId), encodeTlv(0x5f2f, Uint8Array.of(first, second)));
}

/** Any version of the application. Throws TLV_*, FIELD_VALUE for the AID of another application or no application PIN. */
export function decodeDiscovery(object: Uint8Array): PinUsagePolicy {
  const fields = objectFields(unwrapTlv(object, tagOf.discovery));
  const [first = 0, second = 0] = requireValue(fields, 0x5f2f);
  const application = requireValue(fields, 0x4f).subarray(0, pivApplicationIdWithoutVersion.length);
  if (!bytesEqual(application, pivApplicationIdWithoutVersion) || !(first & 0x40))
    throw new CardProtocolError('FIELD_VALUE', 'not a PIV Discovery Object');
  return {
    globalPin: (first & 0x20) !== 0,
    onCardComparison: (first & 0x10) !== 0,
    virtualContactInterface: (first & 0x08) !== 0,
    withoutPairingCode: (first & 0x04) !== 0,
    primary: second === 0x20 ? 'global' : 'application',
  };
}
