/** Records the end of a PIN reset or a lock: the PIN's state, the audit row and the end of the request. */
import { Injectable } from '@nestjs/common';
import type { Sentence } from '@cardwright/contracts/said';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import type { Admitted } from '../../records/requests/admitted.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { andMeanwhile, SagaEnd } from '../run/saga-end.js';
import { SagaStages } from '../run/saga-stages.js';

export interface PinEnd {
  pin: 'set' | 'blocked';
  action: 'device.pin-reset' | 'device.pin-changed' | 'device.locked';
  sentence: Sentence;
  details?: Record<string, unknown>;
}

@Injectable()
export class PinRecord {
  constructor(
    private readonly records: SagaRecords,
    private readonly stages: SagaStages,
    private readonly sagaEnd: SagaEnd,
  ) {}

  /** May be repeated. Releases the lease. */
  async commit(call: Admitted, { pin, action, sentence, details }: PinEnd): Promise<void> {
    const { session } = await this.records.session(call);
    if (!this.sagaEnd.hasEnded(call)) {
      await this.stages.enter(call);
      await this.sagaEnd.end(call, {
        patch: () => ({ pin }),
        also: async ({ manager, context, request: { requestId, deviceId, reason, reasonText } }) => {
          await appendAudit(manager, {
            ...context,
            action,
            object: `device:${deviceId}`,
            reason: reasonText ? `${reason}: ${reasonText}` : reason,
            details: { requestId, attempts: call.attempt, ...details },
          });
        },
        state: 'COMPLETED',
        sentence: (meanwhile) => andMeanwhile(sentence, meanwhile),
      });
    }
    await this.stages.leave(session.lease);
  }
}
