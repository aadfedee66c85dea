import { describe, expect, it } from '@jest/globals';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardImage, KeyReferenceImage } from '@cardwright/contracts/card/card-image';
import { inGerman } from '@cardwright/contracts/words/in-german';
import { driftTexts } from '../test/drift-texts.js';
import { profile, strictImage, vendorImage } from '../test/images.js';
import { cardModels } from './models/card-models.js';
import { planIssue } from './plan-issue.js';
import { planReprovision, type ReprovisionPlanInput } from './plan-reprovision.js';

const model = (id: string) => cardModels.find((row) => row.id === id)!;
const unreadable = (tagHex: string) => ({ tagHex, sha256Hex: 'AA', length: 20, unreadable: true as const });
const readable = (tagHex: string) => ({ tagHex, sha256Hex: 'BB', length: 20 });
const row = (keyReference: KeyReferenceImage['keyReference'], keyPresent: boolean | null): KeyReferenceImage => ({
  keyReference,
  keyPresent,
  algorithm: null,
  origin: null,
  pinPolicy: null,
  touchPolicy: null,
  publicKeySpkiBase64: null,
  certificateDerBase64: null,
});

const issue = (image: CardImage, attempt = 1) =>
  planIssue({
    image,
    model: model('vendor-5'),
    profile,
    profileVersion: 1,
    personId: 'p',
    expiresOn: '2029-11-20',
    archivedKeys: [],
    ownership: { attempt, keySet: 'stock', pin: 'stock', puk: 'puk.factory' },
  });
const erased = (plan: { phases: { content?: { kind: string; tagHex?: string }[] } }): (string | undefined)[] =>
  plan.phases.content!.filter(({ kind }) => kind === 'erase-data').map(({ tagHex }) => tagHex);

describe('content that cannot be read', () => {
  it('is kept and said; what can be read and is nobody’s is erased', () => {
    const plan = issue(vendorImage({ dataObjects: [unreadable('5FC10D'), readable('5FC10E')] }));
    expect(erased(plan)).toEqual(['5FC10E']);
    expect(driftTexts(plan)).toEqual(['Data object 5FC10D holds something that cannot be read; it stays as it is']);
  });

  it('is never written over without a word', () => {
    expect(driftTexts(issue(vendorImage({ dataObjects: [unreadable('5FC105'), unreadable('5FC107')] })))).toEqual([
      'Data object 5FC105 holds something that cannot be read; it is written over',
      'Data object 5FC107 holds something that cannot be read; it is written over',
    ]);
  });

  it('after a write of ours that was cut, what is torn is ours', () => {
    const plan = issue(vendorImage({ dataObjects: [unreadable('5FC10D')] }), 2);
    expect([erased(plan), driftTexts(plan)]).toEqual([['5FC10D'], []]);
  });

  it('stands in the dry run and in the run alike: the same plan', () => {
    const [blank, one] = [vendorImage(), vendorImage({ dataObjects: [unreadable('5FC10D')] })];
    expect(issue(one).hash).toBe(issue(blank).hash);
  });
});

describe('what the card did not answer', () => {
  it('is said, and nothing is concluded', () => {
    const unanswered = [
      { subject: '5FC105', statusHex: '6F00' },
      { subject: '5FC10D', statusHex: '6581' },
      { subject: '9A', statusHex: '6F00' },
      { subject: 'PUK', statusHex: '6700' },
    ];
    const plan = issue(vendorImage({ unanswered }));
    expect(erased(plan)).toEqual([]);
    expect(driftTexts(plan)).toEqual([
      'The card did not say whether data object 5FC105 is on it (6F00); it is written over',
      'The card did not say whether data object 5FC10D is on it (6581)',
      'The card did not say whether key reference 9A holds a key (6F00)',
      'The card did not say how many tries its PUK has (6700)',
    ]);
    expect(plan.drift.map(({ said }) => inGerman(said))).toEqual([
      'Die Karte hat nicht gesagt, ob das Datenobjekt 5FC105 auf ihr ist (6F00); es wird überschrieben',
      'Die Karte hat nicht gesagt, ob das Datenobjekt 5FC10D auf ihr ist (6581)',
      'Die Karte hat nicht gesagt, ob die Schlüsselreferenz 9A einen Schlüssel hat (6F00)',
      'Die Karte hat nicht gesagt, wie viele Versuche ihre PUK hat (6700)',
    ]);
  });
});

const reprovision = (image: CardImage, modelId: string, changes: Partial<ReprovisionPlanInput> = {}) =>
  planReprovision({
    image,
    model: model(modelId),
    profile,
    profileVersion: 1,
    personId: 'p',
    expiresOn: '2029-11-20',
    ownership: { attempt: 1, keySet: 'current', pin: 'unknown', puk: 'puk.current' },
    reason: 'CONTENT_DAMAGED',
    acceptHistoryLoss: false,
    onCard: {},
    archivedKeys: [],
    recorded: [],
    keyManagementSha256: new Set(),
    keyManagementRecorded: false,
    ...changes,
  });
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (isCardwrightError(error)) return error.code;
    throw error;
  }
  return 'planned';
};

describe('a key management key that nobody can see', () => {
  const silent: Partial<CardImage> = {
    keyReferences: [row('9D', null)],
    unanswered: [{ subject: '9D', statusHex: '6F00' }],
  };
  const unclear: Partial<CardImage> = { keyReferences: [row('9D', null)], dataObjects: [unreadable('5FC10B')] };

  it('is not taken for none: old mail may depend on it', () => {
    for (const image of [strictImage(silent), strictImage(unclear)]) {
      expect(codeOf(() => reprovision(image, 'nist-strict'))).toBe('LIFECYCLE_HISTORY_REQUIRED');
      expect(codeOf(() => reprovision(image, 'nist-strict', { acceptHistoryLoss: true }))).toBe('planned');
    }
    expect(codeOf(() => reprovision(strictImage({ keyReferences: [row('9D', null)] }), 'nist-strict'))).toBe('planned');
  });

  it('is moved where the card can move keys, to a place where nothing is', () => {
    const image = vendorImage({
      ...silent,
      keyReferences: [row('9D', null), row('82', null), row('83', null)],
      dataObjects: [unreadable('5FC10D')],
      unanswered: [...silent.unanswered!, { subject: '83', statusHex: '6F00' }],
    });
    expect(reprovision(image, 'vendor-5').references.flatMap(({ make }) => make)).toContainEqual({
      kind: 'move-key',
      from: '9D',
      to: '84',
    });
  });

  it('of a torn write of this very request needs nobody’s word', () => {
    const later = { ownership: { attempt: 2, keySet: 'current', pin: 'unknown', puk: 'puk.current' } } as const;
    expect(codeOf(() => reprovision(strictImage(unclear), 'nist-strict', later))).toBe('planned');
  });
});

describe('a reprovision over unreadable content', () => {
  it('erases what the record knows of, and keeps the rest', () => {
    const image = vendorImage({
      managementKey: { algorithm: 'AES256', factory: false },
      dataObjects: [unreadable('5FC10A'), unreadable('5FC10D')],
    });
    const recorded = [
      { keyReference: '9C', serialNumberHex: 'A1', algorithm: 'ECCP256', revokedOutside: null },
    ] as const;
    const plan = reprovision(image, 'vendor-5', { recorded });
    expect(plan.phases.content!.filter(({ kind }) => kind === 'erase-data')).toEqual([
      { kind: 'erase-data', tagHex: '5FC10A' },
    ]);
    expect(driftTexts(plan)).toEqual([
      'Data object 5FC10A holds something that cannot be read; it is erased',
      'Data object 5FC10D holds something that cannot be read; it stays as it is',
    ]);
  });
});
