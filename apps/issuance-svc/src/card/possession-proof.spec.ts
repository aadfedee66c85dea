import {
  constants,
  createECDH,
  diffieHellman,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { proofFor } from '@cardwright/card-plan/proof';
import { isProof, proofInputHex, type ProofQuestion } from './possession-proof.js';

const generate: Record<string, () => { privateKey: KeyObject; publicKey: KeyObject }> = {
  RSA2048: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ECCP256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ECCP384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ED25519: () => generateKeyPairSync('ed25519'),
  X25519: () => generateKeyPairSync('x25519'),
};
const spki = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64');

/** What a card does with the question. */
function answer(privateKey: KeyObject, { proof, algorithm }: ProofQuestion, inputHex: string): Buffer {
  const input = Buffer.from(inputHex, 'hex');
  if (proof === 'sign')
    return sign(algorithm === 'ED25519' ? null : algorithm === 'ECCP384' ? 'sha384' : 'sha256', input, privateKey);
  if (proof === 'decipher') return privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, input);
  if (algorithm === 'X25519') {
    const prefix = Buffer.from('302a300506032b656e032100', 'hex');
    const publicKey = createPublicKey({ key: Buffer.concat([prefix, input]), format: 'der', type: 'spki' });
    return diffieHellman({ privateKey, publicKey });
  }
  const ecdh = createECDH(algorithm === 'ECCP256' ? 'prime256v1' : 'secp384r1');
  ecdh.setPrivateKey(Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url'));
  return ecdh.computeSecret(input);
}

describe('possession proof', () => {
  const rows: [KeyReferenceName, KeyAlgorithm][] = [
    ['9A', 'RSA2048'],
    ['9C', 'ECCP256'],
    ['9E', 'ECCP384'],
    ['9A', 'ED25519'],
    ['9D', 'RSA2048'],
    ['9D', 'ECCP256'],
    ['82', 'ECCP384'],
    ['9D', 'X25519'],
  ];
  it.each(rows)('%s %s: accepts its own key and no other', (keyReference, algorithm) => {
    const seed = randomBytes(32);
    const question = { keyReference, algorithm, proof: proofFor(keyReference, algorithm) };
    const [own, other] = [generate[algorithm]!(), generate[algorithm]!()];
    const input = proofInputHex(seed, question);
    expect(proofInputHex(seed, question)).toBe(input);
    const outputHex = answer(own.privateKey, question, input).toString('hex');
    expect(isProof(seed, question, spki(own.publicKey), outputHex)).toBe(true);
    expect(isProof(seed, question, spki(other.publicKey), outputHex)).toBe(false);
    expect(isProof(randomBytes(32), question, spki(own.publicKey), outputHex)).toBe(false);
  });

  it.each(rows)(
    '%s %s: the second round is another challenge, and the answer to the first does not pass it',
    (keyReference, algorithm) => {
      const seed = randomBytes(32);
      const first = { keyReference, algorithm, proof: proofFor(keyReference, algorithm) };
      const second = { ...first, round: 2 };
      const own = generate[algorithm]!();
      const [inputOne, inputTwo] = [proofInputHex(seed, first), proofInputHex(seed, second)];
      expect(inputTwo).not.toBe(inputOne);
      const answered = (input: string): string => answer(own.privateKey, first, input).toString('hex');
      expect(isProof(seed, second, spki(own.publicKey), answered(inputTwo))).toBe(true);
      expect(isProof(seed, second, spki(own.publicKey), answered(inputOne))).toBe(false);
    },
  );

  it.each([
    ['no number below the modulus', 'FF'.repeat(256)],
    ['too short', 'FF'],
    ['nothing', ''],
  ])('an RSA answer that is %s proves nothing', (_what, outputHex) => {
    const question: ProofQuestion = { keyReference: '9D', algorithm: 'RSA2048', proof: 'decipher' };
    const { publicKey } = generate['RSA2048']!();
    expect(isProof(randomBytes(32), question, spki(publicKey), outputHex)).toBe(false);
  });

  // SubjectPublicKeyInfo of P-256 with the point at infinity, cut short, and of no key.
  it.each([
    ['the point at infinity', '3019301306072a8648ce3d020106082a8648ce3d03010703020000'],
    ['half a point', '301a301306072a8648ce3d020106082a8648ce3d0301070303000412'],
    ['nothing', ''],
  ])('a card that gives %s as its public key proves nothing', (_what, spkiHex) => {
    const given = Buffer.from(spkiHex, 'hex').toString('base64');
    for (const [keyReference, proof] of [
      ['9D', 'agree'],
      ['9A', 'sign'],
    ] as const) {
      const question: ProofQuestion = { keyReference, algorithm: 'ECCP256', proof };
      expect(isProof(randomBytes(32), question, given, '00'.repeat(32))).toBe(false);
    }
  });

  it('an X25519 public key of low order, with which nothing can be agreed, proves nothing', () => {
    const given = Buffer.from(`302a300506032b656e032100${'00'.repeat(32)}`, 'hex').toString('base64');
    const question: ProofQuestion = { keyReference: '9D', algorithm: 'X25519', proof: 'agree' };
    expect(isProof(randomBytes(32), question, given, '00'.repeat(32))).toBe(false);
  });

  it.each([
    ['9A', 'ECCP384', 'ECCP256'],
    ['9A', 'ED25519', 'ECCP256'],
    ['9D', 'X25519', 'ECCP384'],
    ['9D', 'RSA2048', 'ECCP256'],
  ] as const)('%s %s: a key of another algorithm (%s) proves nothing', (keyReference, algorithm, made) => {
    const seed = randomBytes(32);
    const question = { keyReference, algorithm, proof: proofFor(keyReference, algorithm) };
    const { publicKey, privateKey } = generate[made]!();
    const signature = sign('sha384', Buffer.from(proofInputHex(seed, question), 'hex'), privateKey).toString('hex');
    expect(isProof(seed, question, spki(publicKey), signature)).toBe(false);
  });
});
