/**
 * GET METADATA (F7, firmware 5.3 and later): 01 algorithm, 02 PIN and touch policy, 03 origin, 04 public key,
 * 05 factory value, 06 tries total and left. Governing document: the vendor's PIV extensions.
 */
import { concat, numberToHex } from '@cardwright/card-protocol/bytes';
import { asymmetricAlgorithm, symmetricAlgorithm } from '@cardwright/card-protocol/piv/algorithm';
import { encodeTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { encodePublicKey, importPrivateKey } from '../../crypto/private-key.js';
import type { CardContext, CommandHandler } from '../../card/dialect.js';
import { isFactory } from '../../card/factory.js';
import { refuse } from '../../status-word/status-error.js';
import { unblockingKey } from '../change-reference-data.js';
import { pinPolicyByte, touchPolicyByte } from '../../card/key-policies.js';
import { applicationPin } from '../verify.js';

const tag = { algorithm: 0x01, policy: 0x02, origin: 0x03, publicKey: 0x04, factory: 0x05, tries: 0x06 } as const;
/** Algorithm byte of PIN and PUK. */
const noAlgorithm = 0xff;

const one = (name: number, ...bytes: number[]): Uint8Array => encodeTlv(name, Uint8Array.from(bytes));

export const getMetadata: CommandHandler = (card, { p1, p2 }) => {
  if (p1 !== 0x00) refuse('wrongParameters');
  if (p2 === applicationPin || p2 === unblockingKey) return referenceData(card, p2 === applicationPin ? 'pin' : 'puk');
  if (p2 === 0x9b) {
    const { algorithm, touchPolicy } = card.state.managementKey;
    return concat(
      one(tag.algorithm, symmetricAlgorithm(algorithm).id),
      one(tag.policy, 0x00, touchPolicyByte(touchPolicy)),
      one(tag.factory, isFactory(card.state, 'managementKey') ? 1 : 0),
    );
  }
  const key = card.state.keys[numberToHex(p2)] ?? refuse('referenceNotFound');
  return concat(
    one(tag.algorithm, asymmetricAlgorithm(key.algorithm).id),
    one(tag.policy, pinPolicyByte(key.pinPolicy), touchPolicyByte(key.touchPolicy)),
    one(tag.origin, key.origin === 'generated' ? 1 : 2),
    encodeTlv(tag.publicKey, encodePublicKey(importPrivateKey(key.pkcs8Base64))),
  );
};

function referenceData({ state }: CardContext, which: 'pin' | 'puk'): Uint8Array {
  return concat(
    one(tag.algorithm, noAlgorithm),
    one(tag.factory, isFactory(state, which) ? 1 : 0),
    one(tag.tries, state[which].retriesTotal, state[which].retriesRemaining),
  );
}
