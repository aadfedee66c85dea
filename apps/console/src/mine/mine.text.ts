/** Texts of a holder's own cards. Holders read them: card, key, certificate, PIN, and no word of ours for what happens inside. */
import type { Credential, Saga } from '../api/types.js';
import { dayOf } from '../ui/intl.js';
import { inLanguage } from '../ui/language.js';
import * as de from './mine.de.js';
import * as en from './mine.en.js';

/** How a card is to its holder (holder-state.ts). */
export type HolderState =
  | 'active'
  | 'pinBlocked'
  | 'pinToChange'
  | 'pending'
  | 'toSetUp'
  | 'busy'
  | 'suspended'
  | 'failed'
  | 'replaced'
  | 'ended'
  | 'expired';
/** What a holder reports of a card that is not at hand. */
export type Report = 'forgotten' | 'misplaced' | 'lost' | 'stolen';

const { purposes, oldMail, validity, happened, ...texts } = inLanguage({ en, de });
export const { text, states } = texts;

export const purposeOf = ({ keyReference }: Pick<Credential, 'keyReference'>): string =>
  purposes[keyReference] ?? oldMail;

/** Until when, or why not any more. */
export function validityOf({ state, notAfter }: Pick<Credential, 'state' | 'notAfter'>): string {
  if (state === 'HELD') return validity.held;
  if (state === 'EXPIRED') return notAfter === null ? validity.over : validity.expired(dayOf(notAfter));
  if (state === 'ACTIVE' || state === 'VERIFIED' || state === 'ON_CARD')
    return notAfter === null ? validity.made : text.page.until2(dayOf(notAfter));
  return state === 'REQUESTED' || state === 'ISSUED_OFF_CARD' ? validity.made : validity.over;
}

/** One thing that was done with a card. */
export function happenedOf({ type, state, finishedAt }: Pick<Saga, 'type' | 'state' | 'finishedAt'>): string {
  if (state === 'COMPLETED') return happened.done[type];
  return happened[finishedAt === null ? 'running' : 'stopped'][type];
}
