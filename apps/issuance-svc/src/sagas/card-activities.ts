/**
 * The activities of all card sagas in the form that the workers register, each behind the gate. The worker converts errors and sets the
 * actor of the calls (workflow-kit).
 */
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { CardActivities, SagaCareActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteInput } from '@cardwright/contracts/workflow/card-write.contract';
import { cardSagaTypes, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { Admitted } from '../records/requests/admitted.js';
import { kinds } from './kinds.js';
import type { Behind } from './run/kind-providers.js';
import { RequestGate } from './run/request-gate.js';
import { SagaActivitiesProvider } from './run/saga.activities.js';

type Activity = (call: Admitted<{ input: CardWriteInput }>) => Promise<unknown>;

/** The names by which libs/card-saga calls them (activity-proxies.ts). */
const isEndless = (name: string): boolean => name === 'parkSaga' || name.startsWith('compensate');

@Injectable()
export class CardActivitiesProvider {
  constructor(
    private readonly gate: RequestGate,
    private readonly saga: SagaActivitiesProvider,
    private readonly providers: ModuleRef,
  ) {}

  /** Kinds that share an activity share the same implementation. */
  all(): CardActivities {
    const offered = new Map<string, { activity: Activity; types: CardSagaType[] }>();
    const offer = (activities: object, types: readonly CardSagaType[]): void => {
      for (const [name, activity] of Object.entries(activities) as [string, Activity][])
        offered.set(name, { activity, types: [...(offered.get(name)?.types ?? []), ...types] });
    };
    offer(this.ofAll(), cardSagaTypes);
    for (const type of cardSagaTypes) offer(this.providers.get(kinds[type].activities).offered(), [type]);
    const gated = [...offered].map(([name, { activity, types }]) => [
      name,
      this.gate.before(types, activity, { endless: isEndless(name) }),
    ]);
    return Object.fromEntries(gated) as CardActivities;
  }

  private ofAll(): Behind<SagaCareActivities> {
    const { saga } = this;
    return {
      useDecision: (call) => saga.useDecision(call),
      moveTo: (call) => saga.moveTo(call),
      parkSaga: (call) => saga.parkSaga(call),
    };
  }
}
