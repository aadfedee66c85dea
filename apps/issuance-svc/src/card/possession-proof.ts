/**
 * Proof of possession without a CSR: inputs derived from a seed that the agent never sees, and the check of the card's
 * answer (model.md section 4). ECDSA and RSA signatures per FIPS 186-5, ECDH per SP 800-56A, raw RSA per PKCS#1.
 */
import {
  constants,
  createECDH,
  createHmac,
  createPublicKey,
  diffieHellman,
  createPrivateKey,
  hkdfSync,
  publicEncrypt,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { ProofKind } from '@cardwright/card-plan/proof';

export interface ProofQuestion {
  keyReference: KeyReferenceName;
  algorithm: KeyAlgorithm;
  proof: ProofKind;
  /** Default 1. Each round derives another input. */
  round?: number;
}

const modulusBytes: Partial<Record<KeyAlgorithm, number>> = { RSA2048: 256, RSA3072: 384, RSA4096: 512 };
const curve: Partial<Record<KeyAlgorithm, { name: string; bytes: number }>> = {
  ECCP256: { name: 'prime256v1', bytes: 32 },
  ECCP384: { name: 'secp384r1', bytes: 48 },
};

/** The input that the card receives: a nonce to sign, a block to decipher, or a point for key agreement. Upper-case hex. */
export function proofInputHex(seed: Buffer, question: ProofQuestion): string {
  if (question.proof === 'sign') return nonce(seed, question).toString('hex').toUpperCase();
  if (question.proof === 'decipher') return decipherBlock(seed, question).toString('hex').toUpperCase();
  if (question.algorithm === 'X25519') return x25519Public(seed, question).toString('hex').toUpperCase();
  return ourEcdh(seed, question).getPublicKey().toString('hex').toUpperCase();
}

/** True when only the private key could have produced the answer. */
export function isProof(seed: Buffer, question: ProofQuestion, spkiBase64: string, outputHex: string): boolean {
  const publicKey = readPublicKey(spkiBase64, question.algorithm);
  return publicKey !== null && answers(seed, question, publicKey, Buffer.from(outputHex, 'hex'));
}

/**
 * null if the bytes are no key of this algorithm. The key is exported first, because that throws for the point at infinity: Node 20 aborts
 * the process when it is asked for the details of such a key.
 */
function readPublicKey(spkiBase64: string, algorithm: KeyAlgorithm): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(spkiBase64, 'base64'), format: 'der', type: 'spki' });
    key.export({ format: 'der', type: 'spki' });
    const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
    const bytes = modulusBytes[algorithm];
    if (bytes !== undefined) return modulusLength === bytes * 8 ? key : null;
    const parameters = curve[algorithm];
    if (parameters !== undefined) return namedCurve === parameters.name ? key : null;
    return key.asymmetricKeyType === algorithm.toLowerCase() ? key : null;
  } catch {
    return null;
  }
}

function answers(seed: Buffer, question: ProofQuestion, publicKey: KeyObject, output: Buffer): boolean {
  const { algorithm, proof } = question;
  if (proof === 'sign') {
    const digest = algorithm === 'ED25519' ? null : algorithm === 'ECCP384' ? 'sha384' : 'sha256';
    return verify(digest, nonce(seed, question), publicKey, output);
  }
  if (proof === 'decipher') {
    // Encrypting what the card deciphered must give the original block.
    const block = rawEncrypt(publicKey, output);
    return block !== null && equal(block, decipherBlock(seed, question));
  }
  const secret = sharedSecret(seed, question, publicKey);
  return secret !== null && equal(output, secret);
}

/** null for a value that is not below the modulus: OpenSSL refuses it, and no private key of this modulus can have produced it. */
function rawEncrypt(publicKey: KeyObject, output: Buffer): Buffer | null {
  try {
    return publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, output);
  } catch {
    return null;
  }
}

/** null for a key with which nothing can be agreed (X25519 of low order: RFC 7748 section 6.1). */
function sharedSecret(seed: Buffer, question: ProofQuestion, publicKey: KeyObject): Buffer | null {
  if (question.algorithm === 'X25519')
    try {
      return diffieHellman({ privateKey: x25519Private(seed, question), publicKey });
    } catch {
      return null;
    }
  const { x, y } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([0x04]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]);
  return ourEcdh(seed, question).computeSecret(point);
}

const label = ({ proof, keyReference, algorithm, round = 1 }: ProofQuestion): string =>
  `${proof}/${keyReference}/${algorithm}${round === 1 ? '' : `/${round}`}`;

const nonce = (seed: Buffer, question: ProofQuestion): Buffer =>
  createHmac('sha256', seed).update(label(question)).digest();

/** As long as the modulus, first byte 00 so that it is smaller than any modulus of that length. */
function decipherBlock(seed: Buffer, question: ProofQuestion): Buffer {
  const length = modulusBytes[question.algorithm];
  if (length === undefined) throw new TypeError('only RSA deciphers');
  const filling = hkdfSync('sha256', seed, '', label(question), length - 1);
  return Buffer.concat([Buffer.from([0x00]), Buffer.from(filling)]);
}

function ourEcdh(seed: Buffer, question: ProofQuestion): ReturnType<typeof createECDH> {
  const parameters = curve[question.algorithm];
  if (parameters === undefined) throw new TypeError('only elliptic curve keys agree');
  const ecdh = createECDH(parameters.name);
  ecdh.setPrivateKey(Buffer.from(hkdfSync('sha256', seed, '', label(question), parameters.bytes)));
  return ecdh;
}

/** RFC 8410: PKCS#8 of an X25519 key is this prefix and 32 bytes. */
const x25519Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');

function x25519Private(seed: Buffer, question: ProofQuestion): KeyObject {
  const secret = Buffer.from(hkdfSync('sha256', seed, '', label(question), 32));
  return createPrivateKey({ key: Buffer.concat([x25519Prefix, secret]), format: 'der', type: 'pkcs8' });
}

const x25519Public = (seed: Buffer, question: ProofQuestion): Buffer =>
  createPublicKey(x25519Private(seed, question)).export({ format: 'der', type: 'spki' }).subarray(-32);

const equal = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
