import { describe, expect, it } from '@jest/globals';
import type { RequestType } from '../api/types.js';
import { pinOf } from '../pin/pin-stage.js';
import { writePageIn } from '../ui/language.js';
import { inPlaceOf, outcomeOf } from './outcome.js';
import { noProgress, stageStates } from './progress.js';
import { cancelText, sagaTitle } from './sagas.text.js';

const sentence = 'The saga’s last sentence';

/** Written down by hand: what people read of a kind when it is named, done and cancelled (from which percentage on). */
interface Words {
  ofNobody: string;
  ofAda: string;
  done: readonly [title: string, hint: string | null | undefined];
  stopped: readonly (readonly [percent: number, title: string, hint: string | undefined])[];
  submit?: string;
}
const cancelled = 'The saga was cancelled';
const issueLeft = 'Certificates of this attempt are revoked. The card can be recycled and issued again.';
const untouched = 'Nothing on the card was changed.';
const words: Readonly<Record<RequestType, Words>> = {
  ISSUE: {
    ofNobody: 'Issue a card',
    ofAda: 'Issue to Ada',
    done: [sentence, undefined],
    stopped: [
      [0, cancelled, issueLeft],
      [50, cancelled, issueLeft],
    ],
    submit: 'Set PIN and activate',
  },
  ACTIVATE: {
    ofNobody: 'Activate a card',
    ofAda: 'Activate the card of Ada',
    done: [
      'The card is active',
      'Its certificates are off hold. The initial PIN is still in place and must be changed by the holder.',
    ],
    stopped: [[50, cancelled, sentence]],
  },
  RECYCLE: {
    ofNobody: 'Recycle a card',
    ofAda: 'Recycle the card of Ada',
    done: ['The card is blank again', 'Its certificates are revoked. It can be issued anew.'],
    stopped: [
      [5, cancelled, issueLeft],
      [40, cancelled, issueLeft],
    ],
  },
  REPROVISION: {
    ofNobody: 'Reprovision a card',
    ofAda: 'Reprovision the card of Ada',
    done: [sentence, 'Its keys and certificates are new. It is used with the PIN that was just chosen.'],
    stopped: [
      [19, cancelled, untouched],
      [20, cancelled, 'The card is neither old nor new. Reprovision it once more, or terminate and recycle it.'],
    ],
    submit: 'Set PIN and go on',
  },
  UPDATE: {
    ofNobody: 'Update a card',
    ofAda: 'Update the card of Ada',
    done: [sentence, null],
    stopped: [
      [15, sentence, undefined],
      [20, sentence, undefined],
    ],
    submit: 'Update the card',
  },
  UNLOCK: {
    ofNobody: 'Reset the PIN of a card',
    ofAda: 'Reset the PIN of the card of Ada',
    done: [sentence, 'The new PIN holds from now on; the content of the card is as it was.'],
    stopped: [
      [14, cancelled, untouched],
      // It may have been set already: its last sentence says so.
      [15, cancelled, sentence],
    ],
    submit: 'Set PIN',
  },
  CHANGE_PIN: {
    ofNobody: 'Change the PIN of a card',
    ofAda: 'Change the PIN of the card of Ada',
    done: [sentence, 'The new PIN holds from now on; the content of the card is as it was.'],
    stopped: [
      [19, cancelled, untouched],
      // It may have been set already: its last sentence says so.
      [20, cancelled, sentence],
    ],
    submit: 'Change PIN',
  },
  LOCK: {
    ofNobody: 'Lock a card',
    ofAda: 'Lock the card of Ada',
    done: [sentence, 'The card takes no PIN until its holder chooses a new one: Reset PIN.'],
    stopped: [[15, cancelled, sentence]],
  },
  PASSKEY: {
    ofNobody: 'Make a new passkey for a card',
    ofAda: 'Make a new passkey for the card of Ada',
    done: [sentence, 'The passkey that the card had before is no longer accepted.'],
    stopped: [
      [14, sentence, undefined],
      // It may have the new one already: its last sentence says so.
      [15, sentence, undefined],
    ],
  },
  REPLACE_TEMP: {
    ofNobody: 'Replace for a time a card',
    ofAda: 'Replace for a time the card of Ada',
    done: [sentence, undefined],
    stopped: [[0, sentence, undefined]],
  },
  REPLACE_PERM: {
    ofNobody: 'Replace a card',
    ofAda: 'Replace the card of Ada',
    done: [sentence, undefined],
    stopped: [[0, sentence, undefined]],
  },
};

describe('what a page says of each kind', () => {
  it.each(Object.entries(words) as [RequestType, Words][])('%s', (type, { ofNobody, ofAda, done, stopped, submit }) => {
    expect([sagaTitle(type, null), sagaTitle(type, 'Ada')]).toEqual([ofNobody, ofAda]);
    expect(pinOf(type)?.submit).toBe(submit);
    const completed = outcomeOf({ type, state: 'COMPLETED', percent: 100, sentence }, undefined);
    expect([completed.tone, completed.title, completed.hint]).toEqual(['green', ...done]);
    for (const [percent, title, hint] of stopped)
      expect(outcomeOf({ type, state: 'CANCELLED', percent, sentence }, undefined)).toEqual({
        tone: 'gray',
        title,
        ...(hint && { hint }),
      });
  });

  it('says it in German on a page in German, and in English on one that has no other language', () => {
    writePageIn('de');
    const ended = (type: RequestType, state: 'COMPLETED' | 'CANCELLED', percent: number) => {
      const { title, hint } = outcomeOf({ type, state, percent, sentence }, undefined);
      return [sagaTitle(type, 'Ada'), title, hint];
    };
    expect([
      ended('ACTIVATE', 'COMPLETED', 100),
      ended('REPROVISION', 'COMPLETED', 100),
      ended('REPROVISION', 'CANCELLED', 14),
      ended('REPROVISION', 'CANCELLED', 20),
      ended('UNLOCK', 'CANCELLED', 15),
      ended('ISSUE', 'CANCELLED', 50),
    ]).toEqual([
      [
        'Die Karte von Ada aktivieren',
        'Die Karte ist aktiv',
        'Ihre Zertifikate sind freigegeben. Noch hat sie die Anfangs-PIN, die der Inhaber ändern muss.',
      ],
      [
        'Die Karte von Ada neu beschreiben',
        sentence,
        'Ihre Schlüssel und Zertifikate sind neu. Sie wird mit der PIN benutzt, die eben gewählt wurde.',
      ],
      ['Die Karte von Ada neu beschreiben', 'Die Saga wurde abgebrochen', 'An der Karte wurde nichts geändert.'],
      [
        'Die Karte von Ada neu beschreiben',
        'Die Saga wurde abgebrochen',
        'Die Karte ist weder alt noch neu. Beschreiben Sie sie noch einmal neu, oder beenden und leeren Sie sie.',
      ],
      ['Die PIN der Karte von Ada zurücksetzen', 'Die Saga wurde abgebrochen', sentence],
      [
        'Eine Karte für Ada ausstellen',
        'Die Saga wurde abgebrochen',
        'Die Zertifikate dieses Versuchs werden gesperrt. Die Karte kann geleert und wieder ausgestellt werden.',
      ],
    ]);
    const labels = (type: RequestType) => stageStates(noProgress, type).map(({ label }) => label);
    expect(labels('REPROVISION')).toEqual([
      'Karte lesen',
      'PIN wählen',
      'Schlüssel und Zertifikate ersetzen',
      'Karte schreiben',
    ]);
    writePageIn('en');
    expect(labels('REPROVISION')).toEqual([
      'Read the card',
      'Choose the PIN',
      'Replace keys and certificates',
      'Write the card',
    ]);
    expect(ended('REPROVISION', 'CANCELLED', 14)).toEqual([
      'Reprovision the card of Ada',
      'The saga was cancelled',
      'Nothing on the card was changed.',
    ]);
  });

  it('[C15] an issue ends as its card is now: pending, or active with the PIN of its holder', () => {
    const issue = { type: 'ISSUE', state: 'COMPLETED', percent: 100, sentence } as const;
    expect(outcomeOf(issue, { state: 'PENDING_ACTIVATION', pin: 'initial' })).toEqual({
      tone: 'yellow',
      title: sentence,
      hint: 'Its certificates are on hold until an operator activates it. The initial PIN is on the card.',
    });
    expect(outcomeOf(issue, { state: 'ACTIVE', pin: 'set' }).hint).toBe(
      'It can be used now, with the PIN that its holder chose.',
    );
    expect(outcomeOf(issue, { state: 'TERMINATED', pin: 'set' })).toEqual({ tone: 'green', title: sentence });
  });

  it('one that was withdrawn says so itself; one that gave way names its successor', () => {
    const waited = { type: 'REPROVISION', percent: 0, sentence } as const;
    expect(outcomeOf({ ...waited, state: 'WITHDRAWN' }, undefined)).toEqual({ tone: 'gray', title: sentence });
    expect(outcomeOf({ ...waited, state: 'SUPERSEDED' }, undefined).title).toBe('A newer request took over');
  });

  it('cancels an issuance by that name', () => {
    expect([cancelText('ISSUE'), cancelText('UPDATE'), cancelText('REPLACE_PERM')]).toEqual([
      'Cancel issuance',
      'Cancel saga',
      'Cancel saga',
    ]);
  });
});

it('a card that was issued in the place of another one is said to be that, and a temporary one until when', () => {
  const since = '2026-11-26T00:00:00Z';
  const link = {
    requestId: 'r',
    reason: 'FORGOTTEN',
    deviceId: 'd',
    label: '10000001',
    since,
    state: 'SUSPENDED',
  } as const;
  const issued = { type: 'ISSUE', state: 'COMPLETED' } as const;
  const temporary = { replaces: { ...link, kind: 'temporary' }, expiresOn: '2026-12-10' } as const;
  const permanent = { replaces: { ...link, kind: 'permanent' }, expiresOn: '2029-12-10' } as const;
  expect(inPlaceOf(issued, temporary)).toBe('It is a temporary card in the place of 10000001, until Dec 10, 2026.');
  expect(inPlaceOf(issued, permanent)).toBe('It takes the place of 10000001.');
  expect(inPlaceOf(issued, { replaces: null, expiresOn: '2029-12-10' })).toBeNull();
  expect(inPlaceOf({ type: 'ISSUE', state: 'CANCELLED' }, temporary)).toBeNull();
  expect(inPlaceOf({ type: 'UPDATE', state: 'COMPLETED' }, temporary)).toBeNull();
});
