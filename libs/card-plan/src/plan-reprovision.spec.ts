import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardImage, KeyReferenceImage } from '@cardwright/contracts/card/card-image';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { driftTexts } from '../test/drift-texts.js';
import { profile, strictImage, vendorImage } from '../test/images.js';
import type { ArchivedKeyFacts, CardCertificate } from './keep-history.js';
import { cardModels } from './models/card-models.js';
import { planReprovision, reprovisionBatches, type ReprovisionPlanInput } from './plan-reprovision.js';
import { subjectOf } from '@cardwright/contracts/card/card-step';
import type { PlannedStep } from './planned-step.js';
import { planUpdate, type UpdatePlanInput } from './plan-update.js';
import { retiredKeyReferences } from './planned-keys.js';

const model = (id: string) => cardModels.find((row) => row.id === id)!;
/** A key is known by its SPKI: any text will do, in base64. */
const spki = (name: string): string => Buffer.from(name).toString('base64');
const sha256 = (base64: string): string =>
  createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex').toUpperCase();

interface Held {
  /** null: the card holds a certificate without a key. */
  key: string | null;
  certificate?: CardCertificate;
}
const pair = (name: string): Held => ({
  key: spki(name),
  certificate: { serialNumberHex: name.toUpperCase(), publicKeySpkiBase64: spki(name) },
});

/** What a card with these keys and certificates reports, and what the caller concludes from it. */
function card(held: Partial<Record<KeyReferenceName, Held>>, base: (changes: Partial<CardImage>) => CardImage) {
  const metadata = base === vendorImage;
  const rows = Object.entries(held) as [KeyReferenceName, Held][];
  return {
    image: base({
      managementKey: { algorithm: 'AES256', factory: metadata ? false : null },
      keyReferences: rows.map(([keyReference, { key, certificate }]): KeyReferenceImage => ({
        keyReference,
        keyPresent: metadata ? key !== null : null,
        algorithm: null,
        origin: null,
        pinPolicy: null,
        touchPolicy: null,
        publicKeySpkiBase64: metadata ? key : null,
        certificateDerBase64: certificate === undefined ? null : 'AAAA',
      })),
    }),
    onCard: Object.fromEntries(rows.flatMap(([name, { certificate }]) => (certificate ? [[name, certificate]] : []))),
  };
}

const old = { '9A': pair('old9a'), '9D': pair('old9d') };
const ours = { attempt: 1, keySet: 'current', pin: 'unknown', puk: 'puk.current' } as const;
function input(
  changes: Partial<ReprovisionPlanInput> = {},
  held: Partial<Record<KeyReferenceName, Held>> = old,
): ReprovisionPlanInput {
  const modelOf = changes.model ?? model('vendor-5');
  return {
    ...card(held, modelOf.id === 'vendor-5' ? vendorImage : strictImage),
    model: modelOf,
    profile,
    profileVersion: 2,
    personId: 'p',
    expiresOn: '2029-11-20',
    ownership: ours,
    reason: 'PROFILE_CHANGED',
    acceptHistoryLoss: false,
    archivedKeys: [],
    recorded: [],
    keyManagementSha256: new Set([sha256(spki('old9d'))]),
    keyManagementRecorded: true,
    ...changes,
  };
}
const strict = { model: model('nist-strict'), acceptHistoryLoss: true };
const text = (steps: readonly PlannedStep[]): string[] =>
  steps.map((step) => [step.kind, subjectOf(step)].filter((word) => word !== undefined).join(' '));
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (isCardwrightError(error)) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('planReprovision', () => {
  it('[D22] sets the new PIN by the PUK first, and touches neither PUK nor management key that are ours', () => {
    expect(planReprovision(input()).phases.own).toEqual([{ kind: 'reset-pin', puk: 'puk.current', to: 'pin.holder' }]);
  });

  it('takes over a card that still has stock values', () => {
    const ownership = { ...ours, keySet: 'stock', puk: 'puk.factory' } as const;
    expect(text(planReprovision(input({ ownership })).phases.own!)).toEqual([
      'reset-pin',
      'set-puk',
      'set-management-key',
    ]);
  });

  it('[D09][F17] finishes one key reference before the next, 9A last, in key references + 1 batches', () => {
    const batches = reprovisionBatches(planReprovision(input())).map(text);
    expect(batches).toEqual([
      [
        'reset-pin',
        'move-key 9D to 82',
        'put-certificate 82',
        'put-data 5FC10C',
        'generate-key 9D',
        'attest-key 9D',
        'prove-key 9D',
      ],
      ['put-certificate 9D', 'generate-key 9A', 'attest-key 9A', 'prove-key 9A'],
      [
        'put-certificate 9A',
        'put-data 5FC102',
        'put-data 5FC107',
        'put-data 5FC109',
        'put-data 5FC10C',
        'put-data 5FC106',
      ],
    ]);
  });

  it('[D22] proves every key with the new PIN', () => {
    const proofs = planReprovision(input()).phases.references!.filter(({ kind }) => kind === 'prove-key');
    expect(proofs).toEqual([
      expect.objectContaining({ pin: 'pin.holder' }),
      expect.objectContaining({ pin: 'pin.holder' }),
    ]);
  });

  it('[D09] destroys what the profile does not hold: deleted where the card can, else replaced by a key of nobody', () => {
    const held = { ...old, '9C': pair('old9c') };
    expect(text(planReprovision(input({}, held)).phases.content!)[0]).toBe('delete-key 9C');
    const recorded = [
      { keyReference: '9C', serialNumberHex: 'OLD9C', algorithm: 'RSA2048', revokedOutside: null },
    ] as const;
    expect(planReprovision(input({ ...strict, recorded }, held)).phases.content![0]).toEqual({
      kind: 'generate-key',
      keyReference: '9C',
      algorithm: 'RSA2048',
    });
  });

  it('[D09] erases objects that the profile does not hold, Printed Information unseen, and no certificate of the history', () => {
    const planned = input(
      { profile: { ...profile, dataObjects: { securityObject: true } } },
      { ...old, '82': pair('older') },
    );
    const tags = ['5FC105', '5FC10B', '5FC10D', '5FC108', '7E', '5FFF01'];
    const image = { ...planned.image, dataObjects: tags.map((tagHex) => ({ tagHex, sha256Hex: '00', length: 1 })) };
    const erased = text(planReprovision({ ...planned, image }).phases.content!).filter((step) =>
      step.startsWith('erase'),
    );
    expect(erased).toEqual(['erase-data 5FC108', 'erase-data 5FC109']);
  });

  describe('the old 9D key', () => {
    const moves = (changes: Partial<ReprovisionPlanInput>, held = old as Partial<Record<KeyReferenceName, Held>>) =>
      text(planReprovision(input(changes, held)).phases.references!).filter((step) =>
        /move|delete| 8|5FC10C/.test(step),
      );

    it('goes to the first free retired key reference', () => {
      expect(moves({}, { ...old, '82': pair('older') })).toEqual([
        'move-key 9D to 83',
        'put-certificate 83',
        'put-data 5FC10C',
      ]);
    });

    it('cut after the move: found by its certificate, and not moved again', () => {
      const held = { ...old, '9D': { ...old['9D'], key: null }, '82': { key: spki('old9d') } };
      expect(moves({}, held)).toEqual(['put-certificate 82', 'put-data 5FC10C']);
    });

    it('cut after the new one was made: still found', () => {
      const held = { ...old, '9D': { ...old['9D'], key: spki('new9d') }, '82': pair('old9d') };
      expect(moves({}, held)).toEqual(['put-certificate 82', 'put-data 5FC10C']);
    });

    it('without a certificate on the card is known by the record', () => {
      expect(moves({}, { '9D': { key: spki('old9d') } })).toEqual(['move-key 9D to 82', 'put-data 5FC10C']);
      expect(moves({}, { '9D': { key: spki('nobodys') } })).toEqual([]);
    });

    const full = Object.fromEntries(retiredKeyReferences.map((name) => [name, pair(`key${name}`)]));
    const archived = (name: string): ArchivedKeyFacts => ({
      archiveRef: name,
      algorithm: 'ECCP256',
      certificateProfile: 'piv-key-management',
      publicKeySpkiBase64: spki(`key${name}`),
    });

    it('takes the place of the oldest archived one when all are full', () => {
      const archivedKeys = ['95', '84', '83'].map(archived);
      expect(moves({ archivedKeys }, { ...old, ...full })).toEqual([
        'delete-key 83',
        'move-key 9D to 83',
        'put-certificate 83',
        'put-data 5FC10C',
      ]);
    });

    it('is refused where it would be lost, unless that was accepted', () => {
      expect(refusal(() => planReprovision(input({}, { ...old, ...full })))).toBe('LIFECYCLE_HISTORY_REQUIRED');
      expect(refusal(() => planReprovision(input({ ...strict, acceptHistoryLoss: false })))).toBe(
        'LIFECYCLE_HISTORY_REQUIRED',
      );
      expect(moves(strict)).toEqual([]);
      expect(
        refusal(() =>
          planReprovision(
            input({ ...strict, acceptHistoryLoss: false, keyManagementRecorded: false }, { '9A': old['9A'] }),
          ),
        ),
      ).toBe('accepted');
    });

    it('is kept where the new version of the profile has no 9D any more', () => {
      const without = {
        ...profile,
        credentials: profile.credentials.filter(({ keyReference }) => keyReference !== '9D'),
      };
      expect(text(planReprovision(input({ profile: without })).phases.content!).slice(0, 4)).toEqual([
        'move-key 9D to 82',
        'put-certificate 82',
        'put-data 5FC10C',
        'delete-key 9D',
      ]);
    });

    it('archived keys that the profile wants and the card lacks are imported behind it', () => {
      const archivedKeys = [archived('a'), archived('b')];
      const planned = planReprovision(
        input({ archivedKeys, profile: { ...profile, keyHistory: { count: 2 } } }, { ...old, '82': pair('keya') }),
      );
      expect(text(planned.phases.own!)).toEqual(['reset-pin', 'import-key 84', 'prove-key 84', 'put-certificate 84']);
      expect(planned.keysInHistory).toBe(3);
    });
  });

  describe('a later attempt', () => {
    const later = { ownership: { ...ours, attempt: 2 } };
    const references = (changes: Partial<ReprovisionPlanInput>, held: Partial<Record<KeyReferenceName, Held>>) =>
      text(planReprovision(input({ ...later, ...changes }, held)).phases.references!);
    const moved = { '82': pair('old9d') };

    it('leaves a key reference alone whose certificate of this request stands over its own key', () => {
      const held = { '9A': old['9A'], '9D': pair('new9d'), ...moved };
      const planned = planReprovision(input({ ...later, made: { '9D': 'NEW9D' } }, held));
      expect(planned.finished).toEqual(['9D']);
      expect(text(planned.phases.references!)).toEqual([
        'generate-key 9A',
        'attest-key 9A',
        'prove-key 9A',
        'put-certificate 9A',
      ]);
    });

    it('proves and writes where the key was certified and its certificate did not get there', () => {
      const held = { '9A': { ...old['9A'], key: spki('new9a') }, '9D': pair('new9d'), ...moved };
      const made = { '9D': 'NEW9D', '9A': 'NEW9A' };
      expect(references({ made, certifiedKeys: { '9A': spki('new9a') } }, held)).toEqual([
        'attest-key 9A',
        'prove-key 9A',
        'put-certificate 9A',
      ]);
    });

    it('generates again where key and certificate are not a pair, and where a card cannot show its key', () => {
      const held = { '9A': old['9A'], '9D': { ...pair('new9d'), key: spki('another') }, ...moved };
      expect(references({ made: { '9D': 'NEW9D' } }, held)).toContain('generate-key 9D');
      const blind = { '9A': { ...old['9A'], key: spki('new9a') }, '9D': pair('new9d') };
      expect(references({ ...strict, made: { '9D': 'NEW9D', '9A': 'NEW9A' } }, blind)).toEqual([
        'generate-key 9A',
        'prove-key 9A',
        'put-certificate 9A',
      ]);
    });

    it('with every key reference done, writes the content in one batch behind the PIN', () => {
      const held = { '9A': pair('new9a'), '9D': pair('new9d'), ...moved };
      const batches = reprovisionBatches(
        planReprovision(input({ ...later, made: { '9A': 'NEW9A', '9D': 'NEW9D' } }, held)),
      );
      expect(batches.map(text)).toEqual([
        ['reset-pin', 'put-data 5FC102', 'put-data 5FC107', 'put-data 5FC109', 'put-data 5FC10C', 'put-data 5FC106'],
      ]);
    });
  });

  it('[F04] has another hash for another reason, profile version or set of certificates to replace', () => {
    const { hash } = planReprovision(input());
    expect(planReprovision(input()).hash).toBe(hash);
    const recorded = [
      { keyReference: '9A', serialNumberHex: '01', algorithm: 'ECCP256', revokedOutside: null },
    ] as const;
    for (const changes of [{ reason: 'CONTENT_DAMAGED' }, { profileVersion: 3 }, { recorded }])
      expect(planReprovision(input(changes)).hash).not.toBe(hash);
  });

  it('[F04][D05] reports drift between card, record and CA', () => {
    const recorded = [
      { keyReference: '9A', serialNumberHex: 'OLD9A', algorithm: 'ECCP256', revokedOutside: 'keyCompromise' },
      { keyReference: '9C', serialNumberHex: '77', algorithm: 'ECCP256', revokedOutside: null },
    ] as const;
    expect(driftTexts(planReprovision(input({ recorded })))).toEqual([
      'The certificate of 9A was revoked outside Cardwright (keyCompromise)',
      '9C lacks the certificate that is on record',
      '9D holds a certificate that is not on record',
    ]);
  });
});

describe('planUpdate', () => {
  const update = (keyReferences: KeyReferenceName[], changes: Partial<UpdatePlanInput> = {}) =>
    planUpdate({ ...input(changes), keyReferences });

  it('[A12, E5] 9A: the PIN verified, one key and its certificate, and nothing else', () => {
    const plan = update(['9A']);
    expect(plan.phases.verify).toEqual([{ kind: 'verify-pin', pin: 'pin.holder' }]);
    expect(reprovisionBatches(plan).map(text)).toEqual([
      ['generate-key 9A', 'attest-key 9A', 'prove-key 9A'],
      ['put-certificate 9A'],
    ]);
  });

  it('a rotation: a new management key before the first key, once, where the card has one of ours and can change it', () => {
    const reason = 'KEYSET_ROTATION';
    const rotation = { kind: 'set-management-key', algorithm: 'AES256', to: 'management-key.pending' };
    expect(reprovisionBatches(update(['9A'], { reason }))[0]![0]).toEqual(rotation);
    expect(update(['9A'], { reason, ownership: { ...ours, attempt: 2, keySet: 'pending' } }).phases.own).toEqual([]);
    expect(update(['9A', '9D'], { reason, made: { '9A': 'OLD9A' } }).phases.own).toEqual([]);
    expect(refusal(() => update(['9A'], { ...strict, reason }))).toBe('CARD_CAPABILITY_MISSING');
    expect(planReprovision(input({ reason })).phases.own).toEqual([
      { kind: 'reset-pin', puk: 'puk.current', to: 'pin.holder' },
      rotation,
    ]);
    expect(planReprovision(input()).phases.own).toHaveLength(1);
  });

  it('a rotation alone: the new management key and nothing else; the same plan where the card has it already', () => {
    const reason = 'KEYSET_ROTATION';
    const plan = update([], { reason });
    expect(reprovisionBatches(plan).map(text)).toEqual([['set-management-key']]);
    expect(plan).toMatchObject({ references: [], certificates: [], finished: [] });
    const resumed = update([], { reason, ownership: { ...ours, keySet: 'pending' } });
    expect(reprovisionBatches(resumed)).toEqual([[]]);
    expect(resumed.hash).toBe(plan.hash);
    expect(refusal(() => update([], { reason, ownership: { ...ours, keySet: 'stock' } }))).toBe(
      'CARD_CAPABILITY_MISSING',
    );
    expect(refusal(() => update([], { reason: 'RENEW' }))).toBe('REQUEST_INVALID');
  });

  it('[A12] sets neither PIN nor PUK nor management key, whatever the card has', () => {
    const ownership = { ...ours, keySet: 'stock', puk: 'puk.factory' } as const;
    expect(update(['9A'], { ownership }).phases.own).toEqual([]);
  });

  it('9D: its old key into the history first; Key History and Security Object follow', () => {
    expect(reprovisionBatches(update(['9D'])).map(text)).toEqual([
      [
        'move-key 9D to 82',
        'put-certificate 82',
        'put-data 5FC10C',
        'generate-key 9D',
        'attest-key 9D',
        'prove-key 9D',
      ],
      ['put-certificate 9D', 'put-data 5FC10C', 'put-data 5FC106'],
    ]);
  });

  it('9D of a card that cannot move keys: only when its loss is accepted, and no history is written', () => {
    const model = strict.model;
    expect(refusal(() => update(['9D'], { model }))).toBe('LIFECYCLE_HISTORY_REQUIRED');
    expect(refusal(() => update(['9A'], { model }))).toBe('accepted');
    expect(text(update(['9D'], strict).phases.content!)).toEqual([]);
  });

  it('a later attempt leaves out what an earlier one has finished', () => {
    const made = { '9A': 'OLD9A' };
    expect(update(['9A', '9D'], { made }).references.map(({ keyReference }) => keyReference)).toEqual(['9D']);
  });

  it('refuses a key that the profile does not have, and none at all; says that one try is left', () => {
    expect(refusal(() => update(['9A', '9C']))).toBe('REQUEST_INVALID');
    expect(refusal(() => update([]))).toBe('REQUEST_INVALID');
    const { image } = input();
    expect(driftTexts(update(['9A'], { image: { ...image, pin: { ...image.pin, retriesRemaining: 1 } } }))).toContain(
      'One try is left for the PIN: a wrong one blocks it',
    );
  });

  const recorded = (keyReference: KeyReferenceName, algorithm: 'ECCP256' | 'RSA2048' = 'ECCP256') => ({
    ...{ keyReference, algorithm, serialNumberHex: `OLD${keyReference}`, revokedOutside: null },
  });
  /** Two more than the profile has. */
  const four = { ...old, '9C': pair('old9c'), '9E': pair('old9e') };
  const certificateOf = (tagHex: string) => ({ tagHex, length: 700, sha256Hex: '00' });
  const holding = (changes: Partial<UpdatePlanInput> = {}): Partial<UpdatePlanInput> => {
    const held = input(changes, four);
    const dataObjects = ['5FC105', '5FC10A', '5FC10B', '5FC101', '5FC102'].map(certificateOf);
    return { ...held, image: { ...held.image, dataObjects }, recorded: [recorded('9C'), recorded('9E')], ...changes };
  };

  it('[B04] a key reference that the profile has dropped: the key destroyed, the certificate erased, nothing else', () => {
    const plan = update(['9C'], holding());
    expect(plan).toMatchObject({ references: [], certificates: [], removed: ['9C'] });
    expect(reprovisionBatches(plan).map(text)).toEqual([['delete-key 9C', 'erase-data 5FC10A']]);
  });

  it('[B04] on a card that deletes no key: one of the same algorithm that nobody can use takes its place', () => {
    expect(reprovisionBatches(update(['9C'], holding(strict))).map(text)).toEqual([
      ['generate-key 9C', 'erase-data 5FC10A'],
    ]);
  });

  it('[A04][B04] one made anew and another removed by one plan', () => {
    expect(reprovisionBatches(update(['9A', '9E'], holding())).map(text)).toEqual([
      ['generate-key 9A', 'attest-key 9A', 'prove-key 9A'],
      ['put-certificate 9A', 'delete-key 9E', 'erase-data 5FC101'],
    ]);
  });

  it('[B04] 9D: its old key into the history first', () => {
    const [authentication] = profile.credentials;
    const without = { profile: { ...profile, credentials: [authentication!] }, recorded: [recorded('9D', 'RSA2048')] };
    expect(reprovisionBatches(update(['9D'], holding(without))).map(text)).toEqual([
      [
        'move-key 9D to 82',
        'put-certificate 82',
        'put-data 5FC10C',
        'delete-key 9D',
        'erase-data 5FC10B',
        'put-data 5FC10C',
        'put-data 5FC106',
      ],
    ]);
  });

  it('[D05] one that was revoked outside: made anew by the same steps, and said as such; one that was dropped removed', () => {
    const revoked = [{ ...recorded('9A'), serialNumberHex: 'OLD9A', revokedOutside: 'keyCompromise' }];
    const plan = update(['9A'], { reason: 'EXTERNALLY_REVOKED', recorded: revoked });
    expect(reprovisionBatches(plan).map(text)).toEqual([
      ['generate-key 9A', 'attest-key 9A', 'prove-key 9A'],
      ['put-certificate 9A'],
    ]);
    expect(driftTexts(plan)[0]).toBe('The certificate of 9A was revoked outside Cardwright (keyCompromise)');
    const dropped = [{ ...recorded('9C'), revokedOutside: 'unspecified' }];
    expect(reprovisionBatches(update(['9C'], holding({ recorded: dropped }))).map(text)).toEqual([
      ['delete-key 9C', 'erase-data 5FC10A'],
    ]);
  });

  it('[A12] other data of the holder: key and certificate by the same steps, and no data object: those are bound for life', () => {
    expect(reprovisionBatches(update(['9A'], { reason: 'HOLDER_DATA_CHANGED' })).map(text)).toEqual([
      ['generate-key 9A', 'attest-key 9A', 'prove-key 9A'],
      ['put-certificate 9A'],
    ]);
  });

  it('[E5] removes nothing for another reason, and nothing that is not on record', () => {
    expect(refusal(() => update(['9C'], holding({ reason: 'RENEW' })))).toBe('REQUEST_INVALID');
    expect(refusal(() => update(['9C'], holding({ recorded: [] })))).toBe('REQUEST_INVALID');
  });

  it('is another plan for other keys', () => {
    expect(update(['9A']).hash).not.toBe(update(['9D']).hash);
    expect(update(['9A']).hash).toBe(update(['9A']).hash);
  });
});
