import { expect, it } from '@jest/globals';
import { say } from '@cardwright/contracts/words/say';
import { inLanguage } from './in-language.js';

const moved = say('saga.card-moved', { reader: 'Reader A', expected: 'Reader B' });
const saga = { requestId: '1', sentence: moved.text, errorMessage: null, said: { sentence: moved.said } };

it('English answers are as the service gave them', () => expect(inLanguage({ saga }, 'en')).toEqual({ saga }));

it('texts are said in German where they have a code, however deep they stand', () =>
  expect(inLanguage({ rows: [{ saga }], total: 1 }, 'de')).toEqual({
    rows: [{ saga: { ...saga, sentence: 'Die Karte steckt in „Reader A“; erwartet war sie in „Reader B“' } }],
    total: 1,
  }));

it('each text of a list is said, and one without a code stays', () =>
  expect(inLanguage({ problems: [moved.text, 'So'], said: { problems: [moved.said, null] } }, 'de')).toMatchObject({
    problems: ['Die Karte steckt in „Reader A“; erwartet war sie in „Reader B“', 'So'],
  }));

it.each([
  ['a code that only a newer service knows', { sentence: 'New', said: { sentence: { code: 'saga.of-tomorrow' } } }],
  ['a text that is not there', { errorMessage: null, said: { errorMessage: moved.said } }],
  ['something else that is called said', { sentence: 'So', said: 'yes' }],
  ['a date', { at: new Date(0) }],
])('%s stays as it is', (_, value) => expect(inLanguage(value, 'de')).toBe(value));
