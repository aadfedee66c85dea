/**
 * The applications of a card that Cardwright works with, one row for each: what services, agents and console ask about an application whatever
 * it is. Its steps name it (card-steps.ts), and so does the profile of what it holds. PIV: SP 800-73-5.
 */

/** A way in which a batch of steps gets the right to write to the card. management-key: mutual authentication with 9B, by the vault. */
export type BatchOpening = 'management-key';

interface CardApplicationRow {
  /** How its batches are opened, unless a plan says otherwise. */
  opens: BatchOpening;
}

export const cardApplications = {
  PIV: { opens: 'management-key' },
} as const satisfies Record<string, CardApplicationRow>;

export type CardApplication = keyof typeof cardApplications;

/** By which a card is found, read and opened: every card that is issued has it. A batch without steps is opened as its batches are. */
export const mainApplication: CardApplication = 'PIV';

export const cardApplicationNames = Object.keys(cardApplications) as CardApplication[];
