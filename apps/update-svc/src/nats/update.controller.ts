/** Requests on `cw.v1.update.>`. Delegation only; every reply is the contract's. */
import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { updateSubject } from '@cardwright/contracts/nats/subjects';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';
import { verifyAuditChain } from '@cardwright/service-kit/audit/verify-audit-chain';
import { schema } from '../persistence/database.js';

type Reply<Name extends keyof UpdateApi> = Promise<ReplyOf<UpdateApi, Name>>;

@Controller()
export class UpdateController {
  constructor(private readonly dataSource: DataSource) {}

  @MessagePattern(updateSubject('audit.verify'))
  verifyAudit(): Reply<'audit.verify'> {
    return verifyAuditChain(this.dataSource, schema);
  }
}
