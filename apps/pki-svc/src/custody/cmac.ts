/**
 * AES-CMAC over whole messages, from node:crypto's AES-CBC. Governing document: SP 800-38B section 6 (vectors in the spec).
 */
import { createCipheriv } from 'node:crypto';

const blockLength = 16;

/** 16 bytes. key: 16, 24 or 32 bytes. */
export function aesCmac(key: Buffer, message: Buffer): Buffer {
  const subkey1 = double(encrypt(key, Buffer.alloc(blockLength)));
  const complete = message.length > 0 && message.length % blockLength === 0;
  const blocks = Math.max(1, Math.ceil(message.length / blockLength));
  const padded = Buffer.alloc(blocks * blockLength);
  message.copy(padded);
  if (!complete) padded[message.length] = 0x80;
  const subkey = complete ? subkey1 : double(subkey1);
  const last = padded.subarray(-blockLength);
  for (let index = 0; index < blockLength; index++) last[index]! ^= subkey[index]!;
  return encrypt(key, padded).subarray(-blockLength);
}

/** CBC with a zero IV: the last block is the CBC-MAC, and of a single block it is plain AES. */
function encrypt(key: Buffer, message: Buffer): Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc` as 'aes-256-cbc', key, Buffer.alloc(blockLength));
  return cipher.setAutoPadding(false).update(message);
}

/** Multiplication by x in GF(2^128) (SP 800-38B section 6.1). */
function double(block: Buffer): Buffer {
  const result = Buffer.alloc(blockLength);
  for (let index = 0; index < blockLength; index++)
    result[index] = ((block[index]! << 1) | ((block[index + 1] ?? 0) >> 7)) & 0xff;
  if (block[0]! & 0x80) result[blockLength - 1]! ^= 0x87;
  return result;
}
