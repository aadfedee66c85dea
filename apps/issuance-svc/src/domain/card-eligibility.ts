/**
 * Decides by the record whether an action on a card is allowed, and names the first rule that forbids it. Each action has one rule.
 * Inspection uses it to offer the action, and the action itself checks it again. Reprovision and update have further rules
 * (reprovision-eligibility.ts). Pure.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { type CardSagaType, type SagaTypeWith } from '@cardwright/contracts/workflow/saga-kinds';
import { recyclePath } from './device-lifecycle.js';
import { rewriteRefusals, type Refusal, type ReprovisionCase } from './reprovision-eligibility.js';

const refuse = (code: Refusal['code'], sentence: string): Refusal => ({ code, sentence });

const issued = refuse(
  'LIFECYCLE_ALREADY_ISSUED',
  'This card is issued already: take a blank one. To renew what is on this one, update or reprovision it',
);
/** A card that nobody uses any more. */
const used = (what: string): Refusal =>
  refuse('LIFECYCLE_TRANSITION', `${what}: take a blank one, or recycle this one first, which erases it`);

const notIssuable: Partial<Record<DeviceState, Refusal>> = {
  REGISTERED: refuse('LIFECYCLE_TRANSITION', 'This card was not checked in yet: inspect it first'),
  ISSUING: refuse('REQUEST_DEVICE_BUSY', 'This card is being issued'),
  ISSUE_FAILED: used('An issue of this card was given up'),
  PENDING_ACTIVATION: issued,
  ACTIVE: issued,
  SUSPENDED: issued,
  REPLACED: used('This card was replaced'),
  TERMINATED: used('This card was cancelled'),
  EXPIRED: used('This card has expired'),
  RECYCLING: refuse('LIFECYCLE_TRANSITION', 'The recycling of this card is not finished: recycle it again'),
  DISPOSED: refuse('LIFECYCLE_TRANSITION', 'This card was disposed of'),
};

export const issueRefusal = (state: DeviceState): Refusal | null => notIssuable[state] ?? null;

export const activateRefusal = (state: DeviceState): Refusal | null =>
  state === 'PENDING_ACTIVATION'
    ? null
    : refuse('LIFECYCLE_TRANSITION', `A card in state ${state} does not wait for its activation`);

export function recycleRefusal(state: DeviceState): Refusal | null {
  try {
    recyclePath(state);
    return null;
  } catch (error) {
    if (!isCardwrightError(error, 'LIFECYCLE_TRANSITION')) throw error;
    return refuse(error.code, error.message);
  }
}

/** Of PIN reset and lock. */
export const pinWorkRefusal = (state: DeviceState): Refusal | null =>
  state === 'ACTIVE'
    ? null
    : refuse('LIFECYCLE_NOT_ACTIVE', `The PIN of a card in state ${state} is neither reset nor locked`);

/** Checks the record and the card. If the card does not report the state of its PUK, the saga finds it out. */
export function pinResetRefusal(state: DeviceState, { puk }: Pick<CardImage, 'puk'>): Refusal | null {
  const refused = pinWorkRefusal(state);
  if (refused !== null) return refused;
  return puk.blocked ? refuse('CARD_PUK_BLOCKED', errorCatalogue.CARD_PUK_BLOCKED.title) : null;
}

/** Checks the record and the card: who knows the PIN of a blocked card cannot change it either. */
function pinChangeRefusal(state: DeviceState, { pin }: Pick<CardImage, 'pin'>): Refusal | null {
  const refused = pinWorkRefusal(state);
  if (refused !== null) return refused;
  return pin.blocked ? refuse('CARD_PIN_BLOCKED', errorCatalogue.CARD_PIN_BLOCKED.title) : null;
}

/**
 * The rule of the kinds that write only the PIN. A PIN that is blocked already is no obstacle to a lock: the saga finds it so and records
 * it.
 */
export const pinRefusals = {
  UNLOCK: pinResetRefusal,
  CHANGE_PIN: pinChangeRefusal,
  LOCK: pinWorkRefusal,
} as const satisfies Readonly<
  Record<SagaTypeWith<'writes', 'pin'>, (state: DeviceState, image: Pick<CardImage, 'pin' | 'puk'>) => Refusal | null>
>;

/**
 * For each kind, the rule that forbids it by the record and by the card as it was read; null: nothing forbids it. A kind that is missing
 * here does not compile.
 */
export const refusals: Readonly<Record<CardSagaType, (asked: ReprovisionCase) => Refusal | null>> = {
  ISSUE: ({ device }) => issueRefusal(device.state),
  ACTIVATE: ({ device }) => activateRefusal(device.state),
  RECYCLE: ({ device }) => recycleRefusal(device.state),
  ...rewriteRefusals,
  UNLOCK: ({ device, image }) => pinRefusals.UNLOCK(device.state, image),
  CHANGE_PIN: ({ device, image }) => pinRefusals.CHANGE_PIN(device.state, image),
  LOCK: ({ device }) => pinRefusals.LOCK(device.state),
};

/** Throws the refusal. */
export function requireAllowed(refused: Refusal | null, details: Record<string, string | null>): void {
  if (refused !== null) throw new CardwrightError(refused.code, refused.sentence, details);
}
