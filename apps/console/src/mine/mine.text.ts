/** Texts of a holder's own cards. Holders read them: card, key, certificate, PIN, and no word of ours for what happens inside. */
import { mayBeFoundAgain, reportOf } from '@cardwright/contracts/card/suspension';
import type { Credential, Device, Saga } from '../api/types.js';
import { dayOf } from '../ui/intl.js';
import { inPagesLanguage } from '../ui/language.js';
import { holderState } from './holder-state.js';
import * as de from './mine.de.js';
import * as en from './mine.en.js';

/** Why a holder asks for a new card. */
export type AskFor = 'damaged' | 'lost' | 'stolen';
/** What a holder reports of a card that is not at hand. */
export type Report = 'forgotten' | 'misplaced' | 'lost' | 'stolen';

const texts = inPagesLanguage({ en, de });
const { purposes, validity, happened, states, reported } = texts;
export const { text } = texts;

/** The badge, and what it means where that needs a sentence. */
export function saidOf(device: Pick<Device, 'state' | 'pin' | 'suspendedFor'>): { word: string; hint: string | null } {
  const { suspendedFor = [] } = device;
  const plain = states[holderState(device)];
  const report = reportOf(suspendedFor);
  const word = report === null ? undefined : reported.words[report.reason ?? ''];
  if (report === null || word === undefined) return plain;
  const whose = mayBeFoundAgain(suspendedFor) ? reported.yours : reported.operators;
  return { word, hint: `${reported.on(dayOf(report.since))} ${whose}` };
}

export const purposeOf = ({ keyReference }: Pick<Credential, 'keyReference'>): string =>
  purposes[keyReference] ?? texts.oldMail;

/** Until when, or why not any more. */
export function validityOf({
  keyReference,
  state,
  notAfter,
}: Pick<Credential, 'keyReference' | 'state' | 'notAfter'>): string {
  if (state === 'HELD') return validity.held;
  if (state === 'EXPIRED') return notAfter === null ? validity.over : validity.expired(dayOf(notAfter));
  if (state === 'ACTIVE' || state === 'VERIFIED' || state === 'ON_CARD') {
    if (purposes[keyReference] === undefined) return validity.stays;
    return notAfter === null ? validity.made : text.page.until2(dayOf(notAfter));
  }
  return state === 'REQUESTED' || state === 'ISSUED_OFF_CARD' ? validity.made : validity.over;
}

/** One thing that was done with a card. */
export function happenedOf({ type, state, finishedAt }: Pick<Saga, 'type' | 'state' | 'finishedAt'>): string {
  if (state === 'COMPLETED') return happened.done[type];
  return happened[finishedAt === null ? 'running' : 'stopped'][type];
}
