import { describe, expect, it } from '@jest/globals';
import type { UpdateCause, UpdateOffer } from '../api/types.js';
import { asksOf, causesOf, durationText, faceOf } from './offer-face.js';
import * as german from './update.de.js';
import * as english from './update.en.js';
import {
  cancelledTitle,
  causeText,
  finishedText,
  helpAbout,
  problemText,
  stageText,
  startText,
  stoppedText,
  text,
  unknownProblem,
} from './update.text.js';

const cause = (
  kind: UpdateCause['kind'],
  why: string,
  keyReferences: UpdateCause['keyReferences'] = [],
): UpdateCause => ({
  ...{ kind, keyReferences },
  cause: why,
  dueAt: '2026-11-01T00:00:00.000Z',
  deadline: null,
  urgency: 'normal',
});
const offer = (more: Partial<UpdateOffer> = {}): UpdateOffer => ({
  offerId: 'o',
  deviceId: 'd',
  deviceLabel: 'Card',
  kind: 'cert.renew',
  causes: [cause('cert.renew', 'RENEW', ['9A'])],
  urgency: 'normal',
  deadline: null,
  record: null,
  postponable: true,
  postponedUntil: '2026-11-27T18:00:00.000Z',
  state: 'offered',
  personId: 'p',
  offeredAt: '2026-11-27T12:00:00.000Z',
  workstationId: null,
  readerName: null,
  until: null,
  postponements: [],
  acceptedAt: null,
  requestId: null,
  outcome: null,
  endedAt: null,
  ...more,
});

describe('what the page shows of an offer', () => {
  it.each([
    ['offered', { shows: 'ask' }],
    ['accepted', { shows: 'ask' }],
    // Its holder is here now.
    ['postponed', { shows: 'ask' }],
    ['withdrawn', { shows: 'closed', why: 'withdrawn' }],
    ['superseded', { shows: 'closed', why: 'superseded' }],
    ['done', { shows: 'closed', why: 'done' }],
  ] as const)('%s', (state, face) => {
    expect(faceOf(offer({ state }), undefined)).toEqual(face);
  });

  it.each(['offered', 'accepted', 'postponed', 'withdrawn', 'superseded', 'done'] as const)(
    'what was begun for it, whether it is %s by now',
    (state) => {
      expect(faceOf(offer({ state, requestId: 'r' }), undefined)).toEqual({ shows: 'run', requestId: 'r' });
      expect(faceOf(offer({ state }), 'r')).toEqual({ shows: 'run', requestId: 'r' });
    },
  );

  it('a lock is said, not asked', () => {
    const lock = { kind: 'card.lock' } as const;
    expect(faceOf(offer(lock), undefined)).toEqual({ shows: 'closed', why: 'lock' });
    expect(faceOf(offer({ ...lock, requestId: 'r' }), undefined)).toEqual({ shows: 'closed', why: 'lock' });
  });

  it('what is done now, and what is asked about afterwards', () => {
    const renewal = cause('cert.renew', 'RENEW', ['9A']);
    const pin = cause('pin.change', 'PIN_EXPOSED');
    const anew = cause('card.reprovision', 'PROFILE_CHANGED');
    expect(causesOf({ kind: 'pin.change', causes: [pin, renewal] })).toEqual({ now: [pin], after: [renewal] });
    // A reprovision makes every certificate anew.
    const more = cause('cert.add', 'PROFILE_CHANGED', ['9E']);
    expect(causesOf({ kind: 'card.reprovision', causes: [anew, more, renewal] })).toEqual({ now: [anew], after: [] });
    // One update does all that the new version of the profile wants.
    const less = cause('cert.remove', 'PROFILE_CHANGED', ['9C']);
    expect(causesOf({ kind: 'cert.add', causes: [more, less, renewal] })).toEqual({
      now: [more, less],
      after: [renewal],
    });
  });

  it.each([
    ['cert.renew', 'card-pin'],
    ['card.reprovision', 'new-pin'],
    ['pin.change', 'new-pin'],
    ['card.lock', null],
    ['card.issue', 'new-pin'],
    ['replace.permanent', 'new-pin'],
    ['replace.temporary', 'new-pin'],
    ['pin.unlock', 'new-pin'],
  ] as const)('[A12] which PIN %s asks for: %s', (kind, asks) => {
    expect(asksOf({ kind })).toBe(asks);
  });

  it.each([
    [null, 'It usually takes a minute or two.'],
    [
      { medianSeconds: 38.4, succeeded: 211, of: 212 },
      'It usually takes 38 seconds. Of the last 212 it was done for 211 without help.',
    ],
    [
      { medianSeconds: 89, succeeded: 5, of: 5 },
      'It usually takes 89 seconds. Of the last 5 it was done for 5 without help.',
    ],
    [
      { medianSeconds: 91, succeeded: 5, of: 5 },
      'It usually takes 2 minutes. Of the last 5 it was done for 5 without help.',
    ],
    [
      { medianSeconds: 260, succeeded: 9, of: 10 },
      'It usually takes 4 minutes. Of the last 10 it was done for 9 without help.',
    ],
  ])('how long it takes, by the record: %j', (record, said) => {
    expect(durationText(record)).toBe(said);
  });
});

describe('a holder’s words', () => {
  it.each([
    [cause('cert.renew', 'RENEW', ['9A']), 'You get a new certificate for signing in. The old one expires soon.'],
    [
      cause('cert.renew', 'RENEW', ['9A', '9C', '9D', '9E']),
      'You get a new certificate for signing in, signing documents and mail, reading encrypted mail, and opening doors. The old one expires soon.',
    ],
    [
      cause('cert.renew', 'RENEW', ['82', '83']),
      'You get a new certificate for reading old mail. The old one expires soon.',
    ],
    [cause('cert.renew', 'RENEW'), 'Certificates on your card are renewed. The old one expires soon.'],
    [
      cause('cert.revoked', 'EXTERNALLY_REVOKED', ['9A']),
      'You get a new certificate for signing in. The old one is no longer valid.',
    ],
    [
      cause('holder.changed', 'HOLDER_DATA_CHANGED', ['9C']),
      'You get a new certificate for signing documents and mail. Your name or other data about you has changed.',
    ],
    [
      cause('management-key.rotate', 'KEYSET_ROTATION'),
      'Something on your card that only your organisation uses is renewed. Nothing that you use changes. Your organisation renews the keys that it looks after cards with.',
    ],
    [
      cause('cert.add', 'PROFILE_CHANGED', ['9E']),
      'Your card gets a certificate for opening doors. Your organisation has changed what a card has to contain.',
    ],
    [
      cause('cert.remove', 'PROFILE_CHANGED', ['9C']),
      'The certificate for signing documents and mail is removed from your card. Your organisation has changed what a card has to contain.',
    ],
    [
      cause('profile.version', 'PROFILE_CHANGED', ['9A']),
      'You get a new certificate for signing in. Your organisation has changed what a card has to contain.',
    ],
    [
      cause('card.reprovision', 'PROFILE_CHANGED'),
      'Your card is written anew, with new certificates. Your organisation has changed what a card has to contain.',
    ],
    [
      cause('pin.change', 'PIN_EXPOSED'),
      'The PIN of your card is replaced by one that you choose. Somebody else may know the PIN.',
    ],
    // A cause of a later release.
    [cause('pin.change', 'SOMETHING_NEW'), 'The PIN of your card is replaced by one that you choose.'],
    [cause('card.lock', 'ON_LEAVE'), 'Your card is locked.'],
    [cause('replace.temporary', 'MISPLACED'), 'A card that you use for a time is set up for you.'],
    [
      cause('pin.unlock', 'FORGOTTEN_PIN'),
      'You choose a new PIN for your card. The old one is not needed, also if it is blocked. Your help desk was told that you cannot use the old one any more.',
    ],
    [cause('card.issue', 'INITIAL'), 'Your new card is set up for you, with its first certificates.'],
  ])('why: %j', (why, said) => {
    expect(causeText(why)).toBe(said);
  });

  it.each([
    ['requested', 'Getting ready'],
    ['references', 'Renewing what is on your card. Please leave it in the reader'],
    ['a stage of a later release', 'Working on your card. Please leave it in the reader'],
    ['toString', 'Working on your card. Please leave it in the reader'],
  ])('while it runs: %s', (stage, said) => {
    expect(stageText(stage)).toBe(said);
  });

  it('at the end, by what was done', () => {
    expect((['UPDATE', 'REPROVISION', 'UNLOCK', 'LOCK'] as const).map(finishedText)).toEqual([
      'Your card is up to date',
      'Your card is up to date',
      'Your new PIN is set',
      'This card is locked',
    ]);
  });

  it('[C17] a PIN is no update: on the button, at the help, and where it stopped', () => {
    expect((['cert.renew', 'card.issue', 'pin.unlock', 'pin.change', 'passkey.new'] as const).map(startText)).toEqual([
      ...['Update now', 'Set up now', 'Choose the new PIN now', 'Choose the new PIN now', 'Make the passkey now'],
    ]);
    expect(
      (['UPDATE', 'UNLOCK', 'CHANGE_PIN', undefined, 'REPROVISION'] as const).map((type) => text.help[helpAbout(type)]),
    ).toEqual([
      ...[
        'Help with this update',
        'Help with the PIN',
        'Help with the PIN',
        'Help with your card',
        'Help with your card',
      ],
    ]);
    const kinds = ['UPDATE', 'UNLOCK', 'CHANGE_PIN', 'REPROVISION', 'ISSUE', 'PASSKEY'] as const;
    const [stopped, wasStopped] = ['The work on your card has stopped', 'The work on your card was stopped'];
    expect(kinds.map((type) => stoppedText(type).title)).toEqual([
      ...[
        'The update has stopped',
        'It has stopped',
        'It has stopped',
        stopped,
        stopped,
        'Your passkey is not made yet',
      ],
    ]);
    expect(kinds.map(cancelledTitle)).toEqual([
      ...[
        'The update was stopped',
        'No new PIN was chosen',
        'No new PIN was chosen',
        wasStopped,
        wasStopped,
        'Making the passkey was stopped',
      ],
    ]);
  });

  it('[C13] says of every failure of a passkey what to do', () => {
    const codes = Object.keys(english.problemText).filter((code) => code.startsWith('FIDO_'));
    expect(codes).toEqual([
      'FIDO_PIN_BLOCKED',
      'FIDO_PIN_MUST_CHANGE',
      'FIDO_PIN_NEEDS_REINSERT',
      'FIDO_USER_CANCELLED',
      'FIDO_CREDENTIAL_EXCLUDED',
      'FIDO_OTHER_KEY',
      'FIDO_MODEL_NOT_ACCEPTED',
      'FIDO_KEY_FULL',
    ]);
    const said = ({ FIDO_OTHER_KEY, FIDO_MODEL_NOT_ACCEPTED, FIDO_KEY_FULL }: typeof english.problemText) => [
      ...[FIDO_OTHER_KEY, FIDO_MODEL_NOT_ACCEPTED, FIDO_KEY_FULL],
    ];
    expect(said(english.problemText)).toEqual([
      {
        title: 'The passkey was made on something else',
        fix: 'It has to be on the card or key that this is about, so the other one does not count. Unplug all other keys, use no phone, and try again.',
      },
      {
        title: 'Your organisation takes no passkeys from cards or keys like this one',
        fix: 'Ask your help desk for another one.',
      },
      {
        title: 'There is no room for another passkey',
        fix: 'Delete one that you do not use any more: your computer offers it in its settings for sign-in. Then try again.',
      },
    ]);
    expect(said(german.problemText)).toEqual([
      {
        title: 'Der Passkey wurde woanders erstellt',
        fix: 'Er muss auf der Karte oder dem Schlüssel sein, um den es hier geht, darum zählt der andere nicht. Ziehen Sie alle anderen Schlüssel heraus, nehmen Sie kein Telefon, und versuchen Sie es noch einmal.',
      },
      {
        title: 'Ihre Organisation nimmt von solchen Karten oder Schlüsseln keine Passkeys an',
        fix: 'Bitten Sie Ihren Helpdesk um eine andere Karte oder einen anderen Schlüssel.',
      },
      {
        title: 'Für noch einen Passkey ist kein Platz',
        fix: 'Löschen Sie einen, den Sie nicht mehr brauchen: Ihr Computer bietet es in den Einstellungen zur Anmeldung an. Versuchen Sie es dann noch einmal.',
      },
    ]);
  });

  it.each([german.problemText, english.problemText])('has no word of ours for a passkey', (problems) => {
    const ours = /\b(FIDO2?|CTAP|AAGUID|WebAuthn|authenticator|relying party|attestation|credential|token)\b/i;
    expect(spoken(problems).filter((sentence) => ours.test(sentence))).toEqual([]);
  });

  it('has none of ours', () => {
    const said = spoken([text, problemText, unknownProblem]);
    expect(said.length).toBeGreaterThan(100);
    const ours =
      /\b(saga|APDU|PUK|slot|key reference|reprovision|workflow|request|9[ACDE]|agent|workstation|device|PIV|profile)\b/i;
    expect(said.filter((sentence) => ours.test(sentence))).toEqual([]);
  });

  it('[C01] has none of ours in German either, and says everything there', () => {
    const said = spoken([german.text, german.problemText, german.unknownProblem, german.stageLabels]);
    expect(said).toHaveLength(spoken([english.text, english.problemText, unknownProblem, english.stageLabels]).length);
    expect(said.filter((sentence) => sentence.trim() === '')).toEqual([]);
    const ours =
      /\b(Saga|APDU|PUK|Slot|Schlüsselreferenz|Workflow|9[ACDE]|Agent|Arbeitsplatz|Gerät|PIV|Profil|Reprovision\w*)\b/i;
    expect(said.filter((sentence) => ours.test(sentence))).toEqual([]);
  });
});

/** Every text in there, of functions what they say of something. */
function spoken(it: unknown): string[] {
  if (typeof it === 'string') return [it];
  if (typeof it === 'function') return spoken((it as (...args: string[]) => unknown)('x', 'x'));
  return typeof it === 'object' && it !== null ? Object.values(it).flatMap(spoken) : [];
}
