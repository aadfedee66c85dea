/**
 * The plan of an update: single key references are made anew with their certificates, by the same steps as in a reprovision, or lose key and
 * certificate where the latest version of the profile has dropped them; everything else on the card stays byte for byte (A12). The PIN is verified once and never set; no try limit
 * and no PUK is touched, the management key only where the reason is its rotation, and no CHUID is written. Key History and Security Object follow only where 9D changed the history. Pure.
 * Governing text: model.md section 4.
 */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { reasonEffects } from '@cardwright/contracts/card/reasons';
import type { StockSecret } from '@cardwright/contracts/card/well-known-secrets';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { eraseLeftovers, objectSteps } from './content.js';
import { estimateMs } from './estimate.js';
import { keepHistory, type KeptHistory } from './keep-history.js';
import { certificateTagHex } from './key-reference-tags.js';
import { managementKeyRotation } from './own-card.js';
import { hashOf } from './plan-hash.js';
import {
  destroyKeys,
  driftOf,
  finishedOf,
  mainKeyReferences,
  plannedReferences,
  stepsOf,
  withoutRotation,
  type ReprovisionPlan,
  type ReprovisionPlanInput,
} from './plan-reprovision.js';
import { checkCapabilities, isKept, profileCertificates } from './planned-keys.js';
import type { PlannedStep } from './planned-step.js';
import { feasible, requireNothing } from './step-needs.js';

export interface UpdatePlanInput extends ReprovisionPlanInput {
  keyReferences: readonly KeyReferenceName[];
}

/** Throws REQUEST_INVALID {keyReferences} for one that the profile does not have and that is not to be removed, CARD_CAPABILITY_MISSING, LIFECYCLE_HISTORY_REQUIRED. */
export function planUpdate(input: UpdatePlanInput): ReprovisionPlan {
  const { image, model, profile, keyReferences } = input;
  const rows = profileCertificates(profile, input.expiresOn).filter((row) => keyReferences.includes(row.keyReference));
  const without = keyReferences.filter((name) => !rows.some((row) => row.keyReference === name));
  const removed = without.filter((name) => isDropped(input, name));
  const rotates = reasonEffects(input.reason).newManagementKey === true;
  if (rotates && keyReferences.length === 0 && input.ownership.keySet === 'stock')
    requireNothing(model, ['replace the management key of its stock batch']);
  const unknown = without.filter((name) => !removed.includes(name));
  if (unknown.length > 0 || (keyReferences.length === 0 && !rotates))
    throw new CardwrightError(
      'REQUEST_INVALID',
      say('record.no-certificate-for', { keys: unknown.length > 0 ? unknown : 'none' }),
      {
        keyReferences: unknown,
      },
    );
  checkCapabilities(model, profile, rows);

  const finished = finishedOf(input, rows);
  const replacesKeyManagement = keyReferences.includes('9D');
  const keyManagementStays = !replacesKeyManagement || finished.includes('9D') || isKept(input, '9D');
  const history = keepHistory({ ...input, keyManagementStays, archivedWanted: 0 });
  const references = plannedReferences(input, rows, history);
  const rotation = managementKeyRotation(input, finished);
  const phases = feasible(model, {
    verify: [{ kind: 'verify-pin', pin: 'pin.holder' }] satisfies PlannedStep[],
    own: rotation,
    references: stepsOf(references),
    content: [
      ...removal(input, removed, history),
      ...(replacesKeyManagement && history.keysInHistory > 0 ? historyObjects(input) : []),
    ],
  });
  return {
    phases,
    references,
    finished,
    ...(removed.length > 0 && { removed }),
    movedContainer: history.movedContainer,
    keysInHistory: history.keysInHistory,
    certificates: rows,
    drift: [...driftOf(input, Object.values(phases).flat()), ...lastTry(input)],
    keeps: untouchedSecrets(input),
    hash: hashOf({
      kind: 'update',
      model: model.id,
      profile: profile.name,
      profileVersion: input.profileVersion,
      personId: input.personId,
      identity: image.identity,
      reason: input.reason,
      replaced: input.recorded
        .filter(({ keyReference }) => keyReferences.includes(keyReference))
        .map(({ serialNumberHex }) => serialNumberHex)
        .sort(),
      phases: withoutRotation(phases, rotation),
      certificates: rows,
    }),
    estimateMs: estimateMs(phases),
  };
}

/** [B04] In use on this card, and not in the profile: the version of the plan is the latest where the reason says so, and never else. */
const isDropped = ({ reason, recorded }: UpdatePlanInput, name: KeyReferenceName): boolean =>
  reasonEffects(reason).latestProfile === true &&
  mainKeyReferences.includes(name) &&
  recorded.some(({ keyReference }) => keyReference === name);

/** The key first: a certificate without a key misleads nobody for long, a key without one is never found again. */
function removal(
  input: UpdatePlanInput,
  removed: readonly KeyReferenceName[],
  { beforeKeyManagement }: Pick<KeptHistory, 'beforeKeyManagement'>,
): PlannedStep[] {
  const tags = removed.map(certificateTagHex);
  const objects = input.image.dataObjects.filter(({ tagHex }) => tags.includes(tagHex));
  return [
    ...(removed.includes('9D') ? beforeKeyManagement : []),
    ...destroyKeys(input, removed),
    // The record knows a certificate there: torn content is ours.
    ...eraseLeftovers({ ...input.image, dataObjects: objects }, new Set(), () => true),
  ];
}

/** These steps are planned even if an earlier attempt did the rest, because the card does not show whether it came this far. */
const historyObjects = ({ profile }: UpdatePlanInput): PlannedStep[] =>
  objectSteps(['keyHistory', ...(profile.dataObjects.securityObject ? (['securityObject'] as const) : [])]);

/** An update changes neither PUK nor management key: the card keeps the values of its stock batch that it still has. */
const untouchedSecrets = ({ ownership }: UpdatePlanInput): StockSecret[] => [
  ...(ownership.keySet === 'stock' ? (['management-key'] as const) : []),
  ...(ownership.puk === 'puk.factory' && ownership.elsePuk === undefined ? (['puk'] as const) : []),
];

const lastTry = ({ image }: UpdatePlanInput): Sentence[] =>
  image.pin.retriesRemaining === 1 ? [say('plan.last-try')] : [];
