/**
 * One block or more under the 9B key, without chaining or padding: all that witness and challenge need.
 * Governing document: SP 800-73-5 Part 1 appendix A (authentication of the administrator), SP 800-78-5 section 3.3.
 */
import { createCipheriv } from 'node:crypto';
import { symmetricAlgorithm, type SymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';

/** `block` is as long as the algorithm's block, `key` as its key. Encrypts as ECB. */
export function encryptBlock(algorithm: SymmetricAlgorithmName, key: Uint8Array, block: Uint8Array): Uint8Array {
  const { cipher, keyLength } = symmetricAlgorithm(algorithm);
  const name = cipher === '3DES' ? 'des-ede3-ecb' : `aes-${keyLength * 8}-ecb`;
  const encryption = createCipheriv(name, key, null).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([encryption.update(block), encryption.final()]));
}
