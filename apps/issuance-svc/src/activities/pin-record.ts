/** What a PIN reset or a lock leaves on record: the PIN's state, the audit and the end of the request, in one transaction. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { StageCall } from '@cardwright/card-saga/card-saga';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { SagaRecords } from '../card-work/saga-records.js';
import { DeviceService } from '../devices/device.service.js';
import { RequestService } from '../requests/request.service.js';
import { changeContext } from '../sagas/issue-record.js';
import { RecycleEnds } from './recycle-card.activities.js';

export interface PinEnd {
  pin: 'set' | 'blocked';
  action: 'device.pin-reset' | 'device.locked';
  sentence: string;
  details?: Record<string, unknown>;
}

@Injectable()
export class PinRecord {
  constructor(
    private readonly database: DataSource,
    private readonly records: SagaRecords,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly ends: RecycleEnds,
  ) {}

  /** May be repeated. Releases the lease. */
  async commit(call: StageCall, end: PinEnd): Promise<void> {
    const { session } = await this.records.session(call);
    if (!(await this.ends.issueRecord.hasEnded(call))) {
      await this.ends.progress.enter(call);
      await this.record(call, end);
    }
    await this.ends.leases.release(session.lease);
  }

  private async record(call: StageCall, { pin, action, sentence, details }: PinEnd): Promise<void> {
    const { requestId, deviceId } = call.input;
    const change = changeContext(call);
    const { reason, reasonText } = await this.records.request(requestId);
    const progress = await inTransaction(this.database, async (manager) => {
      await this.devices.change(manager, deviceId, { pin, operation: 'idle', activeRequestId: null }, change);
      await appendAudit(manager, {
        ...change,
        action,
        object: `device:${deviceId}`,
        reason: reasonText ? `${reason}: ${reasonText}` : reason,
        details: { requestId, attempts: call.attempt, ...details },
      });
      const done = { state: 'COMPLETED', stage: 'done', percent: 100, sentence } as const;
      return (await this.requests.markIn(manager, requestId, done)).progress;
    });
    this.requests.announce(progress);
  }
}
