/** Every sentence of the server has German words, with the same places for values. */
import { describe, expect, it } from '@jest/globals';
import { CardwrightError, type WireError } from '../errors/cardwright-error.js';
import { errorCatalogue, type ErrorCode } from '../errors/error-catalogue.js';
import { deviceStatesInGerman } from './steps.de.js';
import { findingCodes, findingKinds } from '../card/findings.js';
import { findingsInGerman } from './findings.de.js';
import { errorsInGerman } from './errors.de.js';
import { inGerman } from './in-german.js';
import { allRowWords } from './rows.js';
import { rowsInGerman } from './rows.de.table.js';
import { errorWords, refusalOf, say } from './say.js';
import { onlyInEnglish } from '../said.js';
import { sentences } from './sentences.table.js';

const placesOf = (template: string): string[] => [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe('the tables', () => {
  it('every sentence has the same places in both languages', () => {
    const other = Object.entries(sentences).filter(([, { en, de }]) => placesOf(en).join() !== placesOf(de).join());
    expect(other.map(([code]) => code)).toEqual([]);
  });

  it('every kind of saga, card step and state has German words, and there are no others', () => {
    const english = new Set([...allRowWords().map(({ said }) => said.code), ...Object.keys(deviceStatesInGerman)]);
    expect(Object.keys(rowsInGerman).sort()).toEqual([...english].sort());
  });

  it('no German text is empty, or the English one', () => {
    const same = [
      ...Object.entries(sentences).map(([code, { en, de }]) => [code, en, de]),
      ...allRowWords().map(({ text, said }) => [said.code, text, rowsInGerman[said.code]!]),
      ...findingCodes.map((code) => [code, findingKinds[code].title, findingsInGerman[code]]),
      ...codes.flatMap((code) => [
        [code, errorCatalogue[code].title, errorsInGerman[code][0]],
        [code, errorCatalogue[code].fix, errorsInGerman[code][1]],
      ]),
    ].filter(([, en, de]) => de === '' || (en === de && /[a-z]{3}/.test(de!.replaceAll(/\{\w+\}/g, ''))));
    expect(same).toEqual([]);
  });

  it('what is to be done names the same commands, files and settings in both languages', () => {
    const named = (text: string): string[] =>
      [...text.matchAll(/`[^`]+`|docs\/[\w.-]+|\b[A-Z]+_[A-Z_]+\b/g)].map(([it]) => it);
    const other = codes.filter(
      (code) => named(errorCatalogue[code].fix).join() !== named(errorsInGerman[code][1]).join(),
    );
    expect(other).toEqual([]);
  });
});

describe('a sentence', () => {
  it('is made from its code and values, in each language', () => {
    const error = errorWords({ code: 'CARD_BUSY', message: 'gpg holds the card' });
    const { text, said } = say('saga.waits', { error, fix: 'Close it.' });
    expect(text).toBe('It waits: gpg holds the card. Close it. It goes on by itself');
    expect(said).toEqual({ code: 'saga.waits', values: { error: { code: 'error.CARD_BUSY' }, fix: 'Close it.' } });
    expect(inGerman(said)).toBe('Es wartet: Ein anderes Programm hat die Karte. Close it. Es geht von selbst weiter');
  });

  it('shows several values with commas', () => {
    const { text, said } = say('update.new-keys', { keys: ['9A', '9D'] });
    expect([text, inGerman(said)]).toEqual([
      'New keys and certificates in 9A, 9D',
      'Neue Schlüssel und Zertifikate in 9A, 9D',
    ]);
  });

  it('with a code that is not known, or holds one, has no German text', () => {
    expect(inGerman({ code: 'saga.of-tomorrow' })).toBeUndefined();
    expect(inGerman({ code: 'saga.two', values: { first: { code: 'x.y' }, then: 'z' } })).toBeUndefined();
    expect(inGerman({ code: 'error.toString' })).toBeUndefined();
  });
});

describe('what an error says', () => {
  it('has another language, or does not compile', () => {
    // @ts-expect-error A text alone has no other language.
    const error = new CardwrightError('CARD_ABSENT', 'No card');
    expect(error).toBeInstanceOf(Error);
  });

  it.each([
    [
      say('reader.holds-at', { reader: 'R0', card: say('reader.no-serial') }),
      'in „R0“ steckt eine Karte ohne Seriennummer',
    ],
    [
      say('record.attested-wanted', { lack: say('attestation.absent') }),
      'Das Profil verlangt bezeugte Schlüssel: Die Karte hat kein Zertifikat eines Schlüssels dafür',
    ],
    [say('input.not-valid', { fields: ['email', 'upn'] }), 'Nicht gültig: email, upn'],
    [
      say('wrong.field', { field: say('field.email'), problem: say('wrong.email') }),
      'E-Mail-Adresse: ist keine E-Mail-Adresse (name@domain)',
    ],
    [
      say('pcsc.missing', { what: say('pcsc.no-service'), advice: say('pcsc.other-service') }),
      'Der PC/SC-Dienst antwortet nicht. Starten Sie den PC/SC-Dienst.',
    ],
  ])('%j is said in German', (message, german) => {
    const error = new CardwrightError('REQUEST_INVALID', message);
    const { message: text, said } = CardwrightError.fromWire(JSON.parse(JSON.stringify(error)) as WireError);
    expect([text, inGerman(said!)]).toEqual([message.text, german]);
  });

  it('where it is only in English, other languages have what the error is called', () =>
    expect(new CardwrightError('CARD_ABSENT', onlyInEnglish('No card')).toJSON()).toEqual({
      code: 'CARD_ABSENT',
      message: 'No card',
      details: {},
      said: { code: 'error.CARD_ABSENT' },
    }));

  it('of a peer of an earlier version, is what it was', () =>
    expect(CardwrightError.fromWire({ code: 'CARD_ABSENT', message: 'No card' }).said).toBeUndefined());
});

it.each([
  [{ code: 'CARD_ABSENT', message: 'The card is not in a reader of this workstation' }, { code: 'error.CARD_ABSENT' }],
  [{ code: 'CARD_ABSENT', message: 'Some other words' }, undefined],
] as const)('an error %j says %j', (error, said) => expect(refusalOf(error).said?.message).toEqual(said));
