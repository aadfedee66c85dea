/**
 * Starts the workflow of each open revocation, and of each hold or release that a suspension wants. The rows are the intent: any copy
 * of the service may start any of them, and the workflow id makes a second start a duplicate.
 */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  workflowType,
  type CertificateHoldInput,
  type RevocationInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import {
  certificateHoldWorkflowId,
  revocationWorkflowId,
  searchAttribute,
  taskQueue,
} from '@cardwright/contracts/workflow/names';
import type { TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import { Sweep } from '@cardwright/service-kit/sweep';
import { TEMPORAL } from '../../sagas/run/temporal.module.js';
import { HoldRepository, type CertificateHold } from '../../records/credentials/hold.repository.js';
import { RevocationRepository, type Revocation } from '../../records/credentials/revocation.repository.js';
import { RevocationService } from '../../records/credentials/revocation.service.js';

/** One look at a partial index that is nearly always empty. */
const sweepEveryMs = 1_000;
/** The time between the write of a row and its commit. */
const commitMs = 25;
const atOnce = 50;

@Injectable()
export class RevocationStarter implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RevocationStarter.name);
  private readonly sweep = new Sweep({
    everyMs: sweepEveryMs,
    round: () => this.startAll(),
    logger: this.logger,
    failing: 'revocations wait for their workflows',
  });

  constructor(
    private readonly service: RevocationService,
    private readonly revocations: RevocationRepository,
    private readonly holds: HoldRepository,
    @Inject(TEMPORAL) private readonly temporal: TemporalClient,
  ) {}

  onApplicationBootstrap(): void {
    this.service.onEnqueued(() => this.sweep.start(commitMs));
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  private async startAll(): Promise<void> {
    for (const row of await this.revocations.startable(atOnce)) {
      await this.start(row);
      await this.revocations.markStarted(row);
    }
    for (const row of await this.holds.startable(atOnce)) {
      await this.startHold(row);
      await this.holds.markStarted(row);
    }
  }

  private async start(row: Revocation): Promise<void> {
    const { tenantId, deviceId, issuerId, serialNumberHex, reason, correlationId, requestedAt, dueAt } = row;
    const input: RevocationInput = {
      tenantId,
      deviceId,
      issuerId,
      serialNumberHex,
      reason,
      correlationId,
      requestedAt: requestedAt.toISOString(),
      dueAt: dueAt.toISOString(),
    };
    await this.temporal.client.workflow.start(workflowType.revokeCertificate, {
      ...durableJob,
      workflowId: revocationWorkflowId(issuerId, serialNumberHex),
      args: [input],
      staticSummary: `revocation of certificate ${serialNumberHex}`,
      staticDetails: `Reason ${reason}, due by ${input.dueAt}. It goes on by itself until the CA has revoked.`,
      searchAttributes: { [searchAttribute.kind]: ['revocation'], [searchAttribute.device]: [deviceId] },
    });
  }

  private async startHold(row: CertificateHold): Promise<void> {
    const { tenantId, deviceId, issuerId, serialNumberHex, correlationId } = row;
    const input: CertificateHoldInput = { tenantId, deviceId, issuerId, serialNumberHex, correlationId };
    await this.temporal.client.workflow.start(workflowType.holdCertificate, {
      ...durableJob,
      workflowId: certificateHoldWorkflowId(issuerId, serialNumberHex),
      args: [input],
      staticSummary: `hold or release of certificate ${serialNumberHex}`,
      staticDetails: 'The CA follows the suspension of the card. It goes on by itself until both agree.',
      searchAttributes: { [searchAttribute.kind]: ['hold'], [searchAttribute.device]: [deviceId] },
    });
  }
}

/** The row says that there is work. A run that already does it continues. */
const durableJob = {
  taskQueue: taskQueue.issuance,
  workflowIdConflictPolicy: 'USE_EXISTING',
  workflowIdReusePolicy: 'ALLOW_DUPLICATE',
} as const;
