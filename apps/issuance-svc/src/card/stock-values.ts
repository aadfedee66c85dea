/**
 * What sagas need to know about the values that a card was delivered with: which of them are publicly known, and what follows when the card
 * refuses to change one. The values themselves never reach this service.
 */
import { Injectable } from '@nestjs/common';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { StepResult } from '@cardwright/contracts/card/card-step';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CallContext } from '@cardwright/service-kit/nats/rpc-client';
import type { WellKnown } from '../domain/kept-secrets.js';
import { StockDescriptions } from '../records/stock/stock-descriptions.js';
import { CardLearning } from './card-learning.js';
import type { CardSessionState } from '../persistence/card-session-state.js';

@Injectable()
export class StockValues {
  constructor(
    private readonly descriptions: StockDescriptions,
    private readonly learning: CardLearning,
  ) {}

  /** The vault is not asked about a card that keeps no value of its batch. */
  async wellKnown(context: CallContext, stockBatchId: string, { capabilities }: CardModel): Promise<WellKnown> {
    if (capabilities.setManagementKey && capabilities.changePuk === true) return new Set();
    return new Set((await this.descriptions.of(stockBatchId, context)).wellKnown);
  }

  /** After the batch that takes a card over: a PUK that the card did not change is remembered as its own. */
  async keepRefused(call: StageCall, session: CardSessionState, results: readonly StepResult[]): Promise<void> {
    if (!pukOutcome(results).pukRefused) return;
    const wellKnown = session.wellKnown?.includes('puk') ?? false;
    const others = (session.kept ?? []).filter(({ secret }) => secret !== 'puk');
    session.kept = [...others, { secret: 'puk', wellKnown }];
    await this.learning.remember(call, ['changePuk']);
  }
}

/** For vault.batch.settle. */
export function pukOutcome(results: readonly StepResult[]): { pukChanged: boolean; pukRefused: boolean } {
  const step = results.find(({ kind }) => kind === 'set-puk');
  return { pukChanged: step !== undefined && step.outcome !== 'refused', pukRefused: step?.outcome === 'refused' };
}
