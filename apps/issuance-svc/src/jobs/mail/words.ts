/**
 * The words of mails, in the languages that there are. They are read by cardholders, so they say what happened and what to do, and no word that only
 * engineers know. Never a secret: what may stand in a mail is MailFacts.
 */
import type { MailLanguage } from '../../config/mail-config.js';
import type { MailActor, MailEvent } from '../../domain/mail-facts.js';

export interface Words {
  subjects: Readonly<Record<MailEvent, string>>;
  /** Of a mail with more than one piece of news. */
  several: string;
  greeting: (name: string) => string;
  /** The card, in the middle of a sentence. name: may be empty. */
  card: (name: string) => string;
  /** What happened. */
  told: Readonly<Record<MailEvent, (card: string, at: string) => string>>;
  /** What the person can or has to do about it; empty: nothing. */
  next: Readonly<Record<MailEvent, string>>;
  /** Who did it. */
  by: Readonly<Record<MailActor, string>>;
  /** Why, in the words of whoever decided. */
  reason: (words: string) => string;
  /** Under news that somebody else could have caused. */
  notYou: (contact: string) => string;
  contact: string;
  page: string;
  closing: string;
}

const en: Words = {
  subjects: {
    updated: 'Your card is up to date',
    reprovisioned: 'Your card was renewed',
    issued: 'Your new card is ready',
    'pin-set': 'A new PIN was set on your card',
    locked: 'Your card was locked',
    activated: 'Your card can be used now',
    emptied: 'Your card was emptied',
    suspended: 'Your card is blocked for now',
    resumed: 'Your card can be used again',
    terminated: 'Your card is no longer valid',
    replaced: 'Your old card was replaced',
    'revoked-outside': 'A part of your card is no longer valid',
    'new-card-approved': 'You get a new card',
    'new-card-declined': 'You get no new card',
    'new-card-waits': 'A new card is ready for you to set up',
    'new-card-withdrawn': 'The new card is not made after all',
    'new-card-unbound': 'A card is no longer put aside for you',
    'due-soon': 'Please put in your card: an update is waiting',
    'last-day': 'Last day: please update your card',
    test: 'Test mail of the card office',
  },
  several: 'News about your card',
  greeting: (name) => `Hello ${name},`,
  card: (name) => (name === '' ? 'your card' : `your card "${name}"`),
  told: {
    updated: (card, at) => `The update of ${card} is finished (${at}).`,
    reprovisioned: (card, at) => `Everything on ${card} was made anew (${at}).`,
    issued: (card, at) => `Your new card is ready (${at}). This is ${card}.`,
    'pin-set': (card, at) => `A new PIN was set on ${card} (${at}).`,
    locked: (card, at) => `The PIN of ${card} was locked (${at}).`,
    activated: (card, at) => `From now on you can use ${card} (${at}).`,
    emptied: (card, at) => `Everything on ${card} was removed (${at}).`,
    suspended: (card, at) => `For now you cannot use ${card}: it was blocked (${at}).`,
    resumed: (card, at) => `You can use ${card} again (${at}).`,
    terminated: (card, at) => `You cannot use ${card} any more: it was declared invalid for good (${at}).`,
    replaced: (card, at) => `Your new card has taken the place of ${card} (${at}). The old one is no longer valid.`,
    'revoked-outside': (card, at) => `A part of ${card} was declared invalid (${at}).`,
    'new-card-approved': (card, at) => `You asked for a new card in the place of ${card}, and you get one (${at}).`,
    'new-card-declined': (card, at) => `You asked for a new card in the place of ${card}. You get none (${at}).`,
    'new-card-waits': (card, at) => `A new card was put aside for you (${at}). This is ${card}.`,
    'new-card-withdrawn': (card, at) =>
      `You were to get a new card in the place of ${card}. That was taken back (${at}), and none is made.`,
    'new-card-unbound': (card, at) => `A card is no longer put aside for you (${at}). It was ${card}.`,
    'due-soon': (card, at) => `An update is waiting for ${card}. Please do it before ${at}.`,
    'last-day': (card, at) =>
      `The update of ${card} has to be done before ${at}. After that the card may stop working.`,
    test: (_card, at) => `You asked for this mail (${at}). Mails of the card office reach you.`,
  },
  next: {
    updated:
      'If you have not done so yet: take the card out and put it in again once, so that your programs see what is new.',
    reprovisioned: 'Use it with the PIN that was chosen then.',
    issued: '',
    'pin-set': 'The old PIN is no longer valid.',
    locked: 'The card takes no PIN until a new one is set. The card office helps you with it.',
    activated: '',
    emptied: 'Please hand it in if you still have it.',
    suspended: 'It can be made usable again by the card office.',
    resumed: '',
    terminated: 'Please hand it in if you still have it.',
    replaced: 'Please hand in the old card.',
    'revoked-outside': 'An update brings it back: put the card in, and follow the message that appears.',
    'new-card-approved': 'It is being prepared. You hear from us when it is there.',
    'new-card-declined': 'If you need one all the same, talk to the card office.',
    'new-card-waits':
      'Once you have it, put it into the reader of your computer and follow the message that appears. You set it up yourself and choose its PIN.',
    'new-card-withdrawn': 'If you still need one, ask for it again or talk to the card office.',
    'new-card-unbound': 'You need not set it up. If you have it already, please hand it in.',
    'due-soon':
      'Put the card into the reader of your computer and follow the message that appears. It takes a few minutes.',
    'last-day':
      'Put the card into the reader of your computer today and follow the message that appears. It takes a few minutes.',
    test: '',
  },
  by: {
    holder: 'You did this yourself.',
    'help-desk': 'This was done by the help desk.',
    'card-office': 'This was done by the card office.',
    security: 'This was done by a security officer.',
    administration: 'This was done by an administrator.',
    program: 'This was done by a program of your organisation.',
    itself: '',
  },
  reason: (words) => `The reason: "${words}"`,
  notYou: (contact) =>
    `If you did not expect this, tell ${contact} at once. Nobody ever asks you for your PIN by mail or telephone.`,
  contact: 'your card office',
  page: 'Your card',
  closing: 'This mail was written by a program. Please do not answer it.',
};

const de: Words = {
  subjects: {
    updated: 'Ihre Karte ist auf dem neuesten Stand',
    reprovisioned: 'Ihre Karte wurde erneuert',
    issued: 'Ihre neue Karte ist fertig',
    'pin-set': 'Auf Ihrer Karte wurde eine neue PIN gesetzt',
    locked: 'Ihre Karte wurde gesperrt',
    activated: 'Ihre Karte ist jetzt benutzbar',
    emptied: 'Ihre Karte wurde geleert',
    suspended: 'Ihre Karte ist vorläufig gesperrt',
    resumed: 'Ihre Karte ist wieder benutzbar',
    terminated: 'Ihre Karte ist nicht mehr gültig',
    replaced: 'Ihre alte Karte wurde ersetzt',
    'revoked-outside': 'Ein Teil Ihrer Karte ist nicht mehr gültig',
    'new-card-approved': 'Sie bekommen eine neue Karte',
    'new-card-declined': 'Sie bekommen keine neue Karte',
    'new-card-waits': 'Eine neue Karte liegt für Sie bereit',
    'new-card-withdrawn': 'Die neue Karte wird doch nicht gemacht',
    'new-card-unbound': 'Eine Karte liegt nicht mehr für Sie bereit',
    'due-soon': 'Bitte stecken Sie Ihre Karte ein: eine Aktualisierung wartet',
    'last-day': 'Letzter Tag: bitte aktualisieren Sie Ihre Karte',
    test: 'Testmail der Kartenstelle',
  },
  several: 'Neues über Ihre Karte',
  greeting: (name) => `Guten Tag ${name},`,
  card: (name) => (name === '' ? 'Ihre Karte' : `Ihre Karte „${name}“`),
  told: {
    updated: (card, at) => `Fertig aktualisiert (${at}): ${card}.`,
    reprovisioned: (card, at) => `Vollständig erneuert (${at}): ${card}.`,
    issued: (card, at) => `Ihre neue Karte ist fertig (${at}). Es ist ${card}.`,
    'pin-set': (card, at) => `Eine neue PIN wurde gesetzt (${at}). Betroffen ist ${card}.`,
    locked: (card, at) => `Die PIN wurde gesperrt (${at}). Betroffen ist ${card}.`,
    activated: (card, at) => `Ab jetzt benutzbar (${at}): ${card}.`,
    emptied: (card, at) => `Alles auf der Karte wurde entfernt (${at}). Betroffen ist ${card}.`,
    suspended: (card, at) => `Vorläufig gesperrt (${at}): ${card}.`,
    resumed: (card, at) => `Wieder benutzbar (${at}): ${card}.`,
    terminated: (card, at) => `Für immer ungültig erklärt (${at}): ${card}.`,
    replaced: (card, at) => `Ihre neue Karte ersetzt die alte (${at}). Nicht mehr gültig ist ${card}.`,
    'revoked-outside': (card, at) => `Ein Teil der Karte wurde für ungültig erklärt (${at}). Betroffen ist ${card}.`,
    'new-card-approved': (card, at) =>
      `Sie haben um eine neue Karte gebeten und bekommen sie (${at}). Ersetzt wird ${card}.`,
    'new-card-declined': (card, at) =>
      `Sie haben um eine neue Karte gebeten und bekommen keine (${at}). Es ging um ${card}.`,
    'new-card-waits': (card, at) => `Eine neue Karte wurde für Sie zurückgelegt (${at}). Es ist ${card}.`,
    'new-card-withdrawn': (card, at) =>
      `Sie sollten eine neue Karte bekommen. Das wurde zurückgenommen (${at}), und es wird keine gemacht. Es ging um ${card}.`,
    'new-card-unbound': (card, at) => `Eine Karte liegt nicht mehr für Sie bereit (${at}). Es war ${card}.`,
    'due-soon': (card, at) => `Eine Aktualisierung wartet auf ${card}. Bitte holen Sie sie vor dem ${at} nach.`,
    'last-day': (card, at) =>
      `Die Aktualisierung muss vor dem ${at} geschehen, sonst funktioniert die Karte vielleicht nicht mehr. Betroffen ist ${card}.`,
    test: (_card, at) => `Sie haben diese Mail angefordert (${at}). Mails der Kartenstelle erreichen Sie.`,
  },
  next: {
    updated:
      'Falls noch nicht geschehen: Nehmen Sie die Karte einmal heraus und stecken Sie sie wieder ein, damit Ihre Programme das Neue sehen.',
    reprovisioned: 'Benutzen Sie sie mit der PIN, die dabei gewählt wurde.',
    issued: '',
    'pin-set': 'Die alte PIN gilt nicht mehr.',
    locked: 'Die Karte nimmt keine PIN an, bis eine neue gesetzt ist. Die Kartenstelle hilft Ihnen dabei.',
    activated: '',
    emptied: 'Bitte geben Sie sie ab, falls Sie sie noch haben.',
    suspended: 'Die Kartenstelle kann sie wieder benutzbar machen.',
    resumed: '',
    terminated: 'Bitte geben Sie sie ab, falls Sie sie noch haben.',
    replaced: 'Bitte geben Sie die alte Karte ab.',
    'revoked-outside':
      'Eine Aktualisierung behebt das: Stecken Sie die Karte ein und folgen Sie der Meldung, die erscheint.',
    'new-card-approved': 'Sie wird vorbereitet. Sie hören von uns, wenn sie da ist.',
    'new-card-declined': 'Wenn Sie trotzdem eine brauchen, sprechen Sie mit der Kartenstelle.',
    'new-card-waits':
      'Sobald Sie sie haben, stecken Sie sie in den Leser Ihres Computers und folgen Sie der Meldung, die erscheint. Sie richten sie selbst ein und wählen ihre PIN.',
    'new-card-withdrawn':
      'Wenn Sie weiter eine brauchen, bitten Sie noch einmal darum, oder sprechen Sie mit der Kartenstelle.',
    'new-card-unbound': 'Sie müssen sie nicht einrichten. Haben Sie sie schon, geben Sie sie bitte ab.',
    'due-soon':
      'Stecken Sie die Karte in den Leser Ihres Computers und folgen Sie der Meldung, die erscheint. Es dauert wenige Minuten.',
    'last-day':
      'Stecken Sie die Karte heute in den Leser Ihres Computers und folgen Sie der Meldung, die erscheint. Es dauert wenige Minuten.',
    test: '',
  },
  by: {
    holder: 'Das haben Sie selbst getan.',
    'help-desk': 'Das war die Benutzerhilfe.',
    'card-office': 'Das war die Kartenstelle.',
    security: 'Das war jemand von der Sicherheit.',
    administration: 'Das war jemand von der Verwaltung der Karten.',
    program: 'Das war ein Programm Ihrer Organisation.',
    itself: '',
  },
  reason: (words) => `Die Begründung: „${words}“`,
  notYou: (contact) =>
    `Wenn Sie das nicht erwartet haben, sagen Sie es sofort: ${contact}. Niemand fragt Sie je per Mail oder Telefon nach Ihrer PIN.`,
  contact: 'Ihrer Kartenstelle',
  page: 'Ihre Karte',
  closing: 'Diese Mail hat ein Programm geschrieben. Bitte antworten Sie nicht darauf.',
};

export const words: Readonly<Record<MailLanguage, Words>> = { en, de };
