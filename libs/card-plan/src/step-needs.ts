/**
 * What a step asks of a card beyond the commands that every PIV card has, as one table; and the check that every planner ends with: no
 * plan holds a step that its model cannot do, so nothing is found out in the middle of a card. Pure. Sources: SP 800-73-5 Part 2 (what is
 * mandatory), the vendor's PIV extensions (card-protocol piv/vendor-extensions.ts).
 */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { supportsAlgorithm } from './models/card-models.js';
import type { CardPlan, PlannedStep } from './planned-step.js';

type Kind = PlannedStep['kind'];
/** In words what this model lacks for the step; null: it can do it. */
type Need<Of extends Kind> = (model: CardModel, step: Extract<PlannedStep, { kind: Of }>) => string | null;

const never = (): null => null;
const capability =
  (name: keyof CardModel['capabilities'], words: string) =>
  ({ capabilities }: CardModel): string | null =>
    capabilities[name] ? null : words;
const keyOf = (model: CardModel, step: { keyReference: string; algorithm: string }): string | null =>
  supportsAlgorithm(model, step.keyReference, step.algorithm)
    ? null
    : `${step.algorithm} under key reference ${step.keyReference}`;
const policiesOf = (model: CardModel, step: { pinPolicy?: string; touchPolicy?: string }): string | null =>
  (step.pinPolicy === undefined && step.touchPolicy === undefined) || model.capabilities.pinPolicies
    ? null
    : 'PIN and touch policies';

const needs: { [Of in Kind]: Need<Of> } = {
  'set-pin': never,
  'reset-pin': never,
  'verify-pin': never,
  'block-pin': never,
  'put-certificate': never,
  'put-data': never,
  'erase-data': never,
  'reserve-data': never,
  'prove-key': keyOf,
  'generate-key': (model, step) => keyOf(model, step) ?? policiesOf(model, step),
  'import-key': (model, step) =>
    capability('importKey', 'importing keys')(model) ?? keyOf(model, step) ?? policiesOf(model, step),
  'move-key': capability('moveKey', 'moving keys'),
  'delete-key': capability('deleteKey', 'deleting keys'),
  'attest-key': capability('attest', 'attesting keys'),
  'set-pin-try-limits': capability('setPinTryLimits', 'setting PIN and PUK try limits'),
  'set-puk': capability('changePuk', 'changing the PUK'),
  'set-management-key': (model, { algorithm }) =>
    capability('setManagementKey', 'changing the management key')(model) ??
    (model.managementKeyAlgorithms.includes(algorithm) ? null : `a management key of ${algorithm}`),
  'vendor-reset': capability('vendorReset', 'going back to the delivered state'),
};

/** What the model lacks for the step, in words; null where it can do it. */
export const missingFor = (model: CardModel, step: PlannedStep): string | null =>
  (needs[step.kind] as Need<Kind>)(model, step as never);

/** The phases as they are. Throws CARD_CAPABILITY_MISSING {modelId, missing} for steps that the model cannot do. */
export function feasible<Phases extends CardPlan['phases']>(model: CardModel, phases: Phases): Phases {
  const missing = Object.values(phases).flatMap((steps) => steps.flatMap((step) => missingFor(model, step) ?? []));
  requireNothing(model, missing);
  return phases;
}

/** Throws CARD_CAPABILITY_MISSING {modelId, missing} unless `missing` is empty: for everything at once, each thing named once. */
export function requireNothing(model: CardModel, missing: readonly string[]): void {
  if (missing.length === 0) return;
  const each = [...new Set(missing)];
  throw new CardwrightError('CARD_CAPABILITY_MISSING', `${model.title} cannot do: ${each.join('; ')}`, {
    modelId: model.id,
    missing: each,
  });
}
