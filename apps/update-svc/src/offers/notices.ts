/**
 * Lets the agent of a card that is present know that its offer changed, and all agents that they are asked anew. A lost notice costs nothing but
 * time: agents ask at intervals too.
 */
import { Injectable } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import type { AgentsNotices, EdgeNotices } from '@cardwright/contracts/nats/edge.api';
import { agentsNoticeSubject, edgeNoticeSubject } from '@cardwright/contracts/nats/subjects';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';

@Injectable()
export class Notices {
  constructor(@InjectNats() private readonly connection: NatsConnection) {}

  changed(workstationId: string, notice: EdgeNotices['update.changed']): void {
    this.connection.publish(edgeNoticeSubject(workstationId, 'update.changed'), JSON.stringify(notice));
  }

  presenceAsked(): void {
    const nothing: AgentsNotices['presence.asked'] = {};
    this.connection.publish(agentsNoticeSubject('presence.asked'), JSON.stringify(nothing));
  }
}
