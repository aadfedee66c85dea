/** Values of the contracts that a page in German shows in words: each has German ones, though tables are open to what a newer server knows. */
import { afterEach, expect, it } from '@jest/globals';
import { cardSteps } from '@cardwright/contracts/card/card-steps';
import { reasons } from '@cardwright/contracts/card/reasons';
import { stepText } from '../src/card/card.text.js';
import { titleOfReason } from '../src/reasons/reasons.text.js';
import { writePageIn } from '../src/ui/language.js';
import * as german from '../src/update/update.de.js';
import * as english from '../src/update/update.en.js';

afterEach(() => writePageIn('en'));

it('steps of a plan', () => {
  const kinds = Object.keys(cardSteps);
  expect(kinds.length).toBeGreaterThan(20);
  const inEnglish = kinds.map(stepText);
  writePageIn('de');
  expect(kinds.filter((kind, at) => stepText(kind) === inEnglish[at] || stepText(kind) === kind)).toEqual([]);
});

it('reasons that somebody can give', () => {
  const given = reasons.filter(({ systemOnly }) => !systemOnly);
  expect(given.length).toBeGreaterThan(10);
  writePageIn('de');
  expect(given.filter((reason) => titleOfReason(reason) === reason.title).map(({ code }) => code)).toEqual([]);
});

it('why an update is offered', () => expect(Object.keys(german.why).sort()).toEqual(Object.keys(english.why).sort()));
