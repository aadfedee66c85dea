/** Requests on `cw.v1.update.>`. Delegation only; every reply is the contract's. */
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId, type ReplyOf, type RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { updateSubject } from '@cardwright/contracts/nats/subjects';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';
import { verifyAuditChain } from '@cardwright/service-kit/audit/verify-audit-chain';
import { schema } from '../persistence/database.js';
import { DeviceStateRepository } from '../persistence/device-state.repository.js';
import { ReadModelRebuild } from '../read-model/read-model-rebuild.js';

type Reply<Name extends keyof UpdateApi> = Promise<ReplyOf<UpdateApi, Name>>;

@Controller()
export class UpdateController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly devices: DeviceStateRepository,
    private readonly readModel: ReadModelRebuild,
  ) {}

  @MessagePattern(updateSubject('read-model.rebuild'))
  async rebuild(@Payload() request: RequestEnvelope<unknown>): Reply<'read-model.rebuild'> {
    // The one authorisation function is issuance-svc's: what a person asks for must have passed it.
    if (request.actor?.kind !== 'system') throw new CardwrightError('AUTH_FORBIDDEN');
    return { devices: await this.readModel.rebuild(request.correlationId, request.actor) };
  }

  @MessagePattern(updateSubject('read-model.status'))
  async status(): Reply<'read-model.status'> {
    const { devices, lastEventAt } = await this.devices.status(defaultTenantId);
    return { devices, lastEventAt };
  }

  @MessagePattern(updateSubject('audit.verify'))
  verifyAudit(): Reply<'audit.verify'> {
    return verifyAuditChain(this.dataSource, schema);
  }
}
