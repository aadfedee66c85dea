/** Sequences of batch ids within an attempt, and the order in which they are sent. Batch ids: `<requestId>/<attempt>/<sequence>`. */
export const batchSequence = {
  open: 1,
  /**
   * Finds out which management key the card has after a cut change: it tries the pending key, and asks for a new witness if the card
   * refuses it.
   */
  keySet: 5,
  otherKeySet: 6,
  /** Puts back what an attempt left in the data objects when it was cut while asking for room. */
  putBack: 7,
  keys: 2,
  /** Repeats proofs that were wrong once, with other inputs. */
  keysAgain: 3,
  /** Of a recycle: before anything else is wiped, and what opens the wipe anew. */
  fidoReset: 8,
  afterFido: 9,
  content: 10,
  pin: 11,
  close: 12,
  /** Verifies the PIN that the card has; only in updates. */
  cardPin: 13,
  contentAgain: 14,
  /** The first key reference of a reprovision; the others follow. */
  reference: 20,
  /** The same as keysAgain, for the first key reference. */
  referenceAgain: 500,
  /** The first time that a passkey is made; each set of options from the relying party is one more. */
  passkey: 1000,
  /** Rules for the PIN of passkeys, by the try of the holder. */
  passkeyRules: 2000,
  /** By the try of the holder: the card is let go of for a browser or a window of the system; taken again; and authenticated. */
  passkeyLend: 3000,
  passkeyBack: 4000,
  passkeyKnown: 5000,
  /** As `passkey`, in a window of the system. */
  passkeyWindow: 6000,
} as const;

/** The order in which an attempt comes to its batches: the numbers are names and say nothing of it. */
const inTime: readonly number[] = [
  batchSequence.open,
  batchSequence.keySet,
  batchSequence.otherKeySet,
  batchSequence.putBack,
  batchSequence.cardPin,
  batchSequence.keys,
  batchSequence.keysAgain,
  batchSequence.reference,
  batchSequence.fidoReset,
  batchSequence.afterFido,
  batchSequence.content,
  batchSequence.contentAgain,
  batchSequence.passkeyLend,
  batchSequence.passkey,
  batchSequence.passkeyRules,
  batchSequence.pin,
  batchSequence.close,
];
/** Of a passkey that the holder makes. */
const ofHolder: readonly number[] = [
  batchSequence.passkeyLend,
  batchSequence.passkeyWindow,
  batchSequence.passkeyBack,
  batchSequence.passkeyKnown,
];
const rankOf = (sequence: number): number => {
  // Those of one try, and then those of the next.
  const first = Math.max(...ofHolder.filter((each) => sequence >= each));
  if (first > 0)
    return inTime.indexOf(batchSequence.passkeyLend) + (sequence - first) / 1000 + ofHolder.indexOf(first) / 100_000;
  for (const first of [batchSequence.passkeyRules, batchSequence.passkey])
    if (sequence >= first) return inTime.indexOf(first) + (sequence - first) / 1000;
  const index = referenceIndexOf(sequence);
  if (index !== undefined) return inTime.indexOf(batchSequence.reference) + index / 1000;
  const rank = inTime.indexOf(sequence);
  return rank < 0 ? inTime.length : rank;
};

/** The index of the key reference that this batch of a reprovision writes; undefined for other batches. */
export function referenceIndexOf(sequence: number): number | undefined {
  if (sequence >= batchSequence.passkey) return undefined;
  if (sequence >= batchSequence.referenceAgain) return sequence - batchSequence.referenceAgain;
  return sequence >= batchSequence.reference ? sequence - batchSequence.reference : undefined;
}

/** Sorts batch ids (`<requestId>/<attempt>/<sequence>`) of one request by the time of their execution. */
export function compareBatchIds(a: string, b: string): number {
  const [, attemptA, sequenceA] = a.split('/').map(Number);
  const [, attemptB, sequenceB] = b.split('/').map(Number);
  return attemptA! - attemptB! || rankOf(sequenceA!) - rankOf(sequenceB!) || sequenceA! - sequenceB!;
}
