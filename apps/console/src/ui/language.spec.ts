import { expect, it } from '@jest/globals';
import { decideLanguage, inPagesLanguage, localeFor, writePageIn } from './language.js';

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

it('what stands on pages of both kinds is read in the language of the page, in groups and functions that were taken before too', () => {
  const text = inPagesLanguage({
    en: { title: 'Sagas', states: { done: 'done' }, steps: (count: number) => `${count} steps`, list: ['one'] },
    de: { title: 'Abläufe', states: { done: 'erledigt' }, steps: (count) => `${count} Schritte`, list: ['eins'] },
  });
  const say = inPagesLanguage<() => string>({ en: () => 'Yes', de: () => 'Ja' });
  const { states, steps } = text;
  const read = () => [text.title, states.done, Object.keys(states), steps(2), text.list, say(), { ...states }];
  writePageIn('de');
  expect(read()).toEqual(['Abläufe', 'erledigt', ['done'], '2 Schritte', ['eins'], 'Ja', { done: 'erledigt' }]);
  writePageIn('en');
  expect(read()).toEqual(['Sagas', 'done', ['done'], '2 steps', ['one'], 'Yes', { done: 'done' }]);
  expect(inPagesLanguage({ en: 'One', de: 'Eins' })).toBe('One');
});
