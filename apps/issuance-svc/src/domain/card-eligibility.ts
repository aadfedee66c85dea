/**
 * Decides by the record whether an action on a card is allowed, and names the first rule that forbids it. Each action has one rule.
 * Inspection uses it to offer the action, and the action itself checks it again. Reprovision and update have further rules
 * (reprovision-eligibility.ts). Pure.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { type CardSagaType, type SagaTypeWith } from '@cardwright/contracts/workflow/saga-kinds';
import type { Sentence } from '@cardwright/contracts/said';
import { errorTitleOf, errorWords, say } from '@cardwright/contracts/words/say';
import { deviceStateWords } from '@cardwright/contracts/words/rows';
import { recyclePath } from './device-lifecycle.js';
import { rewriteRefusals, type Refusal, type ReprovisionCase } from './reprovision-eligibility.js';

const refuse = (code: Refusal['code'], sentence: Sentence): Refusal => ({ code, sentence });

const issued = refuse('LIFECYCLE_ALREADY_ISSUED', say('card.issued-already'));
/** A card that nobody uses any more, and others that are in no state for it. */
const notNow = (why: Sentence): Refusal => refuse('LIFECYCLE_TRANSITION', why);

const notIssuable: Partial<Record<DeviceState, Refusal>> = {
  REGISTERED: notNow(say('card.not-checked-in')),
  ISSUING: refuse('REQUEST_DEVICE_BUSY', say('card.being-issued')),
  ISSUE_FAILED: notNow(say('card.issue-given-up')),
  PENDING_ACTIVATION: issued,
  ACTIVE: issued,
  SUSPENDED: issued,
  REPLACED: notNow(say('card.was-replaced')),
  TERMINATED: notNow(say('card.was-cancelled')),
  EXPIRED: notNow(say('card.has-expired')),
  RECYCLING: notNow(say('card.recycling-unfinished')),
  DISPOSED: notNow(say('card.disposed')),
};

export const issueRefusal = (state: DeviceState): Refusal | null => notIssuable[state] ?? null;

export const activateRefusal = (state: DeviceState): Refusal | null =>
  state === 'PENDING_ACTIVATION'
    ? null
    : notNow(say('card.not-waiting-for-activation', { state: deviceStateWords(state) }));

export function recycleRefusal(state: DeviceState): Refusal | null {
  try {
    recyclePath(state);
    return null;
  } catch (error) {
    if (!isCardwrightError(error, 'LIFECYCLE_TRANSITION')) throw error;
    return refuse(error.code, errorWords(error));
  }
}

/** Of PIN reset and lock. */
export const pinWorkRefusal = (state: DeviceState): Refusal | null =>
  state === 'ACTIVE'
    ? null
    : refuse('LIFECYCLE_NOT_ACTIVE', say('card.pin-untouchable', { state: deviceStateWords(state) }));

export const passkeyRefusal = (state: DeviceState): Refusal | null =>
  state === 'ACTIVE'
    ? null
    : refuse('LIFECYCLE_NOT_ACTIVE', say('passkey.not-active', { state: deviceStateWords(state) }));

/** Checks the record and the card. If the card does not report the state of its PUK, the saga finds it out. */
export function pinResetRefusal(state: DeviceState, { puk }: Pick<CardImage, 'puk'>): Refusal | null {
  const refused = pinWorkRefusal(state);
  if (refused !== null) return refused;
  return puk.blocked ? refuse('CARD_PUK_BLOCKED', errorTitleOf('CARD_PUK_BLOCKED')) : null;
}

/** Checks the record and the card: who knows the PIN of a blocked card cannot change it either. */
function pinChangeRefusal(state: DeviceState, { pin }: Pick<CardImage, 'pin'>): Refusal | null {
  const refused = pinWorkRefusal(state);
  if (refused !== null) return refused;
  return pin.blocked ? refuse('CARD_PIN_BLOCKED', errorTitleOf('CARD_PIN_BLOCKED')) : null;
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
  PASSKEY: ({ device }) => passkeyRefusal(device.state),
};

/** Throws the refusal. */
export function requireAllowed(refused: Refusal | null, details: Record<string, string | null>): void {
  if (refused !== null) throw new CardwrightError(refused.code, refused.sentence, details);
}
