/** Sequences of batch ids within an attempt. The keys stage may need one batch more per 9B candidate. */
export const batchSequence = {
  open: 1,
  keys: 2,
  nextCandidate: 4,
  content: 10,
  pin: 11,
  close: 12,
  /** Of an update: the PIN that the card has. */
  cardPin: 13,
  /** Of the first key reference of a reprovision; the others follow. */
  reference: 20,
} as const;
