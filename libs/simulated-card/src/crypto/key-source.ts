/**
 * Where a simulated card's key pairs come from: made on demand off the event loop, or taken from a pool that is filled in
 * the background. Pool keys are as random as the others and are given out once; nothing is fixed or stored.
 * RSA-2048 takes 0.2 s and RSA-4096 seconds, which is why this is asynchronous (design.md 7).
 */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { asymmetricAlgorithm, type AsymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';

export interface KeySource {
  /** A private key that nobody else gets. */
  generate(algorithm: AsymmetricAlgorithmName): Promise<KeyObject>;
}

const generateRsa = promisify(generateKeyPair) as unknown as (
  type: 'rsa',
  options: { modulusLength: number; publicExponent: number },
) => Promise<{ privateKey: KeyObject }>;
const generateEc = promisify(generateKeyPair) as unknown as (
  type: 'ec',
  options: { namedCurve: string },
) => Promise<{ privateKey: KeyObject }>;
const generateOkp = promisify(generateKeyPair) as unknown as (
  type: 'ed25519' | 'x25519',
  options: object,
) => Promise<{ privateKey: KeyObject }>;

export async function generatePrivateKey(algorithm: AsymmetricAlgorithmName): Promise<KeyObject> {
  const { kind, bits } = asymmetricAlgorithm(algorithm);
  switch (kind) {
    case 'RSA':
      return (await generateRsa('rsa', { modulusLength: bits, publicExponent: 65537 })).privateKey;
    case 'ECC':
      return (await generateEc('ec', { namedCurve: `P-${bits}` })).privateKey;
    case 'EdDSA':
      return (await generateOkp('ed25519', {})).privateKey;
    case 'XDH':
      return (await generateOkp('x25519', {})).privateKey;
  }
}

export const onDemandKeys: KeySource = { generate: generatePrivateKey };

/** Keeps `stock[algorithm]` keys ready; an algorithm without stock, or an empty one, is made on demand. */
export class KeyPool implements KeySource {
  private readonly ready = new Map<AsymmetricAlgorithmName, Promise<KeyObject>[]>();
  private closed = false;

  constructor(private readonly stock: Partial<Record<AsymmetricAlgorithmName, number>>) {
    for (const name of Object.keys(stock) as AsymmetricAlgorithmName[]) this.refill(name);
  }

  async generate(algorithm: AsymmetricAlgorithmName): Promise<KeyObject> {
    const key = this.ready.get(algorithm)?.shift();
    if (key === undefined) return generatePrivateKey(algorithm);
    this.refill(algorithm);
    return key;
  }

  /** No further keys are made; waits for the ones under way. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled([...this.ready.values()].flat());
    this.ready.clear();
  }

  private refill(algorithm: AsymmetricAlgorithmName): void {
    const keys = this.ready.get(algorithm) ?? [];
    this.ready.set(algorithm, keys);
    while (!this.closed && keys.length < (this.stock[algorithm] ?? 0)) {
      // One after the other: the pool must not take every thread from the process that waits for it.
      const before = keys.at(-1);
      const key = Promise.resolve(before).then(() => generatePrivateKey(algorithm));
      key.catch(() => undefined);
      keys.push(key);
    }
  }
}
