/** Lets the agent of a card that is present know that its offer changed. A lost notice costs nothing but time: agents ask at intervals too. */
import { Injectable } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import type { EdgeNotices } from '@cardwright/contracts/nats/edge.api';
import { edgeNoticeSubject } from '@cardwright/contracts/nats/subjects';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';

@Injectable()
export class Notices {
  constructor(@InjectNats() private readonly connection: NatsConnection) {}

  changed(workstationId: string, notice: EdgeNotices['update.changed']): void {
    this.connection.publish(edgeNoticeSubject(workstationId, 'update.changed'), JSON.stringify(notice));
  }
}
