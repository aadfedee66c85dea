/** The English texts of mine.text.ts. */
import type { RequestType } from '../api/types.js';
import type { HolderState } from './holder-state.js';
import type { AskFor, Report } from './mine.text.js';

export const text = {
  title: 'My devices',
  lead: 'Cards and security keys that are yours.',
  list: 'My devices',
  add: 'Add device',
  addHint: 'Put a new card into a reader, and add it. You choose its PIN yourself.',
  reprovision: 'Reprovision my card',
  empty: 'You have no device yet',
  card: 'Smart card',
  key: 'Security key',
  /** The number printed on it. */
  number: (label: string) => `Number ${label}`,
  validUntil: (day: string) => `Valid until ${day}`,
  waitsHere: (count: number) => (count === 1 ? 'One thing waits for you' : `${count} things wait for you`),
  added: {
    title: 'Your new card is ready',
    reinsert: 'Take it out of the reader and put it in again: only then do your programs see it.',
  },
  page: {
    waits: 'What waits for you',
    nothingWaits: 'Nothing. When something on your card has to be renewed, you are asked here and where the card is.',
    update: 'See and start it',
    putIn: 'Put the card into a reader of a computer with Cardwright: you are asked there, and here.',
    computer: 'Connect a computer',
    from: (day: string) => `From ${day}.`,
    until: (day: string) => `Please do it by ${day}.`,
    one: 'Your card',
    on: 'What is on your card',
    nothingOn: 'Nothing yet. Keys and certificates are put on it when it is set up.',
    forWhat: 'For',
    howLong: 'Valid',
    until2: (day: string) => `until ${day}`,
    lately: 'What happened lately',
    nothingLately: 'Nothing yet.',
    actions: 'What you can do',
    help: 'Help',
    running: 'Something is being done with this card.',
    later: 'What else needs the card can be done afterwards.',
    stopped: 'It has stopped.',
    follow: 'See how far it is',
    notYours: {
      title: 'This card belongs to somebody else',
      hint: (name: string) => `You are signed in as ${name}. You see your own cards only.`,
      back: 'Go to My devices',
    },
    nothing: { title: 'There is no card at this address', hint: 'The link may be old.' },
  },
  pin: {
    button: 'Choose a new PIN',
    hint: 'If you have forgotten the PIN, it is blocked, or somebody else may know it. The old one is not needed.',
    title: 'Choose a new PIN?',
    text: 'The card must be in a reader. Nothing else on it changes.',
    why: 'Why',
    whys: {
      FORGOTTEN_PIN: 'I have forgotten it, or it is blocked',
      PIN_EXPOSED: 'I know it, but somebody else may know it too, or I want another one',
    },
    where: 'Where the card is',
    nowhere: 'It is not known at which computer the card is. Put it into a reader there first.',
    confirm: 'Choose the PIN now',
    cancel: 'Cancel',
    page: 'Choose a new PIN',
    change: {
      button: 'Change the PIN',
      hint: 'If you know the PIN and want another one.',
      title: 'Change the PIN?',
      text: 'You need the PIN that the card has now. The card must be in a reader. Nothing else on it changes.',
      confirm: 'Change it now',
      page: 'Change the PIN',
    },
    done: 'Use the new PIN from now on.',
    run: 'Your card',
  },
  reprovisionHint: 'If what is on it is damaged or no longer right. It gets new keys, new certificates and a new PIN.',
  report: {
    button: 'Report it missing',
    hint: 'If you do not have it with you, cannot find it, or it was stolen. It stops working at once.',
    title: 'Report this card missing?',
    text: 'From now on nobody can use it. Nothing on it is lost.',
    what: 'What happened',
    whats: {
      forgotten: { label: 'I have left it somewhere', description: 'I know where it is.' },
      misplaced: { label: 'I cannot find it', description: 'It may turn up again.' },
      lost: { label: 'I have lost it', description: 'An operator confirms this and takes it out of use for good.' },
      stolen: { label: 'It was stolen', description: 'An operator confirms this and takes it out of use for good.' },
    } satisfies Record<Report, { label: string; description: string }>,
    confirm: 'Report and stop it',
    cancel: 'Cancel',
    further: {
      button: 'Report it lost or stolen',
      hint: 'If you know by now that it is lost or was stolen.',
      title: 'Report this card lost or stolen?',
      text: 'Nobody can use it already. After this report only an operator can give it back to you.',
      confirm: 'Report it',
    },
  },
  found: {
    button: 'I have it again',
    hint: 'If you have the card in your hand again. It works at once, with the PIN that it has.',
    title: 'Do you have this card again?',
    text: 'Say so only if it is in front of you, and nobody else has had it. It works again at once.',
    confirm: 'I have it: use it again',
    cancel: 'Cancel',
  },
  ask: {
    button: 'Ask for a new card',
    hint: 'If this one is damaged, lost or was stolen. An operator decides.',
    title: 'Ask for a new card?',
    text: 'An operator decides and tells you when to fetch it. A card that is lost or was stolen stops working at once.',
    why: 'What is wrong with this one',
    whys: {
      damaged: {
        label: 'It is damaged',
        description: 'You can go on using it, as far as it works, until an operator has decided. Then it ends.',
      },
      lost: { label: 'I have lost it', description: 'It stops working at once.' },
      stolen: { label: 'It was stolen', description: 'It stops working at once.' },
    } satisfies Record<AskFor, { label: string; description: string }>,
    words: 'Anything your help desk should know',
    wordsHint: 'Optional. An operator reads it.',
    confirm: 'Ask for it',
    cancel: 'Cancel',
  },
  replacement: {
    asked: 'You have asked for a new card',
    askedSince: (day: string) => `Asked for on ${day}. An operator decides, and you see it here.`,
    takeBack: 'I do not need it any more',
    declined: (day: string) => `No new card is prepared (${day})`,
    declinedBecause: 'Your help desk says:',
    temporary: 'A card for the time being was asked for',
    permanent: 'A new card was asked for',
    since: (day: string) => `Asked for on ${day}. Your help desk makes it, or puts a card aside for you.`,
    sinceYours: (day: string) => `Asked for on ${day}. You can make it yourself with a blank card.`,
    add: 'Add the new card',
    ready: 'It is being prepared, or waits for you to set it up.',
    replacedBy: (label: string) => `Card ${label} is used instead of this one.`,
    seeNew: 'See the new card',
    replaces: (label: string) => `It is used instead of card ${label}.`,
  },
};

/** The badge of a card, and what it means where that needs a sentence. */
export const states: Record<HolderState, { word: string; hint: string | null }> = {
  active: { word: 'Active', hint: null },
  pinBlocked: {
    word: 'PIN blocked',
    hint: 'The PIN was typed wrongly too often, or the card was locked. Choose a new PIN to use the card again.',
  },
  pinToChange: {
    word: 'PIN to be chosen',
    hint: 'An operator has activated this card, and nobody has told you its PIN. Choose a new PIN; the one that it has is not needed.',
  },
  pending: {
    word: 'Pending',
    hint: 'It has no PIN of yours. Your help desk has to activate it before you can use it.',
  },
  toSetUp: { word: 'To be set up', hint: 'It is blank and yours. Put it into a reader: you are asked to set it up.' },
  busy: { word: 'Being set up', hint: null },
  suspended: { word: 'Suspended', hint: 'It cannot be used for now. Ask your help desk what to do next.' },
  failed: { word: 'Not finished', hint: 'Setting it up did not work. Ask your help desk.' },
  replaced: { word: 'Replaced', hint: 'Another card has taken its place.' },
  ended: { word: 'No longer valid', hint: 'It cannot be used any more. Give it back to your help desk.' },
  expired: { word: 'Expired', hint: 'It has expired. Ask your help desk for a new one.' },
};

/** Of a card that its holder has reported: the badge, and who decides. By code of the reason. */
export const reported: {
  words: Readonly<Record<string, string>>;
  on: (day: string) => string;
  yours: string;
  operators: string;
} = {
  words: {
    FORGOTTEN: 'Reported forgotten',
    MISPLACED: 'Reported misplaced',
    REPORTED_LOST: 'Reported lost',
    REPORTED_STOLEN: 'Reported stolen',
  },
  on: (day: string) => `You reported it on ${day}. Nobody can use it since then.`,
  yours: 'If you have it again, choose “I have it again”.',
  operators: 'Ask your help desk if you have it again: an operator decides.',
};

/** What a key is for. */
export const purposes: Readonly<Record<string, string>> = {
  '9A': 'Signing in',
  '9C': 'Signing documents and mail',
  '9D': 'Reading encrypted mail',
  '9E': 'Opening doors',
};
export const oldMail: string = 'Reading old mail';

export const validity = {
  held: 'Suspended',
  over: 'No longer valid',
  expired: (day: string) => `Expired on ${day}`,
  /** A key of earlier mail is of use for as long as there is mail that it opens. */
  stays: 'Stays on the card',
  made: 'Not ready yet',
};

export const happened: Record<'done' | 'running' | 'stopped', Record<RequestType, string>> = {
  done: {
    ISSUE: 'The card was set up.',
    ACTIVATE: 'The card was activated.',
    RECYCLE: 'The card was emptied.',
    REPROVISION: 'The card got new keys, certificates and a PIN.',
    UPDATE: 'The card was updated.',
    UNLOCK: 'A new PIN was chosen.',
    CHANGE_PIN: 'The PIN was changed.',
    LOCK: 'The card was locked.',
    PASSKEY: 'The card got a new passkey.',
    REPLACE_TEMP: 'A card for the time being has taken its place.',
    REPLACE_PERM: 'A new card has taken its place.',
  },
  running: {
    ISSUE: 'The card is being set up.',
    ACTIVATE: 'The card is being activated.',
    RECYCLE: 'The card is being emptied.',
    REPROVISION: 'The card is getting new keys, certificates and a PIN.',
    UPDATE: 'The card is being updated.',
    UNLOCK: 'A new PIN is to be chosen.',
    CHANGE_PIN: 'The PIN is to be changed.',
    LOCK: 'The card is being locked.',
    PASSKEY: 'The card is getting a new passkey.',
    REPLACE_TEMP: 'A card for the time being was asked for.',
    REPLACE_PERM: 'A new card was asked for.',
  },
  stopped: {
    ISSUE: 'Setting up the card was stopped.',
    ACTIVATE: 'Activating the card was stopped.',
    RECYCLE: 'Emptying the card was stopped.',
    REPROVISION: 'Renewing the whole card was stopped.',
    UPDATE: 'An update of the card was stopped.',
    UNLOCK: 'The choice of a new PIN was stopped.',
    CHANGE_PIN: 'The change of the PIN was stopped.',
    LOCK: 'Locking the card was stopped.',
    PASSKEY: 'Making a new passkey was stopped.',
    REPLACE_TEMP: 'The request for a card for the time being was withdrawn.',
    REPLACE_PERM: 'The request for a new card was withdrawn.',
  },
};
