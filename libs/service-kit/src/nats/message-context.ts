import { NatsContext } from '@nestjs/microservices';
import type { Msg } from '@nats-io/transport-node';

/** What a handler is told of its message beside the payload. */
export class MessageContext extends NatsContext {
  constructor(
    { subject, headers }: Msg,
    /** When it came: the same, however often a handler is tried and however long it waited for its turn. */
    readonly cameAt: Date,
  ) {
    super([subject, headers]);
  }
}
