/**
 * Card sessions that ended while their saga waits for the holder's PIN: the agent reports a card that was taken out, its readers do not
 * hold it any more (waiting-sagas.ts), or a PIN that comes too late finds nobody. The saga hears of it, opens the card again and asks anew;
 * while a batch runs nobody need hear of it, because the batch fails by itself.
 */
import { Injectable, Logger } from '@nestjs/common';
import { WorkflowNotFoundError } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { cardSessionLostSignal, type CardSessionLost } from '@cardwright/contracts/workflow/card-write.contract';
import { isUuid } from '../../persistence/page.js';
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
    for (const { deviceId, attempt } of rows) await this.tell(deviceId, attempt);
  }

  async tell(deviceId: string, attempt: number): Promise<void> {
    await this.starter
      .handle(deviceId)
      .signal<[CardSessionLost]>(cardSessionLostSignal, { attempt })
      .catch((error: unknown) => {
        // The saga ended in the meantime: nothing waits any more.
        if (!(error instanceof WorkflowNotFoundError)) this.logger.warn({ err: error, deviceId }, 'signal not sent');
      });
  }
}
