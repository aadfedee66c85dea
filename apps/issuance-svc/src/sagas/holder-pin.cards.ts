/** The open card session that waits for a PIN: which key to seal to, which rule holds, and the relay to its agent. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { effectivePinRule } from '@cardwright/card-plan/effective-pin-rule';
import { matchModel } from '@cardwright/card-plan/models/card-models';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { sagaLeaseMs } from '../activities/open-card.js';
import { SagaRecords } from '../card-work/saga-records.js';
import { LeaseService } from '../leases/lease.service.js';
import { CardIntentEntity } from '../persistence/card-intent.entity.js';
import type { RequestEntity } from '../persistence/request.entity.js';

@Injectable()
export class HolderPinCards {
  constructor(
    private readonly database: DataSource,
    private readonly records: SagaRecords,
    private readonly leases: LeaseService,
    readonly rpc: RpcClient,
  ) {}

  /** Throws LIFECYCLE_TRANSITION unless this request waits for a PIN now. */
  async awaiting(request: RequestEntity) {
    const { requestId, attempt } = request;
    const intent = await this.database.manager.findOneBy(CardIntentEntity, { requestId, attempt });
    if (request.state !== 'AWAITING_USER' || request.awaiting !== 'pin' || !intent?.session)
      throw new CardwrightError('LIFECYCLE_TRANSITION', 'This request does not wait for a PIN');
    const version = await this.records.profile(request.tenantId, request.profileName!, request.profileVersion!);
    const model = matchModel(intent.beforeImage);
    if (model === undefined) throw new CardwrightError('CARD_UNSUPPORTED');
    return { session: intent.session, pinRule: effectivePinRule(model, version.definition.pin) };
  }

  async relay(request: RequestEntity, jwe: string): Promise<void> {
    const { session, pinRule } = await this.awaiting(request);
    const { lease } = session;
    await this.leases.extend(lease, sagaLeaseMs);
    await this.rpc.edge(
      lease.workstationId,
      'pin.supply',
      { lease, purpose: 'holder-pin', jwe, pinRule },
      { tenantId: request.tenantId, correlationId: request.correlationId },
    );
    await this.records.countRoundTrip(request.requestId, 0);
  }

  async requireRevealable(request: RequestEntity): Promise<void> {
    const version = await this.records.profile(request.tenantId, request.profileName!, request.profileVersion!);
    if (version.definition.initialPin === 'none')
      throw new CardwrightError('AUTH_FORBIDDEN', 'The profile does not let anybody see the initial PIN');
  }
}
