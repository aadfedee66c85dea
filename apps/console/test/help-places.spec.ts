/** Every page leads to the task of a manual that there is, in each language; read from the routes and from docs/manuals. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { manualOf } from '../build/manuals.js';
import { helpFor, placeOf, places } from '../src/help/places.js';

const router = readFileSync(fileURLToPath(new URL('../src/app/router.tsx', import.meta.url)), 'utf8');
const paths = [...router.matchAll(/^\s+path: '([^']+)',|\{ getParentRoute: parent, path: '([^']+)'/gm)].map(
  ([, own, short]) => own ?? short!,
);
/** The first leads on, the last need no sign-in, and those of an update have a link of their own (update/help-link.tsx). */
const withoutLink = ['/', '/update/$offerId', '/update/pin/$requestId', '/help', '/help/$manual', '/try'];

it('every page has a place in a manual', () => {
  expect(paths.length).toBeGreaterThan(50);
  expect(paths.filter((path) => placeOf(path) === undefined)).toEqual(withoutLink);
});

it('no place is of a page that there is not', () =>
  expect(Object.keys(places).filter((path) => !paths.includes(path))).toEqual([]));

describe.each(['en', 'de'])('in %s', (language) => {
  it('every place is a heading of its manual', () => {
    const missing = Object.entries(places).flatMap(([path, place]) =>
      Object.entries(place)
        .filter(
          ([name, heading]) =>
            !manualOf(language, name).blocks.some((block) => block.kind === 'heading' && block.id === heading),
        )
        .map(([name, heading]) => `${path}: ${name}#${heading}`),
    );
    expect(missing).toEqual([]);
  });
});

it.each([
  ['/devices/$deviceId', ['operator'], '/help/operator#suspend-and-resume-a-card'],
  ['/issue/$requestId', ['operator'], '/help/operator#issue-a-card'],
  ['/people', ['administrator'], '/help/administrator#bring-in-people'],
  ['/people', ['operator', 'administrator'], '/help/operator#find-somebody-or-something'],
  [
    '/reprovision/$requestId',
    ['cardholder', 'update'],
    '/help/cardholder#my-card-does-not-work-any-more-or-my-name-has-changed',
  ],
  // Nobody's own: the page is told of all the same.
  ['/workstations', ['cardholder', 'operator'], '/help/administrator#workstations'],
  ['/update/$offerId', ['cardholder'], undefined],
] as const)('%s for %j leads to %s', (path, own, to) => expect(helpFor(path, own)).toBe(to));
