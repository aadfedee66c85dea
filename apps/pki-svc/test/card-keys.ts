/** The card's side of 9B for specs: one block in ECB, and the vendors' factory key. */
import { createCipheriv } from 'node:crypto';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';

const cipherName = {
  '3DES': 'des-ede3-ecb',
  AES128: 'aes-128-ecb',
  AES192: 'aes-192-ecb',
  AES256: 'aes-256-ecb',
} as const;
export const encrypt = (algorithm: ManagementKeyAlgorithm, key: Buffer, block: Buffer): Buffer => {
  const cipher = createCipheriv(cipherName[algorithm], key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
};
export const factoryKey = Buffer.from('010203040506070801020304050607080102030405060708', 'hex');
