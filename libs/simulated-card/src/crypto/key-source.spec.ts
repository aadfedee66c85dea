import { describe, expect, it } from '@jest/globals';
import { KeyPool, generatePrivateKey } from './key-source.js';
import { exportPrivateKey } from './private-key.js';

describe('KeyPool', () => {
  it('gives every key once, from the stock and beyond it', async () => {
    const pool = new KeyPool({ ECCP256: 3 });
    const keys = await Promise.all(Array.from({ length: 8 }, () => pool.generate('ECCP256')));
    expect(new Set(keys.map(exportPrivateKey)).size).toBe(8);
    expect((await pool.generate('ED25519')).asymmetricKeyType).toBe('ed25519');
    await pool.close();
  });

  it('makes keys that are asked for after it was closed', async () => {
    const pool = new KeyPool({ ECCP384: 1 });
    await pool.close();
    expect((await pool.generate('ECCP384')).asymmetricKeyDetails).toEqual({ namedCurve: 'secp384r1' });
  });
});

it('RSA keys have the exponent that every PIV client assumes', async () => {
  const key = await generatePrivateKey('RSA2048');
  expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65537n });
});
