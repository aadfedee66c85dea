/** The activity that the nightly workflow calls: one round over every device. May be repeated; an open finding is not written twice. */
import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { Injectable } from '@nestjs/common';
import type { ReconcileRecordsInput } from '@cardwright/contracts/workflow/card-write.contract';
import { systemActor } from '../../persistence/change-context.js';
import { ReconcilerService } from './reconciler.service.js';

@Injectable()
export class ReconcilerActivities {
  constructor(private readonly reconciler: ReconcilerService) {}

  compareRecords({ tenantId }: ReconcileRecordsInput): Promise<number> {
    const context = { tenantId, correlationId: `reconciliation-${randomUUID()}`, actor: systemActor };
    return this.reconciler.allRecords(context, () => Context.current().heartbeat());
  }
}
