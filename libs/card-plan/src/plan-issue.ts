/**
 * The plan of an issue: pure, so the dry run, the run and the comparison after it agree. It reads the card image, the
 * model and the profile, refuses what cannot be done before anything is written, and orders the rest by model.md section 4.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { contentSteps, tagsOf } from './content.js';
import { estimateMs } from './estimate.js';
import { keptSecrets, mayKeepSecrets, ownSteps, type CardOwnership } from './own-card.js';
import { hashOf } from './plan-hash.js';
import {
  checkCapabilities,
  historyCertificate,
  keySteps,
  profileCertificates,
  type ArchivedKey,
} from './planned-keys.js';
import type { CardPlan, PlannedCertificate, PlannedStep } from './planned-step.js';
import { feasible } from './step-needs.js';
import { unclearContent } from './unclear-content.js';

export interface IssuePlanInput {
  image: CardImage;
  model: CardModel;
  profile: CredentialProfile;
  profileVersion: number;
  personId: string;
  /** `YYYY-MM-DD`: fixed at bind; no certificate outlives it. */
  expiresOn: string;
  archivedKeys: readonly ArchivedKey[];
  ownership: CardOwnership;
  /** As in own-card.ts. */
  pukMayStay?: boolean;
  /** As in planned-keys.ts. */
  certifiedKeys?: Readonly<Partial<Record<KeyReferenceName, string>>>;
}

export function planIssue(input: IssuePlanInput): CardPlan {
  const certificates = plannedCertificates(input);
  checkCapabilities(input.model, input.profile, certificates);
  const phases = feasible(input.model, {
    own: ownSteps(input),
    keys: certificates.flatMap((certificate) => keySteps({ ...input, pin: 'pin.operation' }, certificate)),
    content: contentSteps(input.image, input.profile, certificates, input.ownership.attempt),
  });
  return {
    phases,
    certificates,
    drift: driftOf(input, phases.content),
    keeps: keptSecrets(input),
    mayKeep: mayKeepSecrets(input),
    hash: hashOf({
      kind: 'issue',
      model: input.model.id,
      profile: input.profile.name,
      profileVersion: input.profileVersion,
      personId: input.personId,
      identity: input.image.identity,
      phases,
      certificates,
    }),
    estimateMs: estimateMs(phases),
  };
}

function plannedCertificates({ profile, expiresOn, archivedKeys }: IssuePlanInput): PlannedCertificate[] {
  const history = archivedKeys
    .slice(0, profile.keyHistory?.count ?? 0)
    .map((key, index) => historyCertificate(key, index, expiresOn));
  return [...history, ...profileCertificates(profile, expiresOn)];
}

function driftOf({ image, model, profile, ownership }: IssuePlanInput, content: readonly PlannedStep[]): Sentence[] {
  if (ownership.attempt > 1) return [];
  const drift = image.keyReferences
    .filter((row) => row.certificateDerBase64 !== null)
    .map((row) => say('plan.foreign-certificate', { key: row.keyReference }));
  if (image.managementKey.factory === false && ownership.keySet === 'stock')
    drift.push(say('plan.management-key-not-factory'));
  const { pinTries, pukTries } = profile.pin;
  if ((pinTries !== undefined || pukTries !== undefined) && !model.capabilities.setPinTryLimits)
    drift.push(say('plan.tries-fixed'));
  return [...drift, ...unclearContent({ image, ...tagsOf(content) })];
}
