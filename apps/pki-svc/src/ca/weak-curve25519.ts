/**
 * Ed25519 and X25519 values that are not valid public keys. OpenSSL accepts any 32 octets without checking the point. One row per kind.
 * Governing documents: RFC 8032 section 5.1.3, RFC 7748 sections 5 and 6.1, SP 800-186 appendix D.1.3.
 */
import { ed25519, x25519 } from '@noble/curves/ed25519.js';

type Point = InstanceType<typeof ed25519.Point>;

export interface WeakCurveKind {
  /** Stable name for details and logs. */
  kind: string;
  /** For people, after "The public key is not allowed: ". */
  says: string;
  source: string;
  /** key: the 32 octets; point: what they decode to, for Ed25519. */
  found: (key: Buffer, point: Point | undefined) => boolean;
}

/** The prime of the field, 2^255 - 19. */
const fieldPrime = (1n << 255n) - 19n;
/** Any scalar will do: it becomes a multiple of the cofactor, so that it sends every point of small order to zero. */
const scalar = Buffer.alloc(32, 0x42);

const weakEd25519Kinds: readonly WeakCurveKind[] = [
  {
    kind: 'off-curve',
    says: 'its point is not on the curve, or not in its canonical encoding',
    source: 'RFC 8032 5.1.3',
    found: (_, point) => point === undefined,
  },
  {
    kind: 'small-order',
    says: 'its point has a small order, so that anybody can sign for it',
    source: 'SP 800-186 D.1.3',
    found: (_, point) => point!.isSmallOrder(),
  },
  {
    kind: 'mixed-order',
    says: 'its point is outside of the group of keys',
    source: 'SP 800-186 D.1.3',
    found: (_, point) => !point!.isTorsionFree(),
  },
];

const weakX25519Kinds: readonly WeakCurveKind[] = [
  {
    kind: 'off-curve',
    says: 'its coordinate is not below the prime of the field',
    source: 'RFC 7748 5',
    found: (key) => BigInt(`0x${Buffer.from(key).reverse().toString('hex')}`) >= fieldPrime,
  },
  {
    kind: 'small-order',
    says: 'its point has a small order, so that the shared secret is always zero',
    source: 'RFC 7748 6.1',
    found: (key) => {
      try {
        x25519.getSharedSecret(scalar, key);
        return false;
      } catch {
        return true;
      }
    },
  },
];

/** The first kind that this key is of. */
export function weakCurve25519Kind(curve: 'ed25519' | 'x25519', key: Buffer): WeakCurveKind | undefined {
  if (curve === 'x25519') return weakX25519Kinds.find(({ found }) => found(key, undefined));
  let point: Point | undefined;
  try {
    point = ed25519.Point.fromBytes(key);
  } catch {
    point = undefined;
  }
  return weakEd25519Kinds.find(({ found }) => found(key, point));
}
