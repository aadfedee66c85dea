import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { errorCatalogue, type ErrorCode, type ErrorRow } from './error-catalogue.js';
import { linkCodes } from './link-codes.js';

const rows = Object.entries(errorCatalogue) as [ErrorCode, ErrorRow][];

it('holds every code of every part, and each stands in one alone', () => {
  const here = new URL('./', import.meta.url);
  const parts = readdirSync(here).filter((file) => file.endsWith('.codes.ts'));
  const codes = parts.flatMap(
    (file) => readFileSync(new URL(file, here), 'utf8').match(/^ {2}[A-Z_0-9]+(?=:)/gm) ?? [],
  );
  expect(codes.map((code) => code.trim()).sort()).toEqual(rows.map(([code]) => code).sort());
});

describe('advice of the error catalogue', () => {
  it('nothing irreversible, but where nothing else helps, and then it says what is lost', () => {
    const irreversible = rows.filter(([, { fix }]) => /\b(recycle|retire|terminate|dispose|destroy|wipe)\b/i.test(fix));
    expect(irreversible.map(([code]) => code)).toEqual([
      'CARD_PUK_BLOCKED',
      'LIFECYCLE_NOT_ACTIVE',
      // Ending a card that stands in for another one is what is asked for.
      'LIFECYCLE_TEMPORARY_CARD',
    ]);
    for (const [, { fix }] of irreversible.filter(([, { fix }]) => /recycle/i.test(fix))) expect(fix).toMatch(/erases/);
  });

  it.each<ErrorCode>([
    'CARD_UNEXPECTED_STATUS',
    'CARD_PROOF_FAILED',
    'CARD_KEY_REJECTED',
    'CARD_UNRESPONSIVE',
    'CARD_LINK_FAILED',
    'CARD_PUK_BLOCKED',
    'CARD_NOT_PIV',
  ])('%s: keep the card', (code) => expect(errorCatalogue[code].fix).toMatch(/keep the card/i));

  it('a fault that may lie in reader or link says to try another reader', () => {
    for (const code of [
      'CARD_UNEXPECTED_STATUS',
      'CARD_PROOF_FAILED',
      'CARD_LINK_FAILED',
      'CARD_UNRESPONSIVE',
    ] as const)
      expect(errorCatalogue[code].fix).toMatch(/another reader/);
  });

  it('a broken link is never repeated blindly: the saga parks, and its reason is shown', () => {
    // Its sagas do not repeat it either (activity-proxies.ts).
    const blind = [...linkCodes].filter((code) => errorCatalogue[code].retry === 'safe');
    expect(blind).toEqual(['CARD_ABSENT']);
  });
});
