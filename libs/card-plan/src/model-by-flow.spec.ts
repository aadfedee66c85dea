/** Every flow planned for every model: no step that the card cannot do, and no flow that a card cannot leave again. */
import { describe, expect, it } from '@jest/globals';
import type { CardImage, KeyReferenceImage } from '@cardwright/contracts/card/card-image';
import type { CardModel, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { driftTexts } from '../test/drift-texts.js';
import { profile, strictImage, vendorImage } from '../test/images.js';
import { cardModels } from './models/card-models.js';
import { withFacts } from './models/with-facts.js';
import type { CardOwnership } from './own-card.js';
import { planIssue } from './plan-issue.js';
import { planLock } from './plan-lock.js';
import { planPinChange } from './plan-pin-change.js';
import { planPinReset } from './plan-pin-reset.js';
import { planRecycle } from './plan-recycle.js';
import { planReprovision } from './plan-reprovision.js';
import { planUpdate } from './plan-update.js';
import { subjectOf } from '@cardwright/contracts/card/card-step';
import type { CardPlan, PlannedStep } from './planned-step.js';

type Capability = keyof CardModel['capabilities'];
/** Instruction by instruction what a step of this kind sends beyond SP 800-73-5's mandatory ones. */
const needed: Partial<Record<PlannedStep['kind'], Capability>> = {
  'import-key': 'importKey', // FE
  'move-key': 'moveKey', // F6
  'delete-key': 'deleteKey', // F6 FF
  'attest-key': 'attest', // F9
  'set-management-key': 'setManagementKey', // FF
  'set-pin-try-limits': 'setPinTryLimits', // FA
  'set-puk': 'changePuk', // 24 00 81
  'vendor-reset': 'vendorReset', // FB
};
const mandatory: readonly PlannedStep['kind'][] = [
  ...(['set-pin', 'reset-pin', 'change-pin', 'verify-pin', 'block-pin'] as const),
  ...(['generate-key', 'prove-key', 'put-certificate', 'put-data', 'erase-data'] as const),
];

const vendor = cardModels.find(({ id }) => id === 'vendor-5')!;
const strict = cardModels.find(({ id }) => id === 'nist-strict')!;
const capabilities = Object.keys(vendor.capabilities) as Capability[];
const variant = (base: CardModel, id: string, changes: Partial<CardModel['capabilities']>): CardModel => ({
  ...base,
  id,
  capabilities: { ...base.capabilities, ...changes },
});
const models: CardModel[] = [
  ...cardModels,
  ...capabilities.map((name) => variant(vendor, `vendor without ${name}`, { [name]: false })),
  ...capabilities.map((name) => variant(strict, `strict with ${name}`, { [name]: true })),
  withFacts({ ...vendor, id: 'vendor that refused F6' }, { lacks: ['moveKey', 'deleteKey'] }),
  withFacts({ ...vendor, id: 'vendor that refused F6 and FB' }, { lacks: ['moveKey', 'deleteKey', 'vendorReset'] }),
];

const key = (keyReference: KeyReferenceName, metadata: boolean): KeyReferenceImage => ({
  keyReference,
  keyPresent: metadata ? true : null,
  algorithm: metadata ? 'ECCP256' : null,
  origin: null,
  pinPolicy: null,
  touchPolicy: null,
  publicKeySpkiBase64: metadata ? 'AAAA' : null,
  certificateDerBase64: 'BBBB',
});
/** A card that was issued with one key more than the profile has now, and has one in its history that somebody else wrote. */
function issuedImage(model: CardModel): CardImage {
  const { metadata } = model.capabilities;
  const names = ['9A', '9C', '9D', '82'] as const;
  const tags = ['5FC105', '5FC10A', '5FC10B', '5FC10D', '5FC102', '5FC107', '7E'];
  const told = metadata ? false : null;
  return (metadata ? vendorImage : strictImage)({
    keyReferences: names.map((name) => key(name, metadata)),
    dataObjects: tags.map((tagHex) => ({ tagHex, sha256Hex: '', length: 9 })),
    managementKey: { algorithm: '3DES', factory: told },
    pin: { retriesRemaining: 3, retriesTotal: metadata ? 3 : null, factory: told, blocked: false },
  });
}
const stock: CardOwnership = { attempt: 1, keySet: 'stock', pin: 'stock', puk: 'puk.factory' };
const ours: CardOwnership = { attempt: 1, keySet: 'current', pin: 'unknown', puk: 'puk.current' };
const owned = ({ capabilities: { changePuk, setManagementKey } }: CardModel): CardOwnership => ({
  ...ours,
  keySet: setManagementKey ? 'current' : 'stock',
  puk: changePuk ? 'puk.current' : 'puk.factory',
});
const limited = { ...profile, pin: { ...profile.pin, pinTries: 5, pukTries: 4 } };
const common = { profile: limited, profileVersion: 2, personId: 'p', expiresOn: '2029-11-20', archivedKeys: [] };
const rewrite = (model: CardModel, ownership: CardOwnership) => ({
  ...common,
  ...{ model, ownership, image: issuedImage(model), reason: 'OTHER', acceptHistoryLoss: true, recorded: [] },
  onCard: { '9D': { serialNumberHex: 'D', publicKeySpkiBase64: 'AAAA' } },
  keyManagementSha256: new Set<string>(),
  keyManagementRecorded: false,
});

const flows: Record<string, (model: CardModel) => CardPlan> = {
  issue: (model) => planIssue({ ...common, model, image: strictImage(), ownership: stock }),
  'issue, second attempt': (model) =>
    planIssue({ ...common, model, image: strictImage(), ownership: { ...owned(model), attempt: 2 } }),
  reprovision: (model) => planReprovision(rewrite(model, owned(model))),
  'reprovision of a card with stock values': (model) => planReprovision(rewrite(model, { ...stock, pin: 'unknown' })),
  'update of 9A': (model) => planUpdate({ ...rewrite(model, owned(model)), keyReferences: ['9A'] }),
  'update of 9D': (model) => planUpdate({ ...rewrite(model, owned(model)), keyReferences: ['9D'] }),
  recycle: (model) =>
    planRecycle({
      image: issuedImage(model),
      model,
      knownKeys: { '9A': 'RSA4096' },
      ownership: owned(model),
      stockAlgorithm: null,
    }),
  'recycle of a card with stock values': (model) =>
    planRecycle({ image: issuedImage(model), model, knownKeys: {}, ownership: stock, stockAlgorithm: null }),
  'PIN reset': (model) => planPinReset(issuedImage(model), model, owned(model)),
  lock: (model) => planLock(issuedImage(model), model),
  'pin change': (model) => planPinChange(issuedImage(model), model, true),
};
const stepsOf = (plan: CardPlan): PlannedStep[] => Object.values(plan.phases).flat();
const text = (plan: CardPlan): string[] =>
  stepsOf(plan).map((step) => [step.kind, subjectOf(step)].filter((word) => word !== undefined).join(' '));

describe.each(models.map((model) => [model.id, model] as const))('%s', (_id, model) => {
  it.each(Object.entries(flows))('%s has no step that it cannot do', (_name, flow) => {
    for (const step of stepsOf(flow(model))) {
      const capability = needed[step.kind];
      if (capability === undefined) expect(mandatory).toContain(step.kind);
      else expect([step.kind, model.capabilities[capability] !== false]).toEqual([step.kind, true]);
      if (step.kind === 'generate-key' || step.kind === 'import-key') {
        const possible = model.algorithms[step.keyReference] ?? model.algorithms['*'] ?? [];
        expect([step.keyReference, possible]).toEqual([step.keyReference, expect.arrayContaining([step.algorithm])]);
        if (!model.capabilities.pinPolicies) expect(step).not.toHaveProperty('touchPolicy');
      }
    }
  });
});

describe('a recycle', () => {
  const recycled = (model: CardModel) =>
    planRecycle({
      image: issuedImage(model),
      model,
      knownKeys: { '9A': 'RSA2048' },
      ownership: owned(model),
      stockAlgorithm: null,
    });
  const model = (id: string) => cardModels.find((row) => row.id === id)!;

  it.each(['vendor-5-4', 'vendor-5-3', 'vendor-5-early'])('%s: by the reset alone, which destroys every key', (id) => {
    expect(text(recycled(model(id)))).toEqual(['vendor-reset']);
  });

  it('vendor-5: every key is deleted before the reset', () => {
    expect(text(recycled(vendor))).toEqual([
      'delete-key 9A',
      'delete-key 9C',
      'delete-key 9D',
      'delete-key 82',
      'vendor-reset',
    ]);
  });

  it('without reset and deletion: a new key in place of each, of the kind that is known', () => {
    const plan = recycled(
      variant(vendor, 'x', { vendorReset: false, deleteKey: false, moveKey: false, metadata: false }),
    );
    expect(text(plan).filter((step) => step.startsWith('generate-key'))).toEqual([
      'generate-key 82',
      'generate-key 9A',
      'generate-key 9C',
      'generate-key 9D',
    ]);
    expect(plan.phases.erase).toContainEqual({ kind: 'generate-key', keyReference: '9A', algorithm: 'RSA2048' });
    expect(plan.phases.erase).toContainEqual({ kind: 'generate-key', keyReference: '9D', algorithm: 'ECCP256' });
  });

  it('a strict card makes no key in 82: the certificate there goes, and the plan says what stays', () => {
    const plan = recycled(strict);
    expect(text(plan)).toContain('erase-data 5FC10D');
    expect(text(plan).filter((step) => step.endsWith(' 82'))).toEqual([]);
    expect(driftTexts(plan)).toEqual([
      'Nothing on this card destroys what may stand in key reference 82; it loses its certificate',
    ]);
  });

  it('a PUK and a management key that are ours go back to the stock values, whatever the row of the model says by now', () => {
    const plan = planRecycle({
      image: issuedImage(strict),
      model: strict,
      knownKeys: {},
      ownership: ours,
      stockAlgorithm: 'AES128',
    });
    expect(plan.phases.erase!.slice(-4)).toEqual([
      { kind: 'reset-pin', puk: 'puk.current', to: 'pin.factory' },
      // Printed Information: only a PIN may read it, so no image shows it.
      { kind: 'erase-data', tagHex: '5FC109' },
      { kind: 'set-puk', from: 'puk.current', to: 'puk.factory' },
      { kind: 'set-management-key', algorithm: 'AES128', to: 'management-key.factory' },
    ]);
  });
});

describe('what a profile asks beyond the model is refused before anything is written', () => {
  const missing = (changes: object): unknown => {
    const [first, second] = profile.credentials;
    const asked = { ...profile, credentials: [{ ...first!, ...changes }, second!] };
    try {
      planIssue({ ...common, profile: asked, model: strict, image: strictImage(), ownership: stock });
      return [];
    } catch (error) {
      if (isCardwrightError(error, 'CARD_CAPABILITY_MISSING')) return error.details['missing'];
      throw error;
    }
  };
  it.each([
    [{ touchPolicy: 'always' }, ['touch policy always under key reference 9A']],
    [{ pinPolicy: 'never' }, ['PIN policy never under key reference 9A']],
    [{ algorithm: 'RSA4096' }, ['RSA4096 under key reference 9A']],
    [{ pinPolicy: 'once', touchPolicy: 'never' }, []],
    [{ pinPolicy: 'default' }, []],
  ])('%j', (changes, expected) => {
    expect(missing(changes)).toEqual(expected);
  });

  it('try limits that a card cannot set are said in the plan', () => {
    const plan = planIssue({ ...common, model: strict, image: strictImage(), ownership: stock });
    expect(driftTexts(plan)).toEqual([
      'The PIN and PUK tries that the profile asks for cannot be set on this card: its own stay',
    ]);
  });
});
