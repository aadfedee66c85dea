/**
 * The host's half of mutual authentication with key 9B: decrypt the card's witness, draw a challenge, check the card's answer to it.
 * Runs in the vault; the key does not travel. Governing document: SP 800-73-5 Part 2 section 3.2.4 and appendix A.1.
 */
import { createCipheriv, createDecipheriv, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';

/** The card command uses ECB with exactly one block. */
const ciphers: Record<ManagementKeyAlgorithm, { name: string; blockLength: number }> = {
  '3DES': { name: 'des-ede3-ecb', blockLength: 8 },
  AES128: { name: 'aes-128-ecb', blockLength: 16 },
  AES192: { name: 'aes-192-ecb', blockLength: 16 },
  AES256: { name: 'aes-256-ecb', blockLength: 16 },
};

export const witnessLength = (algorithm: ManagementKeyAlgorithm): number => ciphers[algorithm].blockLength;

/** witness: one block, as the card sent it (encrypted). The answer proves the key to the card; the challenge asks it to prove its own. */
export function answerWitness(
  algorithm: ManagementKeyAlgorithm,
  key: Buffer,
  witness: Buffer,
): { answer: Buffer; challenge: Buffer } {
  const { name, blockLength } = ciphers[algorithm];
  if (witness.length !== blockLength) throw new TypeError('a witness is one block');
  const decipher = createDecipheriv(name, key, null).setAutoPadding(false);
  return { answer: Buffer.concat([decipher.update(witness), decipher.final()]), challenge: randomBytes(blockLength) };
}

/** True when `response` is the challenge encrypted with the key. */
export function verifyResponse(
  algorithm: ManagementKeyAlgorithm,
  key: Buffer,
  challenge: Buffer,
  response: Buffer,
): boolean {
  const { name, blockLength } = ciphers[algorithm];
  if (challenge.length !== blockLength || response.length !== blockLength) return false;
  const cipher = createCipheriv(name, key, null).setAutoPadding(false);
  return timingSafeEqual(Buffer.concat([cipher.update(challenge), cipher.final()]), response);
}
