/**
 * RSA public keys of kinds that are known to be bad: a list that grows by a row. Each row is a pure test of modulus and exponent; none
 * needs a secret, and all of them together cost a few milliseconds. Governing documents: SP 800-78-5 section 3.1, SP 800-89 section
 * 5.3.3 (partial public key validation), CA/B Baseline Requirements 6.1.1.3 and 6.1.6.
 */
import { checkPrimeSync } from 'node:crypto';

export interface RsaPublicKey {
  modulus: bigint;
  exponent: bigint;
}

export interface WeakKind {
  /** Stable name for details and logs. */
  kind: string;
  /** For people, after "The public key is not allowed: ". */
  says: string;
  source: string;
  found: (key: RsaPublicKey) => boolean;
}

/** Rounds of Fermat's method: the number that the Baseline Requirements name. A key made well is out of reach of any number. */
const fermatRounds = 100;

/** CA/B BR 6.1.6 asks for no factor smaller than 752. */
const smallPrimes = primesBelow(752);

/**
 * The primes of the published ROCA detector: both factors of a weak key are powers of 65537 modulo each of them, so the modulus is too.
 * A key made well has all those residues by chance once in about 10^8 keys, and is then made again.
 */
const rocaResidues = primesBelow(168)
  .filter((prime) => prime > 2)
  .map((prime) => ({ prime: BigInt(prime), powers: powersOf65537(prime) }));

const weakRsaKinds: readonly WeakKind[] = [
  {
    kind: 'exponent',
    says: 'its RSA exponent is even, below 65537 or above 2^256',
    source: 'SP 800-78-5 3.1, FIPS 186-5 5.1',
    found: ({ exponent }) => exponent < 65537n || exponent % 2n === 0n || exponent >= 1n << 256n,
  },
  {
    kind: 'small-factor',
    says: 'its modulus has a small factor',
    source: 'CA/B BR 6.1.6, SP 800-89 5.3.3',
    found: ({ modulus }) => smallPrimes.some((prime) => modulus % BigInt(prime) === 0n),
  },
  {
    kind: 'prime-modulus',
    says: 'its modulus is a prime',
    source: 'SP 800-89 5.3.3',
    // One round with a random base: a product of two primes passes it next to never.
    found: ({ modulus }) => checkPrimeSync(modulus, { checks: 1 }),
  },
  {
    kind: 'roca',
    says: 'it has the ROCA fingerprint (CVE-2017-15361), so its private key can be computed',
    source: 'Nemec et al., The Return of Coppersmith’s Attack, section 2.3',
    found: ({ modulus }) => rocaResidues.every(({ prime, powers }) => powers.has(Number(modulus % prime))),
  },
  {
    kind: 'close-primes',
    says: 'its primes are so close together that Fermat’s method finds them',
    source: 'CA/B BR 6.1.1.3, FIPS 186-5 A.1.3',
    found: ({ modulus }) => fermatFinds(modulus),
  },
];

/** The first kind that this key is of. */
export const weakRsaKind = (key: RsaPublicKey): WeakKind | undefined => weakRsaKinds.find(({ found }) => found(key));

/** Fermat: n = a² - b² with a from the square root of n upwards; a few rounds are enough when the factors are close. */
function fermatFinds(modulus: bigint): boolean {
  if (modulus % 2n === 0n) return false;
  let a = squareRoot(modulus);
  if (a * a < modulus) a += 1n;
  let difference = a * a - modulus;
  for (let round = 0; round < fermatRounds; round++) {
    if (isSquare(difference)) return true;
    difference += 2n * a + 1n;
    a += 1n;
  }
  return false;
}

/** Squares leave few remainders: almost every other number is sorted out before a root is drawn. */
const squaresModulo = [64, 63, 65, 11, 17, 19, 23, 31].map((modulus) => ({
  modulus: BigInt(modulus),
  remainders: new Set(Array.from({ length: modulus }, (_, number) => (number * number) % modulus)),
}));

function isSquare(number: bigint): boolean {
  if (!squaresModulo.every(({ modulus, remainders }) => remainders.has(Number(number % modulus)))) return false;
  const root = squareRoot(number);
  return root * root === number;
}

/** Newton's method; rounded down. */
function squareRoot(number: bigint): bigint {
  if (number < 2n) return number;
  let guess = 1n << BigInt(Math.ceil(number.toString(2).length / 2));
  for (;;) {
    const next = (guess + number / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

function primesBelow(limit: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; candidate < limit; candidate++)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  return primes;
}

function powersOf65537(prime: number): Set<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * 65537) % prime) powers.add(power);
  return powers;
}
