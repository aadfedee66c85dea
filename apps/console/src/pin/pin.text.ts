/** Texts of PIN entry. */
import type { PinRuleBreach } from '@cardwright/contracts/card/pin-rule';
import type { PinRule } from '../api/types.js';

const kind = (rule: PinRule): string => (rule.alphabet === 'numeric' ? 'digits' : 'characters');
const length = (rule: PinRule): string =>
  rule.minLength === rule.maxLength ? `${rule.minLength}` : `${rule.minLength} to ${rule.maxLength}`;

export const text = {
  title: 'Choose a PIN',
  lead: (holder: string | null, own: boolean) =>
    own
      ? 'Choose the PIN of your card now and type it twice.'
      : `${holder ?? 'The cardholder'} chooses the PIN now and types it twice. Look away if this is not your card.`,
  /** Holders read what the update itself says. */
  leadCard: (holder: string | null) =>
    `${holder ?? 'The cardholder'} types the PIN of the card now; it stays as it is. Look away if this is not your card.`,
  rule: (rule: PinRule) =>
    `${length(rule)} ${kind(rule)}${rule.forbidSequences ? '; no rows like 123456 or 121212' : ''}.`,
  pin: 'New PIN',
  cardPin: 'PIN of the card',
  confirm: 'Confirm PIN',
  show: 'Show PIN',
  hide: 'Hide PIN',
  skip: 'Leave pending',
  skipHint: 'Without a PIN of the holder the card stays pending, with its initial PIN, until an operator activates it.',
  sealing: 'The PIN is encrypted in this browser for the computer that the card is at. No server can read it.',
  differ: 'The two entries differ.',
  waiting: 'The PIN is on its way to the card.',
  keyProblem: 'The computer with the card could not be verified, so nothing was sent. Tell your administrator.',
  reopening:
    'The card was let go before the PIN reached it, and is being read again. You are asked for the PIN once more in a moment.',
  expired: 'That took too long. Type the PIN once more.',
};

export const breachText = (breach: PinRuleBreach, rule: PinRule): string =>
  ({
    length: `The PIN needs ${length(rule)} ${kind(rule)}.`,
    alphabet:
      rule.alphabet === 'numeric'
        ? 'Only digits are allowed.'
        : 'Only letters, digits and signs of the keyboard are allowed.',
    factory: 'That is a PIN that cards are delivered with. Choose another one.',
    denylist: 'This PIN is not allowed. Choose another one.',
    sequence: 'That is too easy to guess: no rows like 123456, no repetitions.',
  })[breach];
