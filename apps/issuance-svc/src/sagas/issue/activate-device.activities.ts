/**
 * The activity of an activation: it releases the certificates of the device from their hold and makes the device active. May be repeated.
 */
import { Injectable } from '@nestjs/common';
import type { ActivateActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { Admitted } from '../../records/requests/admitted.js';
import { IssueRecord } from './issue-record.js';
import { SagaEnd } from '../run/saga-end.js';
import { SagaStages } from '../run/saga-stages.js';
import { SagaUndo } from '../run/undo.js';
import type { Behind, OffersActivities } from '../run/kind-providers.js';

@Injectable()
export class ActivateDeviceActivities implements OffersActivities<'ACTIVATE'> {
  constructor(
    private readonly stages: SagaStages,
    private readonly issueRecord: IssueRecord,
    private readonly sagaEnd: SagaEnd,
    private readonly undo: SagaUndo,
  ) {}

  offered(): Behind<ActivateActivities> {
    return {
      activateDevice: (call) => this.activateDevice(call),
      compensateActivation: (call) => this.undo.run(call, () => this.issueRecord.giveUpActivation(call)),
    };
  }

  async activateDevice(call: Admitted): Promise<void> {
    if (this.sagaEnd.hasEnded(call)) return;
    await this.stages.enter(call);
    await this.issueRecord.activate(call);
  }
}
