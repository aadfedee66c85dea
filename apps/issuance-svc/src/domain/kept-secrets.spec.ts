import { describe, expect, it } from '@jest/globals';
import type { CardPlan } from '@cardwright/card-plan/planned-step';
import type { StockSecret } from '@cardwright/contracts/card/well-known-secrets';
import { keptAcceptance, keptRows, plannedKept, pukMayStay, requireKeptAccepted } from './kept-secrets.js';

const plan = (keeps: StockSecret[], mayKeep: StockSecret[] = []): CardPlan => ({
  ...{ phases: {}, certificates: [], drift: [], hash: '', estimateMs: 0 },
  ...{ keeps, mayKeep },
});
const all = new Set(['management-key', 'pin', 'puk'] as const);
const nobody = new Set<never>();
const code = (run: () => unknown): unknown => {
  try {
    run();
    return null;
  } catch (error) {
    const { code, details } = error as { code: string; details: object };
    return [code, details];
  }
};

describe('what a card keeps of its stock batch', () => {
  it('is said in a sentence, and only what everybody knows has to be accepted', () => {
    const own = plannedKept(plan(['management-key'], ['puk']), nobody);
    expect(own.map(({ sentence }) => sentence)).toEqual([
      'The card cannot change its management key and keeps that of its stock batch, which other cards of the batch have too',
      'The PUK is changed if the card lets it; else it keeps that of its stock batch',
    ]);
    expect(keptAcceptance({ kept: own, pivMode: true, accepted: false })).toEqual([]);
    expect(keptRows(own)).toEqual([{ secret: 'management-key', wellKnown: false }]);
  });

  it.each([
    ['refused', { pivMode: false, accepted: false }, ['CARD_WELL_KNOWN_SECRETS', { secrets: ['management-key'] }]],
    ['accepted', { pivMode: false, accepted: true }, null],
    [
      'refused in PIV mode, accepted or not',
      { pivMode: true, accepted: true },
      ['CARD_WELL_KNOWN_SECRETS', { secrets: ['management-key'] }],
    ],
  ])('a well-known management key is %s', (_what, asked, expected) => {
    const kept = plannedKept(plan(['management-key'], ['puk']), all);
    expect(code(() => requireKeptAccepted({ kept, ...asked }))).toEqual(expected);
  });

  it('a dry run says what has to be accepted, and is refused where nobody may', () => {
    const kept = plannedKept(plan(['management-key', 'puk']), all);
    expect(keptAcceptance({ kept, pivMode: false, accepted: false })).toMatchObject([
      {
        code: 'CARD_WELL_KNOWN_SECRETS',
        field: 'acceptWellKnown',
        secret: 'management-key',
        sentence:
          'The card cannot change its management key and keeps one that everybody knows: whoever holds the card can rewrite it',
      },
      {
        code: 'CARD_WELL_KNOWN_SECRETS',
        field: 'acceptWellKnown',
        secret: 'puk',
        sentence:
          'The card cannot change its PUK and keeps one that everybody knows: whoever holds the card can rewrite it',
      },
    ]);
    expect(code(() => keptAcceptance({ kept, pivMode: true, accepted: false }))).toEqual([
      'CARD_WELL_KNOWN_SECRETS',
      { secrets: ['management-key', 'puk'] },
    ]);
  });

  it.each([
    [nobody, { pivMode: true, accepted: false }, true],
    [all, { pivMode: false, accepted: false }, false],
    [all, { pivMode: false, accepted: true }, true],
    [all, { pivMode: true, accepted: true }, false],
  ])('whether a PUK may stay where the card refuses to change it', (wellKnown, asked, may) => {
    expect(pukMayStay(wellKnown, asked)).toBe(may);
  });
});
