/** The activities of the workflows that write no card, as the worker gets them. */
import { Injectable } from '@nestjs/common';
import { ReconcilerActivities } from './reconciler/reconciler.activities.js';
import { ReinsertionActivities } from './reinsertions/reinsertion.activities.js';
import { HoldActivities } from './revocations/hold.activities.js';
import { RevocationActivities } from './revocations/revocation.activities.js';

@Injectable()
export class JobActivitiesProvider {
  constructor(
    private readonly revocation: RevocationActivities,
    private readonly hold: HoldActivities,
    private readonly reconciler: ReconcilerActivities,
    private readonly reinsertion: ReinsertionActivities,
  ) {}

  all() {
    const { revocation, hold, reconciler, reinsertion } = this;
    return {
      revokeAtCa: revocation.revokeAtCa.bind(revocation),
      applyHold: hold.applyHold.bind(hold),
      tellRevocation: revocation.tellRevocation.bind(revocation),
      askForReinsertion: reinsertion.askForReinsertion.bind(reinsertion),
      lookForCredentials: reinsertion.lookForCredentials.bind(reinsertion),
      remindOfReinsertion: reinsertion.remindOfReinsertion.bind(reinsertion),
      endReinsertion: reinsertion.endReinsertion.bind(reinsertion),
      compareRecords: reconciler.compareRecords.bind(reconciler),
    };
  }
}

export type JobActivities = ReturnType<JobActivitiesProvider['all']>;
