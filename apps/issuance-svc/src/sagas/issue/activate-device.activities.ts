/** The activity of an activation: its certificates leave their hold, and the device is active. May be repeated. */
import { Injectable } from '@nestjs/common';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { Admitted } from '../../records/requests/admitted.js';
import { IssueRecord } from './issue-record.js';
import { SagaEnd } from '../run/saga-end.js';
import { SagaProgressService } from '../run/saga-progress.service.js';

@Injectable()
export class ActivateDeviceActivities {
  constructor(
    private readonly progress: SagaProgressService,
    private readonly issueRecord: IssueRecord,
    private readonly sagaEnd: SagaEnd,
  ) {}

  async activateDevice(call: Admitted): Promise<void> {
    if (this.sagaEnd.hasEnded(call)) return;
    await this.progress.enter(call);
    await this.issueRecord.activate(call);
  }

  compensate(call: StageCall): Promise<void> {
    return this.issueRecord.giveUpActivation(call);
  }
}
