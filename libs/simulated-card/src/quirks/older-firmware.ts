/**
 * A vendor card with another firmware than the dialect's: later abilities are missing, and it has the delivered values of that firmware.
 * Governing document: the vendor's PIV extensions, by version (card-protocol piv/vendor-extensions.ts cites them).
 */
import type { AsymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import type { QuirkBehaviour } from './quirk.js';

type Version = readonly [number, number, number];

/** By the version that they came with. */
const instructionsSince: readonly [Version, readonly number[]][] = [
  [[5, 3, 0], [0xf7]],
  [[5, 7, 0], [0xf6]],
];
const algorithmsSince57: readonly AsymmetricAlgorithmName[] = ['RSA3072', 'RSA4096', 'ED25519', 'X25519'];

/** Throws TypeError for what is no version from 5.0.0 on, and for a card that has no firmware version. */
export function otherFirmware(text: string): QuirkBehaviour {
  const numbers = /^(\d+)\.(\d+)\.(\d+)$/.exec(text)?.slice(1).map(Number) as unknown as Version | undefined;
  if (numbers === undefined || numbers[0] < 5 || numbers.some((number) => number > 0xff))
    throw new TypeError(`not a firmware version from 5.0.0 on: ${text}`);
  const has = (since: Version): boolean => compare(numbers, since) >= 0;
  return {
    dialect(dialect) {
      if (dialect.firmware === undefined) throw new TypeError(`the ${dialect.name} dialect has no firmware version`);
      const later = new Set(instructionsSince.flatMap(([since, list]) => (has(since) ? [] : list)));
      return {
        ...dialect,
        firmware: numbers,
        instructions: new Map([...dialect.instructions].filter(([instruction]) => !later.has(instruction))),
        algorithms: dialect.algorithms.filter((name) => has([5, 7, 0]) || !algorithmsSince57.includes(name)),
        managementKeyAlgorithms: has([5, 4, 2]) ? dialect.managementKeyAlgorithms : ['3DES'],
      };
    },
    prepare({ factory, managementKey }) {
      // Before 5.7 the same 24 bytes are a 3DES key. Only a card that nobody has taken over yet changes.
      if (
        has([5, 7, 0]) ||
        managementKey.keyHex !== factory.managementKeyHex ||
        factory.managementKeyAlgorithm !== 'AES192'
      )
        return;
      factory.managementKeyAlgorithm = managementKey.algorithm = '3DES';
    },
  };
}

function compare(a: Version, b: Version): number {
  const index = a.findIndex((number, i) => number !== b[i]);
  return index < 0 ? 0 : a[index]! - b[index]!;
}
