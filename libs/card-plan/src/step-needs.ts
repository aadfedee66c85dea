/**
 * The check that every planner ends with: no plan holds a step that its model cannot do, so nothing is found out in the middle of a card.
 * The row of a step's kind lists the abilities that it needs. Pure.
 */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { rowOf } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { CardPlan, PlannedStep } from './planned-step.js';

/** What the model lacks for the step, in words; null where it can do it. */
const missingFor = (model: CardModel, step: PlannedStep): string | null => rowOf(step).needs?.(model, step) ?? null;

/** Returns the phases unchanged. Throws CARD_CAPABILITY_MISSING {modelId, missing} for steps that the model cannot do. */
export function feasible<Phases extends CardPlan['phases']>(model: CardModel, phases: Phases): Phases {
  const missing = Object.values(phases).flatMap((steps) => steps.flatMap((step) => missingFor(model, step) ?? []));
  requireNothing(model, missing);
  return phases;
}

/** Throws CARD_CAPABILITY_MISSING {modelId, missing} unless `missing` is empty: for everything at once, each thing named once. */
export function requireNothing(model: CardModel, missing: readonly string[]): void {
  if (missing.length === 0) return;
  const each = [...new Set(missing)];
  throw new CardwrightError(
    'CARD_CAPABILITY_MISSING',
    say('record.model-cannot', { model: model.title, missing: each.join('; ') }),
    {
      modelId: model.id,
      missing: each,
    },
  );
}
