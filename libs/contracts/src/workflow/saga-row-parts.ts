/** What several rows of saga-kinds.ts have in common: who may, what a cancel does, how they read the card and ask for a PIN. */
import type { Permission } from '../access/role.js';
import type { CancelRule, CancelTakesEffect, Permitted } from './saga-kind.js';

/** A person who does not come within this time leaves a Pending card (C15), or parks the saga. */
export const pinWaitMs = 10 * 60_000;
/** A parked saga is given up after this time (model.md section 4). */
export const abandonAfterMs = 72 * 3600_000;

/** "My" flow for a card of one's own, the operators' flow for others'. */
export const holderOr = (...others: Permission[]): Permitted => ({ own: ['own.manage'], others });
/** Never for a card of one's own, whatever the role. */
export const others = (...permissions: Permission[]): Permitted => ({ own: [], others: permissions });

const cancel =
  (takesEffect: CancelTakesEffect) =>
  (effect: string, left: string | null = null): CancelRule => ({ takesEffect, effect, left });
export const atRest = cancel('at-rest');
export const afterKey = cancel('after-key');
export const untouched = atRest(
  'Nothing on the card was changed yet: it goes on as before.',
  'Nothing on the card was changed.',
);
export const stopped = 'The saga was cancelled';
export const withdrawal = 'The request is withdrawn; nothing was begun.';
export const issueLeft = 'Certificates of this attempt are revoked. The card can be recycled and issued again.';

export const readAndPlan = {
  span: [5, 15],
  sentence: 'Reading the card and making the plan',
  label: 'Read the card',
} as const;
export const read = { ...readAndPlan, sentence: 'Reading the card' } as const;
export const passkeyRefusals = [
  ...(['FIDO_PIN_INCORRECT', 'FIDO_PIN_REFUSED', 'FIDO_USER_CANCELLED'] as const),
  // Where the holder makes it.
  ...(['FIDO_MADE_ELSEWHERE', 'FIDO_EXCLUDED_ELSEWHERE'] as const),
  ...(['RELYING_PARTY_CHALLENGE_EXPIRED', 'EDGE_WEBAUTHN_UNAVAILABLE'] as const),
] as const;
export const newPin = { asks: 'new-pin', optional: false, refusedWith: ['CARD_PIN_REFUSED'] } as const;
/** Reprovision and PIN reset. */
export const newPinFirst = {
  span: [15, 20],
  sentence: 'Waiting for the cardholder to choose the new PIN; nothing is written before',
  label: 'Choose the PIN',
} as const;
export const newPinSentence = 'The card is read. Choose the new PIN; nothing is written before';
export const replaceReferences = {
  span: [20, 60],
  sentence: 'Replacing keys and certificates, one after the other',
  label: 'Replace keys and certificates',
} as const;
