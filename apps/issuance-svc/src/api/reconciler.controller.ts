/** Findings and reconciliation over NATS: one line per handler. */
import type { IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.api';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { issuanceInternalSubject, issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { ReconcilerRequests } from './reconciler.requests.js';
import type { Answer, Asked } from './asked.js';

@Controller()
export class ReconcilerController {
  constructor(private readonly reconciler: ReconcilerRequests) {}

  @MessagePattern(issuanceSubject('devices.reconcile'))
  reconcile(@Payload() asked: Asked<'devices.reconcile'>): Answer<'devices.reconcile'> {
    return this.reconciler.reconcile(asked);
  }

  @MessagePattern(issuanceSubject('findings.list'))
  findings(@Payload() asked: Asked<'findings.list'>): Answer<'findings.list'> {
    return this.reconciler.list(asked);
  }

  @MessagePattern(issuanceInternalSubject('orphans.sweep'))
  sweep(
    @Payload() asked: RequestEnvelope<RequestOf<IssuanceInternalApi, 'orphans.sweep'>>,
  ): Promise<ReplyOf<IssuanceInternalApi, 'orphans.sweep'>> {
    return this.reconciler.sweep(asked);
  }
}
