import { expect, it } from '@jest/globals';
import { readerLanguage } from './reader-language.js';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['de', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['en-GB,de;q=0.9', 'en'],
  ['en;q=0.5, de;q=0.7', 'de'],
  ['fr, de;q=0.1', 'de'],
  ['fr', 'en'],
  ['*', 'en'],
  ['de;q=0', 'en'],
  ['DE', 'de'],
  ['de;q=x, en', 'en'],
])('%s is read in %s', (header, language) => expect(readerLanguage(header)).toBe(language));
