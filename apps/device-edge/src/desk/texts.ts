/**
 * What cardholders read on their desktop. Plain words: no certificate, key, token or saga; what will be done, how long it takes, where help is.
 * `markup`: the notification service understands a little HTML, so that text of people is escaped; otherwise nothing is marked up.
 */
import type { TellText } from '../desk-link/protocol.js';
import type { Prompt, PromptKind } from '../updates/ports.js';
import type { BeginsBy } from './manners.js';

export interface NotificationText {
  summary: string;
  body: string;
}

const longestLabel = 60;

export const updateNow = 'Update now';

const toBegin: Record<BeginsBy, string> = {
  click: 'Click here to begin.',
  button: `Choose “${updateNow}” to begin.`,
  'middle-click': 'Click here with the middle mouse button to begin.',
  terminal: 'To begin, type “cardwright-agent check” in a terminal.',
};

const titles: Record<PromptKind, string> = {
  'cert.revoked': 'Your card needs an update',
  'cert.add': 'Your card gets something new',
  'cert.remove': 'Your card needs an update',
  'profile.version': 'Your card needs an update',
  'holder.changed': 'Your card needs an update',
  'campaign.renew': 'Your card needs an update',
  'cert.renew': 'Your card needs an update',
  'passkey.new': 'You can set up signing in with your card again now',
  'management-key.rotate': 'Your card needs an update',
  'replace.permanent': 'Your new card can be set up now',
  'replace.temporary': 'Your temporary card can be set up now',
  'card.issue': 'Your new card can be set up now',
  'card.reprovision': 'Your card is to be set up again',
  'pin.unlock': 'You can choose a new PIN for your card now',
  'pin.change': 'Your card needs a new PIN',
  'card.lock': 'Your card has been locked',
  'agent.outdated': 'Card updates do not work on this computer',
  'card.reinsert': 'Take your card out and put it in again',
};

const outdated =
  'Its card program is too old for the card service of your organisation. Your administrator must update it. Your card works as before.';

const explanations: Record<PromptKind, (card: string) => string> = {
  'cert.revoked': (card) => `Something on ${card} is no longer accepted and is replaced. Your PIN stays as it is.`,
  'cert.add': (card) => `With it, ${card} can be used for more. Your PIN stays as it is.`,
  'cert.remove': (card) => `Something that is no longer used is removed from ${card}. Your PIN stays as it is.`,
  'profile.version': (card) => `Your organisation has changed what ${card} is to contain. Your PIN stays as it is.`,
  'holder.changed': (card) => `What ${card} says about you is brought up to date. Your PIN stays as it is.`,
  'campaign.renew': (card) => `Your organisation renews part of what is on ${card}. Your PIN stays as it is.`,
  'cert.renew': (card) => `Without it, ${card} stops working soon. Your PIN stays as it is.`,
  'passkey.new': (card) => `Then you can sign in with ${card} as before. Your PIN stays as it is.`,
  'management-key.rotate': (card) =>
    `Your organisation renews what it looks after ${card} with. Your PIN stays as it is.`,
  'replace.permanent': (card) => `Then you can use ${card} in the place of your old one. You choose its PIN.`,
  'replace.temporary': (card) => `Then you can use ${card} for a time. You choose its PIN.`,
  'card.issue': (card) => `Then you can use ${card}. You choose its PIN.`,
  'card.reprovision': (card) => `Your organisation has asked to set up ${card} again.`,
  'pin.unlock': (card) => `Then ${card} can be used again. The old PIN is not needed.`,
  'pin.change': (card) => `The PIN of ${card} has to be changed. You choose the new one.`,
  'card.lock': (card) => `Your organisation has locked ${card}. It cannot be used until it is unlocked.`,
  'agent.outdated': () => outdated,
  'card.reinsert': () =>
    'Your card is up to date. Your programs see what is new on it only after you have put it in again.',
};

/** An offer of a newer server, of a kind that this release does not know, is told as one: the page says what will be done. */
const unknownKind: PromptKind = 'profile.version';

export interface Shower {
  markup: boolean;
  beginsBy: BeginsBy;
  /** The other choice, in the words of its button; undefined: there is none. */
  otherwise?: string | undefined;
}

export function promptText(prompt: Prompt, { markup, beginsBy, otherwise }: Shower): NotificationText {
  const escape = markup ? escaped : (text: string): string => text;
  const card = prompt.deviceLabel === null ? 'your card' : `your card “${escape(shortened(prompt.deviceLabel))}”`;
  const kind = prompt.kind in titles ? prompt.kind : unknownKind;
  const sentences = [
    explanations[kind](card),
    ...(prompt.usuallySeconds === null ? [] : [`It usually takes ${duration(prompt.usuallySeconds)}.`]),
    ...(prompt.choice && prompt.postponeMs === null ? ['It can no longer be put off.'] : []),
    ...(prompt.choice ? [escape(toBegin[beginsBy])] : []),
    // Where there are no buttons that say so.
    ...(beginsBy === 'middle-click' && otherwise !== undefined ? [`Any other click: ${otherwise}.`] : []),
  ];
  return { summary: titles[kind], body: `${sentences.join(' ')}\n${escape(`Help: ${prompt.helpUrl}`)}` };
}

/** Of a prompt that somebody asked for. */
export const cancel = 'Cancel';

/** "Later (14:30)": when the holder is asked again, in the time of this computer. */
export function laterText(at: Date, now: Date): string {
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at);
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000);
  if (days === 0) return `Later (${time})`;
  if (days === 1) return `Later (tomorrow ${time})`;
  return `Later (${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(at)}, ${time})`;
}

const tells: Record<TellText, NotificationText> = {
  none: { summary: 'Your card is up to date', body: 'There is no update for it.' },
  'no-card': { summary: 'No card was found', body: 'Put your card in and check again.' },
  'no-server': {
    summary: 'The check did not work',
    body: 'The card service of your organisation cannot be reached now. Try again later.',
  },
  'not-accepted': { summary: 'The update did not start', body: 'Take your card out and put it in again.' },
  'not-trusted': {
    summary: 'The update did not start',
    body: 'This computer could not make sure that your organisation has offered it. Ask your help desk. Your card works as before.',
  },
  'version-unsupported': { summary: titles['agent.outdated'], body: outdated },
  'under-way': { summary: 'Your card is being updated', body: 'Leave it in until the update is done.' },
  'shown-elsewhere': {
    summary: 'An update waits at another computer',
    body: 'It was offered there for this card. Answer it there, or try again later.',
  },
};

export const tellText = (text: TellText): NotificationText => tells[text];

export const openByHand = (url: string, { markup }: { markup: boolean }): NotificationText => ({
  summary: 'Your browser did not open',
  body: `Open this page in your browser: ${markup ? escaped(url) : url}`,
});

/** How people say it; never shorter than it is. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** One line, as long as fits: a label is what somebody typed. */
function shortened(label: string): string {
  const line = label.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  const letters = [...line];
  return letters.length > longestLabel ? `${letters.slice(0, longestLabel - 1).join('')}…` : line;
}

const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
