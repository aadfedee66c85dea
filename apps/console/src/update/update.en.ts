/** The English texts of update.text.ts. */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { UpdateKind } from '@cardwright/contracts/update/update-kinds';
import { listed } from '../ui/intl.js';
import type { StageName } from './update.text.js';

export const text = {
  title: 'Update your card',
  titleOf: (name: string) => `Update the card of ${name}`,
  card: (label: string) => `Card ${label}`,
  what: 'What is done',
  after: 'You are asked about this afterwards',
  how: {
    usual: (length: string) => `It usually takes ${length}.`,
    record: (succeeded: number, of: number) => `Of the last ${of} it was done for ${succeeded} without help.`,
    unknown: 'It usually takes a minute or two.',
    until: (day: string) => `Please do it by ${day}.`,
    late: (day: string) => `It should have been done by ${day}. Please do it now.`,
    seconds: (count: number) => `${count} seconds`,
    minutes: (count: number) => (count === 1 ? 'a minute' : `${count} minutes`),
  },
  asks: {
    'card-pin': 'You are asked for the PIN of your card once. The PIN stays the same.',
    'new-pin': 'You choose a new PIN for your card.',
    'pin-change': 'You type the PIN of your card and choose a new one.',
  },
  meanwhile: {
    title: 'While it runs, please do not',
    list: [
      'take the card out of the reader',
      'lock the screen or put the computer to sleep',
      'log off or switch the computer off',
      'use the card in another program or at another computer',
    ],
    safe: 'If it happens all the same, nothing is lost: the update stops and goes on when you and the card are back.',
  },
  start: 'Update now',
  startNew: 'Set up now',
  startPin: 'Choose the new PIN now',
  startPasskey: 'Make the passkey now',
  nothingYet: 'Nothing has been started yet.',
  help: { update: 'Help with this update', pin: 'Help with the PIN', card: 'Help with your card' },
  /** The offer can no longer be accepted here. */
  closed: {
    withdrawn: {
      title: 'Nothing to do any more',
      hint: 'This update is no longer needed. You may close this window.',
    },
    superseded: {
      title: 'Something else comes first',
      hint: 'Another update has taken the place of this one. Take the card out and put it in again: what is due is shown then.',
    },
    done: { title: 'This update is done', hint: 'You may close this window.' },
    lock: {
      title: 'This card is locked',
      hint: 'Your organisation has this card locked as soon as it is in a reader. Nothing is asked of you. Ask your help desk what to do next.',
    },
  },
  run: {
    stages: {
      requested: 'Getting ready',
      open: 'Reading your card',
      'card-pin': 'Waiting for the PIN of your card',
      'new-pin': 'Waiting for your new PIN',
      pins: 'Waiting for the PIN of your card and the new one',
      change: 'Changing the PIN. Please leave your card in the reader',
      references: 'Renewing what is on your card. Please leave it in the reader',
      content: 'Almost done. Please leave the card in the reader',
      commit: 'Almost done. Please leave the card in the reader',
      block: 'Locking your card',
      keys: 'Setting up your card. Please leave it in the reader',
      certificates: 'Setting up your card. Please leave it in the reader',
      passkey: 'Making your passkey',
      pin: 'Waiting for the PIN that you choose',
    } satisfies Record<StageName, string>,
    working: 'Working on your card. Please leave it in the reader',
    forgotten: 'I have forgotten the PIN',
    stopping: 'It is being stopped',
  },
  stopped: {
    title: 'The update has stopped',
    /** Once the other program has let go. */
    byItself: 'It then goes on by itself within a minute or two.',
    again: 'Try again',
    giveUp: 'Stop the update',
    giveUpTitle: 'Stop the update?',
    giveUpNew: 'The card cannot be used then. Your help desk has to prepare it anew.',
    giveUpText:
      'What is finished by now stays on the card, everything else is as it was. The update is offered to you again later.',
    pin: {
      title: 'It has stopped',
      giveUp: 'Stop it',
      giveUpTitle: 'Do not choose a new PIN?',
      giveUpText: 'You can choose a new PIN at any time, under My devices.',
    },
    passkey: {
      title: 'Your passkey is not made yet',
      giveUp: 'Stop it',
      giveUpTitle: 'Make no new passkey?',
      giveUpText:
        'Certificates and PIN of the card stay as they are. A new passkey is offered to you again if the card has none.',
    },
    /** A card that is set up, or written anew: no update. */
    work: {
      title: 'The work on your card has stopped',
      giveUp: 'Stop it',
      giveUpTitle: 'Stop the work on your card?',
      giveUpText: 'The card may not work as before then. You can begin again at any time, under My devices.',
    },
    keep: 'Do not stop',
    reason: 'Stopped by the holder on the page of the update',
  },
  finished: {
    title: 'Your card is up to date',
    pinTitle: 'Your new PIN is set',
    lockTitle: 'This card is locked',
    passkeyTitle: 'Your card has its new passkey',
    issueTitle: 'Your new card is ready',
    /** It was set up, and no PIN was chosen. */
    pending: {
      title: 'Your new card has no PIN yet',
      hint: 'It cannot be used before your help desk has activated it. You may close this window.',
    },
    reinsert:
      'Now take the card out of the reader and put it in again. Only then do your programs see what is new on it.',
    close: 'After that you may close this window.',
    /** What was seen of the card since, where it is known. */
    reinsertion: {
      out: 'The card is out. Now put it in again.',
      in: 'The card is in again. One moment, please: your computer is looking at it.',
      seen: 'The card was put in again, and your programs see what is new on it. You may close this window.',
      unknown: 'The card was put in again. You may close this window.',
      stale:
        'The card was put in again, but your programs still show what was on it before. Close them, take the card out, and put it in once more. If that does not help, ask your help desk.',
    },
    closeNow: 'You may close this window.',
    cancelled: 'The update was stopped',
    cancelledHint:
      'It is offered to you again. If the card does not work as before, ask your help desk. You may close this window.',
    cancelledPin: {
      title: 'No new PIN was chosen',
      hint: 'You can choose one at any time, under My devices.',
    },
    cancelledPasskey: {
      title: 'Making the passkey was stopped',
      hint: 'If your card has no passkey now, a new one is offered to you. You may close this window.',
    },
    cancelledWork: {
      title: 'The work on your card was stopped',
      hint: 'If the card does not work as before, begin again under My devices, or ask your help desk.',
    },
    cancelledNew: 'The card has to be prepared anew: ask your help desk. You may close this window.',
  },
  forgotten: {
    title: 'Choose a new PIN?',
    explanation:
      'The update stops, and you choose a new PIN for your card; the old one is not needed. Afterwards the update is offered to you again.',
    /** While the known one is being changed. */
    explanationChange:
      'You choose a new PIN for your card; the old one is not needed. Nothing else on the card changes.',
    confirm: 'Choose a new PIN',
    keep: 'I know the PIN',
    reason: 'The holder has forgotten the PIN',
    page: 'Choose a new PIN',
    done: 'Use the new PIN from now on. The update is offered to you again. You may close this window.',
  },
  notYours: {
    title: 'This card is not yours',
    hint: (name: string) => `You are signed in as ${name}. Only the person whose card this is can update it.`,
    button: 'Sign in as somebody else',
  },
  notKnown: {
    title: 'You cannot update this card',
    hint: (name: string) => `You are signed in as ${name}, who may not update cards here.`,
  },
  nothing: {
    title: 'There is no update at this address',
    hint: 'The link may be old. Take the card out and put it in again: what is due is shown then.',
  },
  /** It was not begun, because another program has the card. */
  startAgain: (button: string) => `Then choose “${button}” again.`,
  problem: {
    again: 'Try again',
    programs: (names: string) => `It may be ${names}.`,
    code: (code: string) => `If you ask for help, say this code: ${code}`,
  },
};

/** What the steps of the work on a card are called below its progress. */
export const stageLabels = {
  open: 'Read the card',
  keys: 'Generate keys',
  certificates: 'Make certificates',
  content: 'Write the card',
  passkey: 'Make the passkey',
  pin: 'Choose the PIN',
  commit: 'Finish',
  'new-pin': 'Choose the PIN',
  pins: 'Type both PINs',
  change: 'Change the PIN',
  'card-pin': 'Check the PIN',
  references: 'Replace keys and certificates',
  block: 'Block the PIN',
} satisfies Record<Exclude<StageName, 'requested'>, string>;

export const titles: Partial<Record<UpdateKind, string>> = {
  'card.issue': 'Set up your new card',
  'pin.unlock': 'Choose a new PIN for your card',
  'passkey.new': 'Make a new passkey on your card',
  'replace.permanent': 'Set up your new card',
  'replace.temporary': 'Set up your temporary card',
};

const reading = 'Put the card into the reader and leave it there.';
const paused =
  'It stopped where nothing can be lost. It goes on by itself in a moment; you are asked for the PIN again.';

/** What a holder can do about it. What stands here needs no help desk; everything else does. */
export const problemText = {
  CARD_ABSENT: { title: 'The card is not in the reader', fix: 'Put it into the reader that it was in.' },
  CARD_REMOVED: { title: 'The card was taken out', fix: 'Put the same card in again.' },
  CARD_WRONG_DEVICE: { title: 'Another card is in the reader', fix: 'Put in the card that this is about.' },
  CARD_AMBIGUOUS: { title: 'More than one card is plugged in', fix: 'Take the other cards out.' },
  CARD_BUSY: {
    title: 'Another program is using the card',
    fix: 'Close the other programs that use it.',
  },
  CARD_IN_WORK: {
    title: 'The reader is in use for another card',
    fix: 'Let that end first: it may be waiting for a PIN. Then put in the card that this is for.',
  },
  CARD_WAS_RESET: { title: 'Another program was using the card', fix: 'Close the other programs that use it.' },
  CARD_UNPOWERED: {
    title: 'The reader has switched the card off',
    fix: 'Plug the reader into the computer itself, not into a hub.',
  },
  CARD_UNRESPONSIVE: {
    title: 'The card does not answer',
    fix: 'Take it out, wipe its contacts clean, and put it in again the right way round.',
  },
  CARD_LINK_FAILED: { title: 'The reader cannot talk to the card', fix: 'Take the card out and put it in again.' },
  FIDO_PIN_BLOCKED: {
    title: 'The PIN for passkeys is blocked',
    fix: 'It was typed wrongly too often. Ask your help desk: the card has to be prepared anew.',
  },
  FIDO_PIN_MUST_CHANGE: {
    title: 'The PIN for passkeys must be changed first',
    fix: 'Change it where your computer offers it, in its settings for sign-in, and then begin again.',
  },
  FIDO_PIN_NEEDS_REINSERT: {
    title: 'The card takes no PIN for passkeys now',
    fix: 'Too many wrong ones were typed in a row. Take the card or key out, put it in again, and try again.',
  },
  FIDO_USER_CANCELLED: {
    title: 'There is no passkey yet',
    fix: 'The card or key was not touched in time, or it was stopped. Try again, and touch it as soon as it blinks.',
  },
  FIDO_CREDENTIAL_EXCLUDED: {
    title: 'There is a passkey for your account on it already',
    fix: 'You can sign in with that one. Ask your help desk if it does not work.',
  },
  FIDO_OTHER_KEY: {
    title: 'The passkey was made on something else',
    fix: 'It has to be on the card or key that this is about, so the other one does not count. Unplug all other keys, use no phone, and try again.',
  },
  FIDO_MODEL_NOT_ACCEPTED: {
    title: 'Your organisation takes no passkeys from cards or keys like this one',
    fix: 'Ask your help desk for another one.',
  },
  FIDO_KEY_FULL: {
    title: 'There is no room for another passkey',
    fix: 'Delete one that you do not use any more: your computer offers it in its settings for sign-in. Then try again.',
  },
  RELYING_PARTY_UNAVAILABLE: {
    title: 'Your sign-in service does not answer',
    fix: 'Try again in a few minutes.',
  },
  CARD_PIN_BLOCKED: {
    title: 'The PIN of the card is blocked',
    fix: 'It was typed wrongly too often. Choose a new PIN to go on.',
  },
  CARD_PIN_LAST_TRY: {
    title: 'There is one try left for the PIN',
    fix: 'Try again only if you are sure of the PIN. Otherwise choose a new one: after another wrong try the card blocks its PIN.',
  },
  CARD_PIN_INCORRECT: { title: 'That was not the PIN of the card', fix: 'Try again, and type it once more.' },
  CARD_PIN_REFUSED: { title: 'The card does not take this PIN', fix: 'Try again, and choose another one.' },
  EDGE_UNREACHABLE: {
    title: 'The computer with the card does not answer',
    fix: 'Check that it is switched on and connected to the network.',
  },
  EDGE_SCREEN_LOCKED: { title: 'The screen was locked', fix: paused },
  EDGE_SIGNED_OUT: { title: 'You logged off', fix: paused },
  EDGE_GOING_TO_SLEEP: { title: 'The computer went to sleep', fix: paused },
  EDGE_RESTARTED: { title: 'The computer with the card was interrupted', fix: reading },
  EDGE_NO_READER: { title: 'There is no card reader', fix: 'Plug the reader in, and put the card into it.' },
  EDGE_READER_UNAVAILABLE: { title: 'The card reader does not answer', fix: 'Unplug the reader and plug it in again.' },
  REQUEST_DEVICE_BUSY: {
    title: 'Something else is being done with this card',
    fix: 'Wait until it is finished, then try again.',
  },
  REQUEST_OFFER_CLOSED: {
    title: 'This update is no longer offered',
    fix: 'Take the card out and put it in again: what is due is shown then.',
  },
  REQUEST_TIMEOUT: { title: 'That took too long', fix: 'Try again. Nothing is done twice.' },
  REQUEST_SERVICE_UNAVAILABLE: { title: 'The server is busy', fix: 'Try again in a moment.' },
  REQUEST_RATE_LIMITED: { title: 'The server is busy', fix: 'Try again in a moment.' },
  LIFECYCLE_NOT_FOUND_AGAIN: {
    title: 'An operator decides about this card',
    fix: 'Ask your help desk: only a card that you alone reported as misplaced or forgotten is yours to use again at once.',
  },
  LIFECYCLE_REPLACEMENT_OPEN: {
    title: 'Another card takes the place of this one',
    fix: 'Ask your help desk which of them you are to use.',
  },
  LIFECYCLE_NOT_ACTIVE: { title: 'The card is not active, so this cannot be done with it', fix: 'Ask your help desk.' },
  REQUEST_NOT_FOUND: {
    title: 'There is nothing at this address',
    fix: 'The link may be old. What concerns you stands under My devices.',
  },
  REQUEST_PLAN_CHANGED: {
    title: 'The card has changed since it was looked at',
    fix: 'Have it looked at once more, then continue.',
  },
  AUTH_STEP_UP_REQUIRED: {
    title: 'First confirm that it is you',
    fix: 'Sign in again, then repeat what you did. Nothing was changed yet.',
  },
  AUTH_NOT_YOUR_DEVICE: {
    title: 'This card is somebody else’s',
    fix: 'Take it out, and put in a card of yours.',
  },
  AUTH_NOT_AT_WORKSTATION: {
    title: 'It is not known that you are at this computer',
    fix: 'Connect this computer first, or ask your help desk.',
  },
  PERSON_DISABLED: {
    title: 'Your account is switched off here',
    fix: 'Ask your help desk.',
  },
  PROFILE_WITHDRAWN: {
    title: 'Cards of this kind are no longer made',
    fix: 'Ask your help desk which card you are to use.',
  },
  LIFECYCLE_CARD_EXPIRED: {
    title: 'This card has expired',
    fix: 'Ask your help desk for a new one.',
  },
  PERSON_NOT_APPROVED: {
    title: 'You are not approved for a card of this kind',
    fix: 'Ask your help desk what is missing.',
  },
  CARD_INTERFACE_UNSUPPORTED: {
    title: 'This reader or card works without contacts',
    fix: 'For this, push a card with contacts into a reader that takes it in.',
  },
  CARD_NOT_PIV: {
    title: 'This card cannot be used for this',
    fix: 'Take it out, and put in a card that you were given for it.',
  },
  CARD_UNSUPPORTED: {
    title: 'This card cannot be used for this',
    fix: 'Take it out, and put in a card that you were given for it.',
  },
  CONSOLE_OFFLINE: {
    title: 'The server cannot be reached',
    fix: 'Check the network. What runs goes on; this page tries again by itself.',
  },
};
export const unknownProblem = {
  title: 'This did not work',
  fix: 'Nothing on the card is lost. Try again; if it does not help, ask your help desk.',
};

/** What a key is for, after "for". */
const purposes: Partial<Record<KeyReferenceName, string>> = {
  '9A': 'signing in',
  '9C': 'signing documents and mail',
  '9D': 'reading encrypted mail',
  '9E': 'opening doors',
};

/** Why, in a sentence of its own; of a cause that is not here nothing is said. */
export const why: Readonly<Record<string, string>> = {
  RENEW: 'The old one expires soon.',
  PROFILE_CHANGED: 'Your organisation has changed what a card has to contain.',
  HOLDER_DATA_CHANGED: 'Your name or other data about you has changed.',
  CONTENT_DAMAGED: 'Something on the card is damaged.',
  EXTERNALLY_REVOKED: 'The old one is no longer valid.',
  KEYSET_ROTATION: 'Your organisation renews the keys that it looks after cards with.',
  PASSKEY_MISSING: 'The one that it had was deleted.',
  PASSKEY_RENEWAL: 'Your organisation wants a new one after the card was written anew. The old one works until then.',
  PIN_EXPOSED: 'Somebody else may know the PIN.',
  FORGOTTEN_PIN: 'Your help desk was told that you cannot use the old one any more.',
};

export const things: Readonly<Record<UpdateKind, (references: readonly KeyReferenceName[]) => string>> = {
  'cert.revoked': (references) => `You get a new certificate for ${forWhat(references)}.`,
  'cert.add': (references) => `Your card gets a certificate for ${forWhat(references)}.`,
  'cert.remove': (references) => `The certificate for ${forWhat(references)} is removed from your card.`,
  'profile.version': (references) => `You get a new certificate for ${forWhat(references)}.`,
  'holder.changed': (references) => `You get a new certificate for ${forWhat(references)}.`,
  'campaign.renew': (references) => `You get a new certificate for ${forWhat(references)}.`,
  'cert.renew': (references) =>
    references.length === 0
      ? 'Certificates on your card are renewed.'
      : `You get a new certificate for ${forWhat(references)}.`,
  'passkey.new': () => 'You make a new passkey on your card, with its PIN for passkeys and a touch.',
  'management-key.rotate': () =>
    'Something on your card that only your organisation uses is renewed. Nothing that you use changes.',
  'card.reprovision': () => 'Your card is written anew, with new certificates.',
  'pin.unlock': () => 'You choose a new PIN for your card. The old one is not needed, also if it is blocked.',
  'pin.change': () => 'The PIN of your card is replaced by one that you choose.',
  'card.lock': () => 'Your card is locked.',
  'replace.permanent': () => 'Your new card is set up for you. It takes the place of your old one.',
  'replace.temporary': () => 'A card that you use for a time is set up for you.',
  'card.issue': () => 'Your new card is set up for you, with its first certificates.',
};

const forWhat = (references: readonly KeyReferenceName[]): string =>
  listed([...new Set(references.map((name) => purposes[name] ?? 'reading old mail'))]);
