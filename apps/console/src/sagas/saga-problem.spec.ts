import { expect, it } from '@jest/globals';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { Saga } from '../api/types.js';
import { writePageIn } from '../ui/language.js';
import { sagaProblem } from './saga-problem.js';

const saga = (fields: Partial<Saga>) =>
  ({ errorCode: null, stuckReason: null, errorMessage: null, sentence: 'Waiting', ...fields }) as Saga;

it('[C20] a reason is said in the words of the catalogue, with what to do', () => {
  const { title, fix } = errorCatalogue.CARD_ABSENT;
  expect(sagaProblem(saga({ errorCode: 'CARD_ABSENT', errorMessage: 'reader 1' }))).toEqual({
    code: 'CARD_ABSENT',
    found: 'reader 1',
    title,
    fix,
  });
  expect(sagaProblem(saga({ stuckReason: 'CARD_ABSENT' }))).toMatchObject({ title });
});

it('a code that is newer than this page is said in the words of the saga', () => {
  const problem = sagaProblem(saga({ errorCode: 'CARD_MELTED', errorMessage: 'The card has melted' }));
  expect(problem).toEqual({ code: 'CARD_MELTED', title: 'The card has melted', found: null, fix: undefined });
  expect(sagaProblem(saga({})).title).toBe('Waiting');
});

it('the words of the catalogue are those of the page’s language', () => {
  const title = () => sagaProblem(saga({ errorCode: 'CARD_BUSY' })).title;
  writePageIn('de');
  expect(title()).toBe('Ein anderes Programm hat die Karte');
  writePageIn('en');
  expect(title()).toBe('Another program holds the card');
});
