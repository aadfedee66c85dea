/** The vault's half of 9B authentication, for specs: deciphers the witness, checks the card's answer. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { bytesEqual } from '@cardwright/card-protocol/bytes';
import { symmetricAlgorithm, type SymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import type { PivSession } from '../src/piv/piv-session.js';

const ciphers = {
  '3DES': 'des-ede3-ecb',
  AES128: 'aes-128-ecb',
  AES192: 'aes-192-ecb',
  AES256: 'aes-256-ecb',
} as const;

export async function authenticate(
  session: PivSession,
  algorithm: SymmetricAlgorithmName,
  key: Uint8Array,
): Promise<void> {
  const decipher = createDecipheriv(ciphers[algorithm], key, null).setAutoPadding(false);
  const cipher = createCipheriv(ciphers[algorithm], key, null).setAutoPadding(false);
  const witness = await session.requestWitness(algorithm);
  const plain = Buffer.concat([decipher.update(witness), decipher.final()]);
  const challenge = randomBytes(symmetricAlgorithm(algorithm).blockLength);
  const response = await session.answerWitness(algorithm, plain, challenge);
  if (!bytesEqual(response, Buffer.concat([cipher.update(challenge), cipher.final()]))) throw new Error('another card');
}

/** 01..08 repeated: the stock value of simulated cards. */
export const stockManagementKey = (algorithm: SymmetricAlgorithmName): Uint8Array =>
  Uint8Array.from({ length: symmetricAlgorithm(algorithm).keyLength }, (_, i) => (i % 8) + 1);

export const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'ascii'));
