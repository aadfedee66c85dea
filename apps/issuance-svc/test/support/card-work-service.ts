/**
 * What saga activities do with a card, in this process: real Postgres and NATS, a stand-in for the vault, an agent that says what it was
 * sent; no Temporal server. Cards are those of recorded attempts (recorded-intents.ts).
 */
import { Module, type Provider, type Type } from '@nestjs/common';
import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { SagaCertificates } from '../../src/sagas/issue/saga-certificates.js';
import { KeyChecks } from '../../src/sagas/issue/key-checks.js';
import { KeyReplacement } from '../../src/sagas/rewrite/key-replacement.js';
import { AttestationGate } from '../../src/card/attestation-gate.js';
import { BatchSender } from '../../src/card/batch-sender.js';
import { CardConversation } from '../../src/card/card-conversation.js';
import { CardLearning } from '../../src/card/card-learning.js';
import type { CardSessionState } from '../../src/persistence/card-session-state.js';
import { BatchSignatures } from '../../src/card/batch-signatures.js';
import { CardOpenings } from '../../src/card/card-openings.js';
import { CardVault } from '../../src/card/card-vault.js';
import { ManagementKeyOpening } from '../../src/card/management-key-opening.js';
import { NoOpening } from '../../src/card/no-opening.js';
import { CertificateChecks } from '../../src/card/certificate-check.js';
import type { Admitted } from '../../src/records/requests/admitted.js';
import { SagaRecords } from '../../src/records/requests/saga-records.js';
import { StockValues } from '../../src/card/stock-values.js';
import { LeaseService } from '../../src/records/leases/lease.service.js';
import { RecordsModule } from '../../src/records.module.js';
import { SagaStages } from '../../src/sagas/run/saga-stages.js';
import { plantIntent, recordedWorkstation, type IntentKind } from './recorded-intents.js';
import { startRecordsService, type RecordsService } from './records-service.js';

@Module({})
class CardWorkModule {}

/** Every step done; the card's half of the 9B authentication is BB..., its witness DD.... */
export const done = ({ batchId, steps }: BatchRequest): BatchResult => ({
  batchId,
  results: steps.map(({ kind }, index) => ({
    index,
    kind,
    durationMs: 1,
    apdus: 1,
    outcome: 'done',
    ...(kind === 'authenticate-management-key' && { responseHex: 'BB'.repeat(16) }),
    ...(kind === 'request-witness' && { witnessHex: 'DD'.repeat(16) }),
  })),
  apdus: steps.length,
  durationMs: 1,
  replayed: false,
});

export class CardWorkService {
  /** Batches that the agent was sent. */
  sent: BatchRequest[] = [];
  answer: (batch: BatchRequest) => BatchResult | Promise<BatchResult> = done;
  /** Whether the agent knows a batch that it is asked about, and how it went. */
  known: (batchId: string) => BatchResult | undefined = () => undefined;

  private constructor(readonly records: RecordsService) {}

  /** also: providers besides those that every saga writes with. */
  static async start(also: Provider[] = []): Promise<CardWorkService> {
    const records = await startRecordsService({}, (config) => ({
      module: CardWorkModule,
      imports: [RecordsModule.register(config)],
      providers: [
        AttestationGate,
        BatchSender,
        CardConversation,
        CardLearning,
        CardOpenings,
        CardVault,
        CertificateChecks,
        SagaCertificates,
        KeyChecks,
        KeyReplacement,
        ManagementKeyOpening,
        NoOpening,
        SagaStages,
        SagaRecords,
        BatchSignatures,
        StockValues,
        ...also,
      ],
    }));
    const service = new CardWorkService(records);
    await records.agent(recordedWorkstation, {
      'batch.execute': (batch) => {
        service.sent.push(batch);
        return service.answer(batch);
      },
      'batch.result': ({ batchId }) => {
        const result = service.known(batchId);
        return result ? { state: 'done', sessionOpen: true, result } : { state: 'unknown', sessionOpen: true };
      },
    });
    service.reset();
    return service;
  }

  /** As at the start: the vault answers the witness with AA... and gives the challenge CC.... */
  reset(): void {
    this.sent = [];
    this.answer = done;
    this.known = () => undefined;
    this.records.vaultCalls.length = 0;
    this.records.vault['vault.batch.open'] = () => ({
      witnessAnswerHex: 'AA'.repeat(16),
      challengeHex: 'CC'.repeat(16),
    });
    this.records.vault['batches.sign'] = () => ({ signedBatch: 'signed' });
    this.records.vault['vault.batch.settle'] = () => ({ settled: true });
    this.records.vault['vault.public-key'] = () => ({ publicJwk: { kty: 'EC' }, kid: 'box-1' });
  }

  stop(): Promise<void> {
    return this.records.stop();
  }

  get<Part>(type: Type<Part>): Part {
    return this.records.running.app.get(type);
  }

  query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    this.records.running.dataSource!.query(sql, parameters);

  /** A recorded attempt that runs and has its card. */
  async plant(
    kind: IntentKind,
    sessionOf: (session: CardSessionState) => object = (session) => session,
  ): Promise<StageCall> {
    const call = await plantIntent(this.query, kind, (session, deviceId, requestId) => ({
      ...sessionOf(session),
      lease: { ...session.lease, deviceId, requestId },
    }));
    const { requestId, deviceId } = call.input;
    await this.get(LeaseService).take(defaultTenantId, deviceId, requestId, recordedWorkstation);
    await this.query(`UPDATE request SET state = 'IN_PROGRESS' WHERE request_id = $1`, [requestId]);
    return call;
  }

  /** With the row of its request as it is now, as the gate lets a call in. */
  async admitted<Call extends StageCall>(call: Call): Promise<Admitted<Call>> {
    return { ...call, request: await this.get(SagaRecords).request(call.input.requestId) };
  }

  /** As an activity. attempt: which run of the activity it is. */
  run<Result>(work: () => Promise<Result>, attempt = 1): Promise<Result> {
    return this.runAs({ attempt }, work);
  }

  /** As an activity of which Temporal says this. */
  runAs<Result>(info: Partial<Info>, work: () => Promise<Result>): Promise<Result> {
    return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') }).run(work);
  }
}
