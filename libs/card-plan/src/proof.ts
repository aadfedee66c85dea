/**
 * Proof of possession that fits the key (model.md section 4): 9A, 9C and 9E sign; 9D and the retired keys agree (EC) or
 * decipher (RSA). Ed25519 signs and X25519 agrees, since they can do nothing else.
 */
import type { KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';

export type ProofKind = 'sign' | 'decipher' | 'agree';

export function proofFor(keyReference: KeyReferenceName, algorithm: KeyAlgorithm): ProofKind {
  if (algorithm === 'ED25519') return 'sign';
  if (algorithm === 'X25519') return 'agree';
  if (keyReference === '9A' || keyReference === '9C' || keyReference === '9E') return 'sign';
  return algorithm.startsWith('RSA') ? 'decipher' : 'agree';
}

/** SP 800-73-5 Part 1 table 4b: 9E is used without a PIN, every other key after one. */
export const needsPin = (keyReference: KeyReferenceName): boolean => keyReference !== '9E';
