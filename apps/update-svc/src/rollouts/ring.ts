/**
 * Which ring of a roll-out a card belongs to, and where in the ring: by the SHA-256 of its device id alone, so that the same card is early in every
 * roll-out, also after the read model was built again (docs/decisions/0010). Pure.
 */
import { createHash } from 'node:crypto';

export interface RingPlace {
  /** From 1. */
  ring: number;
  /** From 0 up to, not including, 1: how far into the spread of its ring the card becomes due. */
  place: number;
}

const range = 2 ** 32;

/** rings: up to how many percent of all cards each reaches; the last is 100. */
export function ringOf(deviceId: string, rings: readonly number[]): RingPlace {
  const hash = createHash('sha256').update(deviceId.toLowerCase()).digest();
  const percent = (100 * hash.readUInt32BE(0)) / range;
  return { ring: rings.findIndex((upTo) => percent < upTo) + 1, place: hash.readUInt32BE(4) / range };
}
