/** Requests about mail to cardholders (docs/mail.md). */
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { issuanceInternalSubject } from '@cardwright/contracts/nats/subjects';
import { MailReminders } from '../records/mail/reminders.js';

@Controller()
export class MailController {
  constructor(private readonly reminders: MailReminders) {}

  /** For update-svc; NATS permissions say who may ask. */
  @MessagePattern(issuanceInternalSubject('mail.remind'))
  remind(
    @Payload() asked: RequestEnvelope<RequestOf<IssuanceInternalApi, 'mail.remind'>>,
  ): Promise<ReplyOf<IssuanceInternalApi, 'mail.remind'>> {
    return this.reminders.remind(asked.tenantId, asked.body);
  }
}
