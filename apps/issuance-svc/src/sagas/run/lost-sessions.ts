/**
 * Handles card sessions that end while their saga waits for the holder's PIN. It learns this when the agent reports that the card was taken
 * out, when no reader holds the card any more (waiting-sagas.ts), or when a PIN comes too late. It informs the saga, which opens the card
 * again and asks for the PIN again. While a batch runs nothing has to be reported, because the batch itself fails.
 */
import { Injectable, Logger } from '@nestjs/common';
import { WorkflowNotFoundError } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { cardSessionLostSignal, type CardSessionLost } from '@cardwright/contracts/workflow/card-write.contract';
import { isUuid } from '@cardwright/contracts/uuid';
import { SagaStarter } from './saga-starter.service.js';

@Injectable()
export class LostSessions {
  private readonly logger = new Logger(LostSessions.name);

  constructor(
    private readonly database: DataSource,
    private readonly starter: SagaStarter,
  ) {}

  /** The agent of this workstation gave up the reader that this request held. */
  async cardRemoved(workstationId: string, requestId: string): Promise<void> {
    if (!isUuid(requestId)) return;
    const rows: { deviceId: string; attempt: number }[] = await this.database.query(
      `SELECT device_id AS "deviceId", attempt FROM request
       WHERE workstation_id = $1 AND state = 'AWAITING_USER' AND request_id = $2`,
      [workstationId, requestId],
    );
    for (const { deviceId, attempt } of rows) await this.report(deviceId, attempt);
  }

  async report(deviceId: string, attempt: number): Promise<void> {
    await this.starter
      .handle(deviceId)
      .signal<[CardSessionLost]>(cardSessionLostSignal, { attempt })
      .catch((error: unknown) => {
        // The saga has ended meanwhile, so nothing waits any more.
        if (!(error instanceof WorkflowNotFoundError)) this.logger.warn({ err: error, deviceId }, 'signal not sent');
      });
  }
}
