/** Starts the workflow of each reinsertion. The rows are the intent: any copy of the service may start any of them, and a second start is a duplicate. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  cardReinsertedSignal,
  workflowType,
  type PropagationInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import { propagationWorkflowId, searchAttribute, taskQueue } from '@cardwright/contracts/workflow/names';
import { say } from '@cardwright/contracts/words/say';
import { Sweep } from '@cardwright/service-kit/sweep';
import type { TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import {
  ReinsertionRepository,
  type InsertedCard,
  type ReinsertionRow,
  type RemovedCard,
} from '../../records/reinsertions/reinsertion.repository.js';
import { RequestService } from '../../records/requests/request.service.js';
import { TEMPORAL } from '../../sagas/run/temporal.module.js';
import { ReinsertionQuestion } from './reinsertion-question.js';

/** One look at a partial index that is nearly always empty. */
const everyMs = 1_000;
const atOnce = 50;

@Injectable()
export class Reinsertions implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Reinsertions.name);
  private readonly sweep = new Sweep({
    everyMs,
    round: async () => {
      await this.startAll();
      await this.catchUp();
    },
    logger: this.logger,
    failing: 'reinsertions wait for their workflows',
  });

  private isCaughtUp = false;

  constructor(
    private readonly rows: ReinsertionRepository,
    private readonly requests: RequestService,
    private readonly question: ReinsertionQuestion,
    @Inject(TEMPORAL) private readonly temporal: TemporalClient,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  async removed(card: RemovedCard): Promise<void> {
    for (const requestId of await this.rows.removed(card))
      this.requests.announce(await this.requests.addLine(null, requestId, say('reinsertion.taken-out')));
  }

  async inserted(card: InsertedCard): Promise<void> {
    for (const requestId of await this.rows.inserted(card)) {
      const row = await this.rows.find(requestId);
      if (row !== null) await this.start(row, { look: true });
    }
  }

  private async startAll(): Promise<void> {
    for (const row of await this.rows.startable(atOnce)) {
      await this.start(row, { look: false });
      await this.rows.markStarted(row.requestId);
    }
  }

  /** Insertions while no copy ran: nobody heard of them, or somebody did and had no time to say so to the workflow. Once after the start. */
  private async catchUp(): Promise<void> {
    if (this.isCaughtUp) return;
    const rows = await this.rows.running();
    for (let first = 0; first < rows.length; first += atOnce)
      await Promise.all(
        rows.slice(first, first + atOnce).map(async (row) => {
          // An agent that is away reports its cards when it is back.
          const inserted = await this.question.ask(row, false).then(
            (answer) => answer.inserted,
            () => false,
          );
          if (inserted || row.insertedAt !== null) await this.start(row, { look: true });
        }),
      );
    this.isCaughtUp = true;
  }

  private async start(row: ReinsertionRow, { look }: { look: boolean }): Promise<void> {
    const { requestId, tenantId, deviceId, correlationId } = row;
    const remindAt = row.remindAt.toISOString();
    const endsAt = row.endsAt.toISOString();
    const input: PropagationInput = { requestId, tenantId, deviceId, correlationId, remindAt, endsAt };
    const options = {
      taskQueue: taskQueue.issuance,
      workflowId: propagationWorkflowId(requestId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [input] as [PropagationInput],
      staticSummary: 'a card is to be put in again',
      staticDetails: `Until ${endsAt} at most. It holds neither the card nor a lease, and no saga waits for it.`,
      searchAttributes: { [searchAttribute.kind]: ['propagation'], [searchAttribute.device]: [deviceId] },
    } as const;
    const { workflow } = this.temporal.client;
    if (look)
      await workflow.signalWithStart(workflowType.propagateCredentials, { ...options, signal: cardReinsertedSignal });
    else await workflow.start(workflowType.propagateCredentials, options);
  }
}
