import { execFileSync } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aesCmac } from './cmac.js';
import { deriveManagementKey, derivePuk, kdfCounterCmac } from './key-derivation.js';
import { isWeakTripleDes, withOddParity } from './triple-des.js';
import { answerWitness, verifyResponse } from './witness.js';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

// SP 800-38B appendix D (the AES examples), message prefixes of the 64 bytes below.
const message = hex(
  '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710',
);
const key128 = hex('2b7e151628aed2a6abf7158809cf4f3c');
const key256 = hex('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4');

describe('AES-CMAC', () => {
  it.each([
    [key128, 0, 'bb1d6929e95937287fa37d129b756746'],
    [key128, 16, '070a16b46b4d4144f79bdd9dd04a287c'],
    [key128, 40, 'dfa66747de9ae63030ca32611497c827'],
    [key128, 64, '51f0bebf7e3b9d92fc49741779363cfe'],
    [key256, 0, '028962f61b7bf89efc6b551f4667d983'],
    [key256, 16, '28a7023f452e8f82bd4bf28d8c37c35c'],
    [key256, 40, 'aaf3d8f1de5640c232f5b169b9c911e6'],
    [key256, 64, 'e1992190549f6ed5696a2c056c315410'],
  ])('SP 800-38B example %#', (key, length, mac) => {
    expect(aesCmac(key, message.subarray(0, length)).toString('hex')).toBe(mac);
  });
});

describe('SP 800-108 KDF in counter mode', () => {
  it.each([16, 24, 32, 40])('gives what openssl gives, %i bytes', (length) => {
    const [key, label, context] = [randomBytes(32), randomBytes(21), randomBytes(44)];
    const options = {
      mac: 'CMAC',
      cipher: 'AES-256-CBC',
      mode: 'COUNTER',
      hexkey: key.toString('hex'),
      hexsalt: label.toString('hex'),
      hexinfo: context.toString('hex'),
    };
    const argv = Object.entries(options).flatMap(([name, value]) => ['-kdfopt', `${name}:${value}`]);
    const out = execFileSync('openssl', ['kdf', '-keylen', String(length), '-binary', ...argv, 'KBKDF']);
    expect(kdfCounterCmac(key, label, context, length)).toEqual(out);
  });
});

describe('keys of a card', () => {
  const master = key256;
  const card = { deviceId: '5b2d3a6e-7f0c-4a41-9be5-0c1f5a3f2f10', keySetVersion: 1 };

  it('are the same for the same card, algorithm and version', () => {
    expect(deriveManagementKey(master, 'AES256', card)).toEqual(deriveManagementKey(master, 'AES256', card));
    expect(derivePuk(master, card)).toEqual(derivePuk(master, card));
  });

  it('differ by card, version, algorithm and master key', () => {
    const keys = [
      deriveManagementKey(master, 'AES192', card),
      deriveManagementKey(master, '3DES', card),
      deriveManagementKey(master, 'AES192', { ...card, keySetVersion: 2 }),
      deriveManagementKey(master, 'AES192', { ...card, deviceId: '5b2d3a6e-7f0c-4a41-9be5-0c1f5a3f2f11' }),
      deriveManagementKey(hex('00'.repeat(32)), 'AES192', card),
    ];
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(keys.length);
  });

  it('have the length that the algorithm wants', () => {
    for (const [algorithm, length] of [
      ['3DES', 24],
      ['AES128', 16],
      ['AES192', 24],
      ['AES256', 32],
    ] as const)
      expect(deriveManagementKey(master, algorithm, card)).toHaveLength(length);
  });

  it('3DES has odd parity in every byte and no weak part', () => {
    for (let keySetVersion = 1; keySetVersion <= 200; keySetVersion++) {
      const key = deriveManagementKey(master, '3DES', { ...card, keySetVersion });
      for (const byte of key) expect(byte.toString(2).replaceAll('0', '').length % 2).toBe(1);
      expect(isWeakTripleDes(key)).toBe(false);
    }
  });

  it('a PUK is 8 decimal digits and not the factory value', () => {
    const seen = new Set<string>();
    for (let keySetVersion = 1; keySetVersion <= 500; keySetVersion++) {
      const puk = derivePuk(master, { ...card, keySetVersion }).toString('ascii');
      expect(puk).toMatch(/^\d{8}$/);
      expect(puk).not.toBe('12345678');
      seen.add(puk);
    }
    expect(seen.size).toBeGreaterThan(495);
  });
});

describe('Triple DES keys', () => {
  it.each([
    '0101010101010101' + '23456789abcdef01' + '456789abcdef0123',
    '0123456789abcdef' + 'fedcba9876543210' + '0123456789abcdef',
    '0123456789abcdef' + '0123456789abcdef' + 'fedcba9876543210',
    '0123456789abcdef' + 'fedcba9876543210' + 'e0fee0fef1fef1fe',
  ])('weak: %s', (text) => {
    expect(isWeakTripleDes(withOddParity(hex(text)))).toBe(true);
  });

  it('three parts that differ are not weak', () => {
    expect(isWeakTripleDes(withOddParity(hex('0123456789abcdef23456789abcdef01456789abcdef0123')))).toBe(false);
  });
});

describe('mutual authentication with 9B', () => {
  it.each(['3DES', 'AES128', 'AES192', 'AES256'] as const)('%s: both sides prove the key', (algorithm) => {
    const name = { '3DES': 'des-ede3-ecb', AES128: 'aes-128-ecb', AES192: 'aes-192-ecb', AES256: 'aes-256-ecb' }[
      algorithm
    ];
    const key = deriveManagementKey(key256, algorithm, { deviceId: 'd', keySetVersion: 1 });
    // The card's side (SP 800-73-5 Part 2 appendix A.1): it draws a witness, sends it encrypted, encrypts the challenge.
    const encrypt = (block: Buffer): Buffer => {
      const cipher = createCipheriv(name, key, null).setAutoPadding(false);
      return Buffer.concat([cipher.update(block), cipher.final()]);
    };
    const witness = randomBytes(algorithm === '3DES' ? 8 : 16);
    const { answer, challenge } = answerWitness(algorithm, key, encrypt(witness));
    expect(answer).toEqual(witness);
    expect(verifyResponse(algorithm, key, challenge, encrypt(challenge))).toBe(true);
    expect(verifyResponse(algorithm, key, challenge, encrypt(witness))).toBe(false);
    expect(verifyResponse(algorithm, key, challenge, Buffer.alloc(3))).toBe(false);
  });

  it('refuses / a witness that is not one block', () => {
    expect(() => answerWitness('AES256', Buffer.alloc(32), Buffer.alloc(8))).toThrow(TypeError);
  });
});
