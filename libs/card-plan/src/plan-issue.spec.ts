import { describe, expect, it } from '@jest/globals';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { profile, strictImage, vendorImage } from '../test/images.js';
import { bindSteps } from './bind.js';
import { cardModels } from './models/card-models.js';
import { planIssue, type IssuePlanInput } from './plan-issue.js';

const model = (id: string) => cardModels.find((row) => row.id === id)!;
const stock = { attempt: 1, keySet: 'stock', pin: 'stock', puk: 'puk.factory' } as const;
const input = (changes: Partial<IssuePlanInput> = {}): IssuePlanInput => ({
  image: vendorImage(),
  model: model('vendor-5'),
  profile,
  profileVersion: 1,
  personId: 'p',
  expiresOn: '2029-11-20',
  archivedKeys: [],
  ownership: stock,
  ...changes,
});
const kinds = (plan: ReturnType<typeof planIssue>, phase: 'own' | 'keys' | 'content') =>
  plan.phases[phase]!.map((step) => ('keyReference' in step ? `${step.kind} ${step.keyReference}` : step.kind));
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (isCardwrightError(error)) return `${error.code}: ${JSON.stringify(error.details.missing)}`;
    throw error;
  }
  return 'accepted';
};

describe('planIssue', () => {
  it('owns a blank vendor card: PIN, PUK, then the management key', () => {
    expect(kinds(planIssue(input()), 'own')).toEqual(['set-pin', 'set-puk', 'set-management-key']);
  });

  it('sets try limits first, because they put PIN and PUK back to factory', () => {
    const limited = { ...profile, pin: { ...profile.pin, pinTries: 5, pukTries: 4 } };
    expect(kinds(planIssue(input({ profile: limited })), 'own')[0]).toBe('set-pin-try-limits');
  });

  it('[D09] generates 9A last and attests and proves every key that the card made', () => {
    expect(kinds(planIssue(input()), 'keys')).toEqual([
      'generate-key 9D',
      'attest-key 9D',
      'prove-key 9D',
      'generate-key 9A',
      'attest-key 9A',
      'prove-key 9A',
    ]);
  });

  it('writes the Security Object last, because it covers the others', () => {
    const content = planIssue(input()).phases.content!;
    expect(content.at(-1)).toEqual({ kind: 'put-data', tagHex: '5FC106', object: 'securityObject' });
  });

  it('settles an unknown PIN by the PUK and sends neither PUK nor management key again', () => {
    const ownership = { attempt: 2, keySet: 'pending', pin: 'unknown', puk: 'puk.pending' } as const;
    const plan = planIssue(input({ ownership }));
    expect(plan.phases.own).toEqual([{ kind: 'reset-pin', puk: 'puk.pending', to: 'pin.operation' }]);
  });

  it('keeps a key that an earlier attempt certified and that stands on the card', () => {
    const row = {
      keyReference: '9A',
      keyPresent: true,
      algorithm: 'ECCP256',
      origin: 'generated',
      pinPolicy: null,
      touchPolicy: null,
      publicKeySpkiBase64: 'AAAA',
      certificateDerBase64: null,
    } as const;
    const image = vendorImage({ keyReferences: [row] });
    expect(kinds(planIssue(input({ image, certifiedKeys: { '9A': 'AAAA' } })), 'keys')).not.toContain(
      'generate-key 9A',
    );
    expect(kinds(planIssue(input({ image, certifiedKeys: { '9A': 'BBBB' } })), 'keys')).toContain('generate-key 9A');
  });

  it('takes over of a strict card what it can: its PIN, its PUK if the card lets it, no management key, no attestation', () => {
    const plan = planIssue(input({ image: strictImage(), model: model('nist-strict') }));
    expect(plan.phases.own).toEqual([
      { kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' },
      { kind: 'set-puk', from: 'puk.factory', to: 'puk.pending', optional: true },
    ]);
    expect([plan.keeps, plan.mayKeep]).toEqual([['management-key'], ['puk']]);
    expect(kinds(plan, 'keys').some((kind) => kind.startsWith('attest'))).toBe(false);
  });

  it('refuses what the model lacks, before anything is written, naming each', () => {
    const wanted = { ...profile, keyHistory: { count: 20 }, requireAttestation: true };
    expect(
      refusal(() => planIssue(input({ image: strictImage(), model: model('nist-strict'), profile: wanted }))),
    ).toBe('CARD_CAPABILITY_MISSING: ["importing keys","attesting keys"]');
  });

  it('imports archived keys from 82 on, as many as the profile wants', () => {
    const archivedKeys = ['a', 'b', 'c'].map((archiveRef) => ({
      archiveRef,
      algorithm: 'ECCP256' as const,
      certificateProfile: 'piv-key-management',
    }));
    const plan = planIssue(input({ archivedKeys, profile: { ...profile, keyHistory: { count: 2 } } }));
    expect(plan.certificates.slice(0, 2).map(({ keyReference, archiveRef }) => [keyReference, archiveRef])).toEqual([
      ['82', 'a'],
      ['83', 'b'],
    ]);
    expect(kinds(plan, 'keys').slice(0, 2)).toEqual(['import-key 82', 'prove-key 82']);
  });

  it('erases what a former life of the card left and the profile does not hold', () => {
    const image = vendorImage({ dataObjects: [{ tagHex: '5FC108', sha256Hex: '00', length: 4 }] });
    expect(planIssue(input({ image })).phases.content![0]).toEqual({ kind: 'erase-data', tagHex: '5FC108' });
  });

  it('[F04] gives the same hash in another reader and another one for another profile version', () => {
    const { hash } = planIssue(input());
    expect(planIssue(input({ image: vendorImage({ readerName: 'Reader 2' }) })).hash).toBe(hash);
    expect(planIssue(input({ profileVersion: 2 })).hash).not.toBe(hash);
  });

  it('binds every planned step to one card step in the same order', () => {
    const { phases } = planIssue(input());
    const steps = bindSteps(phases.content!, {
      certificateDerBase64: (container) => `der of ${container}`,
      contentBase64: (object) => `content of ${object}`,
    });
    expect(steps.map(({ kind }) => kind)).toEqual(phases.content!.map(({ kind }) => kind));
    expect(steps[0]).toEqual({
      kind: 'put-certificate',
      keyReference: '9D',
      certificateDerBase64: 'der of key-management',
    });
  });
});

describe('planIssue by model', () => {
  it('asks nothing of older firmware that it does not have', () => {
    const early = model('vendor-5-early');
    expect(early).toMatchObject({
      managementKeyAlgorithms: ['3DES'],
      capabilities: { metadata: false, moveKey: false, deleteKey: false, importKey: true, attest: true },
      algorithms: { '*': ['RSA2048', 'ECCP256', 'ECCP384'] },
    });
    const image = vendorImage({ version: '5.2.7', managementKey: { algorithm: '3DES', factory: null } });
    const plan = planIssue(input({ image, model: early }));
    expect(plan.phases.own!.at(-1)).toEqual({
      kind: 'set-management-key',
      algorithm: '3DES',
      to: 'management-key.pending',
    });
    const [row] = profile.credentials;
    const large = { ...profile, credentials: [{ ...row!, algorithm: 'RSA4096' as const }] };
    expect(refusal(() => planIssue(input({ image, model: early, profile: large })))).toBe(
      'CARD_CAPABILITY_MISSING: ["RSA4096 under key reference 9A"]',
    );
  });

  it('a profile that names a model takes its variants, and no other model', () => {
    const named = { ...profile, models: ['vendor-5'] };
    const image = vendorImage({ version: '5.4.3' });
    expect(refusal(() => planIssue(input({ image, model: model('vendor-5-4'), profile: named })))).toBe('accepted');
    const strict = { image: strictImage(), model: model('nist-strict'), profile: named };
    expect(refusal(() => planIssue(input(strict)))).toContain("being one of the profile's models");
  });
});

describe('what a card keeps of its stock batch', () => {
  const strict = model('nist-strict');
  const fixed = { ...strict, capabilities: { ...strict.capabilities, changePuk: false as const } };
  const issueOf = (changes: Partial<IssuePlanInput>) => planIssue(input({ image: strictImage(), ...changes }));
  const pukStep = (plan: ReturnType<typeof planIssue>) => plan.phases.own!.find(({ kind }) => kind === 'set-puk');

  it('nothing of a vendor card', () => {
    expect(planIssue(input())).toMatchObject({ keeps: [], mayKeep: [] });
  });

  it('the PUK too, where it is known that the card does not change it', () => {
    const plan = issueOf({ model: fixed });
    expect([plan.keeps, plan.mayKeep, pukStep(plan)]).toEqual([['management-key', 'puk'], [], undefined]);
  });

  it('a PUK that must not stay is no optional change: the card that refuses stops the issue', () => {
    const plan = issueOf({ model: strict, pukMayStay: false });
    expect(pukStep(plan)).toEqual({ kind: 'set-puk', from: 'puk.factory', to: 'puk.pending' });
  });

  it('a PUK whose change was cut: either one resets the PIN, and the change is done again', () => {
    const ownership = { ...stock, attempt: 2, pin: 'unknown', puk: 'puk.pending', elsePuk: 'puk.factory' } as const;
    expect(issueOf({ model: strict, ownership }).phases.own).toEqual([
      { kind: 'reset-pin', puk: 'puk.pending', to: 'pin.operation', elsePuk: 'puk.factory' },
      { kind: 'set-puk', from: 'puk.factory', to: 'puk.pending', optional: true },
    ]);
  });
});
