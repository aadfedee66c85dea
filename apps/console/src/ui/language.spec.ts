import { expect, it } from '@jest/globals';
import { decideLanguage, localeFor } from './language.js';

it.each([
  [null, ['en-GB', 'de'], 'en'],
  [null, ['de-AT', 'en'], 'de'],
  [null, ['fr', 'de'], 'de'],
  [null, ['fr'], 'en'],
  [null, [], 'en'],
  ['de', ['en-GB'], 'de'],
  ['en', ['de-DE'], 'en'],
  ['xx', ['de-DE'], 'de'],
] as const)('[C01] chosen %s, the browser prefers %j: %s', (chosen, preferred, language) =>
  expect(decideLanguage(chosen, preferred)).toBe(language),
);

it.each([
  ['en', ['de-DE', 'en-GB'], 'en-GB'],
  ['de', ['de-AT'], 'de-AT'],
  ['de', ['en-GB'], 'de'],
] as const)('dates and numbers of %s, where the browser prefers %j, are those of %s', (language, preferred, locale) =>
  expect(localeFor(language, preferred)).toBe(locale),
);
