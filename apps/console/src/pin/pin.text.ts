/** Texts of PIN entry. */
import type { PinRuleBreach } from '@cardwright/contracts/card/pin-rule';
import type { AskedFor, MakesPasskey, PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import type { PinSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { PinRule, RequestType } from '../api/types.js';
import { counted } from '../ui/intl.js';
import { inPagesLanguage } from '../ui/language.js';
import type { PinHint } from './pin-hints.js';
import { pinOf } from './pin-stage.js';

/** A new PIN, the one that the card has, or both; the PIN of passkeys, or a touch. */
export type PinAsks = AskedFor;

const kind = (rule: PinRule): string =>
  rule.alphabet === 'numeric'
    ? inPagesLanguage({ en: 'digits', de: 'Ziffern' })
    : inPagesLanguage({ en: 'characters', de: 'Zeichen' });
const length = (rule: PinRule): string =>
  rule.minLength === rule.maxLength
    ? `${rule.minLength}`
    : `${rule.minLength} ${inPagesLanguage({ en: 'to', de: 'bis' })} ${rule.maxLength}`;

export const text = inPagesLanguage({
  en: {
    title: 'Choose a PIN',
    changeTitle: 'Change the PIN',
    oldMissing: 'Type the PIN that the card has now.',
    oldAgain: 'The card has this PIN already. Choose another one.',
    lead: (holder: string | null, own: boolean) =>
      own
        ? 'Choose the PIN of your card now and type it twice.'
        : `${holder ?? 'The cardholder'} chooses the PIN now and types it twice. Look away if this is not your card.`,
    /** Holders read what the update itself says. */
    leadCard: (holder: string | null) =>
      `${holder ?? 'The cardholder'} types the PIN of the card now; it stays as it is. Look away if this is not your card.`,
    /** Of a card with one PIN that has a passkey. */
    forEverything:
      'Your card has one PIN for everything: it is asked for when you sign in with your passkey, when you sign, and when you read encrypted mail.',
    temporaryOver: 'The temporary PIN is of no use any more.',
    /** Of a card whose passkeys have a PIN of their own. */
    forCertificates:
      'This PIN is for certificates: it is asked for when you sign, and when you read encrypted mail. For your passkey there is another one.',
    rule: (rule: PinRule) =>
      `${length(rule)} ${kind(rule)}${rule.forbidSequences ? '; no rows like 123456 or 121212' : ''}.`,
    hints: {
      title: 'What the PIN needs',
      met: '(met)',
      unmet: '(not yet)',
      allMet: 'The PIN has all that it needs.',
      missing: (what: string) => `Not yet: ${what}`,
    },
    pin: 'New PIN',
    cardPin: 'PIN of the card',
    confirm: 'Confirm PIN',
    show: 'Show PIN',
    hide: 'Hide PIN',
    skip: 'Leave pending',
    skipHint: (own: boolean): string =>
      own
        ? 'If you leave it without a PIN, your card stays Pending: it cannot be used before your help desk has activated it.'
        : 'Without a PIN of the holder the card stays pending, with its initial PIN, until an operator activates it.',
    sealing: 'The PIN is encrypted in this browser for the computer that the card is at. No server can read it.',
    differ: 'The two entries differ.',
    waiting: 'The PIN is on its way to the card.',
    keyProblem: 'The computer with the card could not be verified, so nothing was sent. Tell your administrator.',
    reopening:
      'The card was let go before the PIN reached it, and is being read again. You are asked for the PIN once more in a moment.',
    expired: 'That took too long. Type the PIN once more.',
    question: {
      wrong: 'That was not the PIN of the card.',
      refused:
        'The card did not take this PIN. Choose another one. Cards have rules of their own: no repeated or ascending characters, not too short, none that they had before.',
      cutOff: 'The change was cut off, and the card may have the new PIN already. Type both as before.',
      again:
        'The work on the card was cut off. A PIN is kept nowhere, so it is asked for again; what is done on the card stays done.',
      last: 'One try is left, and a wrong PIN blocks the card.',
      tries: (left: number) => `${counted(left, 'try is left', 'tries are left')}.`,
      few: 'After a few wrong tries the card blocks its PIN.',
      'card-pin': 'Type the PIN of the card; it stays as it is, and nothing is written before.',
      'pin-change': 'Type the PIN that the card has, and choose the new one.',
    },
    temporary: {
      title: 'A temporary PIN',
      lead: 'Your card has one PIN for everything. While the passkey is made it has a temporary one: use it if this computer asks for the PIN of the card or key now. You need not remember it. Right after this you choose your own PIN, and the temporary one is of no use any more.',
      show: 'Show and copy the temporary PIN',
      pin: 'Temporary PIN',
      copied: 'It is in the clipboard, and is taken out of it after use or a minute.',
      notCopied: 'The browser did not copy it. Type it where it is asked for.',
    },
    fido: {
      title: 'Your passkey',
      lead: 'Your card has two PINs. This one is asked for when you sign in with your passkey. The other one, which you choose next, is for certificates: to sign, and to read encrypted mail.',
      /** Of a card in use, which is asked for no other one after it. */
      leadAlone:
        'Your card has two PINs. This one is asked for when you sign in with your passkey; the other one is for certificates.',
      /** Of a passkey that a window of browser or system makes. */
      there:
        'Your card has two PINs. The one that you are asked for there is for passkeys: you need it when you sign in. If there is none yet, you choose it there. The other one, which you choose here afterwards, is for certificates: to sign, and to read encrypted mail. You may use the same PIN for both.',
      thereAlone:
        'Your card has two PINs. The one that you are asked for there is for passkeys: you need it when you sign in. If there is none yet, you choose it there. The other one is for certificates.',
      thereShared:
        'Your card has one PIN for everything. Until you choose yours, it is the temporary one: type that there.',
      thereSharedAlone: 'Your card has one PIN for everything: type that one there.',
      leadShared: 'Your card has one PIN for everything, and your new passkey is made with it.',
      questionShared: 'Type the PIN of the card; it stays as it is.',
      choose: 'Choose the PIN for your passkey now and type it twice. You may use the same PIN for both.',
      question: 'The card has a PIN for passkeys already. Type it; it stays as it is.',
      'new-fido-pin': 'New PIN for passkeys',
      'fido-pin': 'PIN for passkeys',
      submit: 'Make the passkey',
      wrong: 'That was not the PIN for passkeys.',
      last: 'One try is left: a wrong PIN blocks it, and your help desk then has to prepare the card anew.',
      refused:
        'The card did not take this PIN. Choose another one: it may be too short, or the one that it had before.',
      touch: 'Touch your card or key now',
      touchHint: 'It blinks, and goes on when you touch it.',
      notTouched:
        'It was not touched in time, so there is no passkey yet. Try again, and touch it as soon as it blinks.',
      again: 'Try again',
    },
  },
  de: {
    title: 'PIN wählen',
    changeTitle: 'PIN ändern',
    oldMissing: 'Geben Sie die PIN ein, die die Karte jetzt hat.',
    oldAgain: 'Diese PIN hat die Karte schon. Wählen Sie eine andere.',
    lead: (holder: string | null, own: boolean) =>
      own
        ? 'Wählen Sie jetzt die PIN Ihrer Karte, und geben Sie sie zweimal ein.'
        : `${holder ?? 'Der Karteninhaber'} wählt jetzt die PIN und gibt sie zweimal ein. Sehen Sie weg, wenn es nicht Ihre Karte ist.`,
    leadCard: (holder: string | null) =>
      `${holder ?? 'Der Karteninhaber'} gibt jetzt die PIN der Karte ein; sie bleibt, wie sie ist. Sehen Sie weg, wenn es nicht Ihre Karte ist.`,
    forEverything:
      'Ihre Karte hat eine PIN für alles: nach ihr werden Sie gefragt, wenn Sie sich mit Ihrem Passkey anmelden, signieren und verschlüsselte E-Mails lesen.',
    temporaryOver: 'Die vorläufige PIN gilt dann nicht mehr.',
    forCertificates:
      'Diese PIN ist für Zertifikate: nach ihr werden Sie gefragt, wenn Sie signieren und verschlüsselte E-Mails lesen. Für Ihren Passkey gibt es eine andere.',
    rule: (rule: PinRule) =>
      `${length(rule)} ${kind(rule)}${rule.forbidSequences ? '; keine Reihen wie 123456 oder 121212' : ''}.`,
    hints: {
      title: 'Was die PIN braucht',
      met: '(erfüllt)',
      unmet: '(noch nicht)',
      allMet: 'Die PIN hat alles, was sie braucht.',
      missing: (what: string) => `Noch nicht: ${what}`,
    },
    pin: 'Neue PIN',
    cardPin: 'PIN der Karte',
    confirm: 'PIN wiederholen',
    show: 'PIN anzeigen',
    hide: 'PIN verbergen',
    skip: 'Ohne PIN lassen',
    skipHint: (own: boolean) =>
      own
        ? 'Wenn Sie keine PIN wählen, wartet Ihre Karte: sie kann erst benutzt werden, wenn Ihr Helpdesk sie aktiviert hat.'
        : 'Ohne eigene PIN wartet die Karte, bis ein Bearbeiter sie aktiviert.',
    sealing:
      'Die PIN wird in diesem Browser für den Computer verschlüsselt, an dem die Karte steckt. Kein Server kann sie lesen.',
    differ: 'Die beiden Eingaben sind verschieden.',
    waiting: 'Die PIN ist auf dem Weg zur Karte.',
    keyProblem:
      'Der Computer mit der Karte konnte nicht geprüft werden, darum wurde nichts gesendet. Sagen Sie es Ihrem Administrator.',
    reopening:
      'Die Verbindung zur Karte ging verloren, bevor die PIN dort war; sie wird neu gelesen. Gleich werden Sie noch einmal nach der PIN gefragt.',
    expired: 'Das hat zu lange gedauert. Geben Sie die PIN noch einmal ein.',
    question: {
      wrong: 'Das war nicht die PIN der Karte.',
      refused:
        'Die Karte hat diese PIN nicht angenommen. Wählen Sie eine andere. Karten haben eigene Regeln: keine wiederholten oder aufsteigenden Zeichen, nicht zu kurz, keine PIN von früher.',
      cutOff:
        'Das Ändern wurde unterbrochen, und die Karte hat vielleicht schon die neue PIN. Geben Sie beide noch einmal so ein.',
      again:
        'Die Arbeit an der Karte wurde unterbrochen. Eine PIN wird nirgends aufbewahrt, darum wird noch einmal nach ihr gefragt; was auf der Karte fertig ist, bleibt.',
      last: 'Es bleibt noch ein Versuch, und eine falsche PIN sperrt die Karte.',
      tries: (left: number) => `Noch ${counted(left, 'Versuch', 'Versuche')}.`,
      few: 'Nach wenigen falschen Versuchen sperrt die Karte ihre PIN.',
      'card-pin': 'Geben Sie die PIN der Karte ein; sie bleibt, wie sie ist, und vorher wird nichts geschrieben.',
      'pin-change': 'Geben Sie die PIN ein, die die Karte hat, und wählen Sie die neue.',
    },
    temporary: {
      title: 'Eine vorläufige PIN',
      lead: 'Ihre Karte hat eine PIN für alles. Solange der Passkey erstellt wird, hat sie eine vorläufige: geben Sie diese ein, wenn der Computer jetzt nach der PIN der Karte oder des Schlüssels fragt. Sie müssen sie sich nicht merken. Gleich danach wählen Sie Ihre eigene PIN, und die vorläufige gilt nicht mehr.',
      show: 'Vorläufige PIN anzeigen und kopieren',
      pin: 'Vorläufige PIN',
      copied: 'Sie ist in der Zwischenablage und wird nach Gebrauch oder einer Minute daraus entfernt.',
      notCopied: 'Der Browser hat sie nicht kopiert. Tippen Sie sie dort ein, wo nach ihr gefragt wird.',
    },
    fido: {
      title: 'Ihr Passkey',
      lead: 'Ihre Karte hat zwei PINs. Nach dieser werden Sie gefragt, wenn Sie sich mit Ihrem Passkey anmelden. Die andere, die Sie danach wählen, ist für Zertifikate: zum Signieren und zum Lesen verschlüsselter E-Mails.',
      leadAlone:
        'Ihre Karte hat zwei PINs. Nach dieser werden Sie gefragt, wenn Sie sich mit Ihrem Passkey anmelden; die andere ist für Zertifikate.',
      there:
        'Ihre Karte hat zwei PINs. Die, nach der Sie dort gefragt werden, ist für Passkeys: Sie brauchen sie, wenn Sie sich anmelden. Gibt es noch keine, wählen Sie sie dort. Die andere, die Sie danach hier wählen, ist für Zertifikate: zum Signieren und zum Lesen verschlüsselter E-Mails. Sie dürfen für beide dieselbe PIN nehmen.',
      thereAlone:
        'Ihre Karte hat zwei PINs. Die, nach der Sie dort gefragt werden, ist für Passkeys: Sie brauchen sie, wenn Sie sich anmelden. Gibt es noch keine, wählen Sie sie dort. Die andere ist für Zertifikate.',
      thereShared:
        'Ihre Karte hat eine PIN für alles. Bis Sie Ihre wählen, ist es die vorläufige: geben Sie diese dort ein.',
      thereSharedAlone: 'Ihre Karte hat eine PIN für alles: geben Sie diese dort ein.',
      leadShared: 'Ihre Karte hat eine PIN für alles, und mit ihr wird Ihr neuer Passkey erstellt.',
      questionShared: 'Geben Sie die PIN der Karte ein; sie bleibt, wie sie ist.',
      choose:
        'Wählen Sie jetzt die PIN für Ihren Passkey, und geben Sie sie zweimal ein. Sie dürfen für beide dieselbe PIN nehmen.',
      question: 'Die Karte hat schon eine PIN für Passkeys. Geben Sie sie ein; sie bleibt, wie sie ist.',
      'new-fido-pin': 'Neue PIN für Passkeys',
      'fido-pin': 'PIN für Passkeys',
      submit: 'Passkey erstellen',
      wrong: 'Das war nicht die PIN für Passkeys.',
      last: 'Es bleibt noch ein Versuch: eine falsche PIN sperrt sie, und Ihr Helpdesk muss die Karte dann neu vorbereiten.',
      refused:
        'Die Karte hat diese PIN nicht angenommen. Wählen Sie eine andere: vielleicht ist sie zu kurz oder die von früher.',
      touch: 'Berühren Sie jetzt Ihre Karte oder Ihren Schlüssel',
      touchHint: 'Er blinkt und macht weiter, sobald Sie ihn berühren.',
      notTouched:
        'Es wurde nicht rechtzeitig berührt, darum gibt es noch keinen Passkey. Versuchen Sie es noch einmal, und berühren Sie es, sobald es blinkt.',
      again: 'Noch einmal versuchen',
    },
  },
});

export const hintText = (hint: PinHint, rule: PinRule): string =>
  inPagesLanguage<Record<PinHint, string>>({
    en: {
      length: `${length(rule)} ${kind(rule)}`,
      alphabet: rule.alphabet === 'numeric' ? 'Only digits' : 'Only letters, digits and signs of the keyboard',
      sequence: 'No row like 123456, no repetition like 121212',
      known: 'No PIN that everybody knows',
      same: 'Both entries are the same',
    },
    de: {
      length: `${length(rule)} ${kind(rule)}`,
      alphabet: rule.alphabet === 'numeric' ? 'Nur Ziffern' : 'Nur Buchstaben, Ziffern und Zeichen der Tastatur',
      sequence: 'Keine Reihe wie 123456, keine Wiederholung wie 121212',
      known: 'Keine PIN, die jeder kennt',
      same: 'Beide Eingaben sind gleich',
    },
  })[hint];

export const breachText = (breach: PinRuleBreach, rule: PinRule): string =>
  inPagesLanguage({
    en: {
      length: `The PIN needs ${length(rule)} ${kind(rule)}.`,
      alphabet:
        rule.alphabet === 'numeric'
          ? 'Only digits are allowed.'
          : 'Only letters, digits and signs of the keyboard are allowed.',
      factory: 'That is a PIN that cards are delivered with. Choose another one.',
      denylist: 'This PIN is not allowed. Choose another one.',
      sequence: 'That is too easy to guess: no rows like 123456, no repetitions.',
    },
    de: {
      length: `Die PIN braucht ${length(rule)} ${kind(rule)}.`,
      alphabet:
        rule.alphabet === 'numeric'
          ? 'Nur Ziffern sind erlaubt.'
          : 'Nur Buchstaben, Ziffern und Zeichen der Tastatur sind erlaubt.',
      factory: 'Mit dieser PIN werden Karten geliefert. Wählen Sie eine andere.',
      denylist: 'Diese PIN ist nicht erlaubt. Wählen Sie eine andere.',
      sequence: 'Das ist zu leicht zu erraten: keine Reihen wie 123456, keine Wiederholungen.',
    },
  })[breach];

const germanSubmit: Record<PinSagaType, string> = {
  ISSUE: 'PIN setzen und aktivieren',
  REPROVISION: 'PIN setzen und weiter',
  UPDATE: 'Karte aktualisieren',
  UNLOCK: 'PIN setzen',
  CHANGE_PIN: 'PIN ändern',
};
/** On the button that sends it. */
export const submitText = inPagesLanguage<(type: RequestType) => string | undefined>({
  en: (type) => pinOf(type)?.submit,
  de: (type) => (Object.hasOwn(germanSubmit, type) ? germanSubmit[type as PinSagaType] : undefined),
});

/** Above the PIN that a passkey is made with. shared: the card has one PIN for everything. */
export function passkeyLead(type: RequestType, shared: boolean): string {
  if (shared) return text.fido.leadShared;
  return type === 'PASSKEY' ? text.fido.leadAlone : text.fido.lead;
}

/** [C29] What the PIN of the card is for; null: for all that there is. */
export function pinUse(type: RequestType, card: { forPasskeysToo: boolean; passkeysApart: boolean }): string | null {
  if (card.passkeysApart) return text.forCertificates;
  if (!card.forPasskeysToo) return null;
  // No other kind of work gives the card a temporary one.
  return type === 'ISSUE' ? `${text.forEverything} ${text.temporaryOver}` : text.forEverything;
}

/** [C29] Which PIN a window of browser or system wants, before it opens. shared: the card has one PIN for everything. */
export function pinThere(type: RequestType, shared: boolean): string {
  const { there, thereAlone, thereShared, thereSharedAlone } = text.fido;
  if (type === 'PASSKEY') return shared ? thereSharedAlone : thereAlone;
  return shared ? thereShared : there;
}

/**
 * What the card waits for, and what was wrong with the PIN before. Empty: the form says all. asked: absent from an older server. shared: the card has
 * one PIN for everything.
 */
export function askedText(asks: Exclude<PinAsks, MakesPasskey>, asked: PinAsked = askedFirst, shared = false): string {
  const { refusedWith, cutOff, again, triesLeft: left } = asked;
  const { question, fido } = text;
  if (refusedWith === 'CARD_PIN_REFUSED') return question.refused;
  if (refusedWith === 'FIDO_PIN_REFUSED') return fido.refused;
  if (asks === 'touch') return fido.notTouched;
  if (asks === 'new-fido-pin') return '';
  if (asks === 'fido-pin') {
    const wrong = refusedWith === 'FIDO_PIN_INCORRECT';
    const of = shared
      ? { type: fido.questionShared, no: question.wrong, last: question.last }
      : { type: fido.question, no: fido.wrong, last: fido.last };
    const tries = wrong && left !== null && left > 1 ? question.tries(left) : '';
    return [wrong ? of.no : '', left === 1 ? of.last : tries, of.type].filter((part) => part).join(' ');
  }
  if (asks === 'new-pin') return again ? question.again : '';
  const few = left === null ? question.few : question.tries(left);
  const tries = left === 1 ? question.last : few;
  if (refusedWith === 'CARD_PIN_INCORRECT') return `${question.wrong} ${tries} ${question[asks]}`;
  return [left === 1 ? question.last : '', again ? question.again : '', cutOff ? question.cutOff : question[asks]]
    .filter((part) => part)
    .join(' ');
}
const askedFirst: PinAsked = { refusedWith: null, cutOff: false, triesLeft: null };

/** Somebody is asked once more, and for a reason. */
export const isAskedAgain = ({ refusedWith, cutOff, again }: PinAsked = askedFirst): boolean =>
  refusedWith !== null || cutOff || again === true;
