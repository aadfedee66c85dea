/**
 * The stages of card sagas and how far each one brings a saga: from the first percentage when it begins to the second when
 * it ends; the steps of its batch share what lies between. Percentages only grow (requirement C12).
 */
export const stageSpan = {
  open: [5, 15],
  keys: [15, 50],
  certificates: [50, 60],
  content: [60, 85],
  pin: [85, 95],
  // Reprovision and PIN reset: the new PIN comes before the first write, then one key reference after the other.
  'new-pin': [15, 20],
  // Update: the PIN that the card has.
  'card-pin': [15, 20],
  references: [20, 60],
  block: [15, 95],
  revoke: [5, 10],
  erase: [40, 95],
  activate: [50, 95],
  commit: [95, 100],
} as const satisfies Record<string, readonly [from: number, to: number]>;

export type StageName = keyof typeof stageSpan;
