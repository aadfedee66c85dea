/**
 * The applications of a card that Cardwright works with, one row for each: what services, agents and console ask about an application whatever
 * it is. Its steps name it (card-steps.ts), and so does the profile of what it holds. PIV: SP 800-73-5; FIDO2: CTAP 2.1.
 */

/**
 * A way in which a batch of steps gets the right to write to the card. management-key: mutual authentication with 9B, by the vault. none: each
 * step shows the card what it needs, a PIN.
 */
export type BatchOpening = 'management-key' | 'none';

interface CardApplicationRow {
  /** How its batches are opened, unless a plan says otherwise. */
  opens: BatchOpening;
}

export const cardApplications = {
  PIV: { opens: 'management-key' },
  FIDO2: { opens: 'none' },
} as const satisfies Record<string, CardApplicationRow>;

export type CardApplication = keyof typeof cardApplications;

/** By which a card is found, read and opened: every card that is issued has it. A batch without steps is opened as its batches are. */
export const mainApplication = 'PIV' satisfies CardApplication;

/** Read of a card only where somebody asks for them. */
export type OtherApplication = Exclude<CardApplication, typeof mainApplication>;

export const cardApplicationNames = Object.keys(cardApplications) as CardApplication[];
