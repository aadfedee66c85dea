/**
 * issuance-svc with its sagas in this process, and update-svc's worker beside it: real Postgres, NATS and Temporal, a stand-in for the vault, and
 * one workstation whose cards do what a spec says. Requests are planted as rows, as the service leaves them before it starts their workflows.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { EdgeApi } from '@cardwright/contracts/nats/edge.api';
import type { RequestState } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { cardWriteWorkflowId, taskQueue } from '@cardwright/contracts/workflow/names';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import { eventually } from '@cardwright/testing/eventually';
import type { TestDatabase } from '@cardwright/testing/postgres';
import { startTestTemporal, type TestTemporal } from '@cardwright/testing/temporal-dev-server';
import { installRuntime, startWorker, type WorkerHandle } from '@cardwright/workflow-kit/worker/create-worker';
import type { TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import type { WorkflowLocation } from '@cardwright/workflow-kit/worker/workflow-bundle';
import { AppModule } from '../../src/app.module.js';
import type { SagaPace } from '../../src/sagas/run/saga-pace.js';
import { TEMPORAL } from '../../src/sagas/run/temporal.module.js';
import { startRecordsService, type Handlers, type RecordsService } from './records-service.js';

export interface RequestNow {
  state: RequestState;
  attempt: number;
  stage: string;
  stuckReason: string | null;
  busyPrograms: string[] | null;
  sentence: string;
}
export type CardSaga = CardSagaType;
export interface Planted {
  requestId: string;
  deviceId: string;
}

/** What each saga is asked of, and the state that its device is in meanwhile. */
const deviceStates: Record<CardSaga, string> = {
  ISSUE: 'ISSUING',
  RECYCLE: 'RECYCLING',
  ACTIVATE: 'PENDING_ACTIVATION',
  REPROVISION: 'ACTIVE',
  UPDATE: 'ACTIVE',
  UNLOCK: 'ACTIVE',
  CHANGE_PIN: 'ACTIVE',
  LOCK: 'ACTIVE',
  PASSKEY: 'ACTIVE',
};

export const workstationId = 'ws-spec';

interface Settings {
  /** Environment variables besides those of the servers. */
  settings?: Record<string, string>;
  workflows?: WorkflowLocation;
  /** Default: the usual one, only that what is planted is started at once. */
  pace?: Partial<SagaPace>;
  /** A port that leads to the database, for a spec that wants a hand on the line. */
  throughPort?: (database: TestDatabase) => Promise<number>;
}

/** What people know a saga by, where a spec reads it. */
interface Named {
  label?: string;
  externalId?: string;
  reason?: string;
}

export class SagasService {
  /** What the agent answers when a card is to be opened; default: it is not there. */
  opening: (deviceId: string) => Promise<never> = async () => {
    throw new CardwrightError('CARD_ABSENT');
  };

  /** What the agent answers besides. */
  readonly edge: Handlers<EdgeApi> = {};

  private constructor(
    readonly records: RecordsService,
    readonly temporal: TestTemporal,
    private updates: WorkerHandle,
    private readonly workflowsOfUpdates: WorkflowLocation,
  ) {}

  static async start({
    settings,
    workflows,
    pace,
    throughPort = async ({ port }) => port,
  }: Settings = {}): Promise<SagasService> {
    installRuntime(() => undefined);
    const temporal = await startTestTemporal();
    const records = await startRecordsService(
      async ({ databases }) => ({
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: temporal.namespace,
        DATABASE_PORT: String(await throughPort(databases.issuance)),
        LOG_LEVEL: 'fatal',
        ...settings,
      }),
      (config) => AppModule.register(config, workflows, { startLeftMs: 200, ...pace }),
    );
    const ofUpdates = workflowsOfUpdates(workflows);
    const updates = workerBeside(records, temporal, taskQueue.update, ofUpdates);
    const service = new SagasService(records, temporal, updates, ofUpdates);
    await service.prepare();
    // Its workflows are bundled first, which takes long on a busy machine.
    const health = records.running.app.get(HealthRegistry);
    await eventually(async () => (await health.report()).checks['worker'], 'ok', 100_000);
    await eventually(async () => isRunning(updates), true, 100_000);
    return service;
  }

  /** A worker of another service, with workflows alone. */
  otherService(queue: string, workflows: WorkflowLocation): WorkerHandle {
    return workerBeside(this.records, this.temporal, queue, workflows);
  }

  stopUpdateSvc(): Promise<void> {
    return this.updates.stop();
  }

  /** Again, after `stopUpdateSvc`. */
  startUpdateSvc(): void {
    this.updates = this.otherService(taskQueue.update, this.workflowsOfUpdates);
  }

  async stop(): Promise<void> {
    await this.updates.stop();
    await this.records.stop();
    await this.temporal.stop();
  }

  query = <Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    this.records.running.dataSource!.query(sql, parameters);

  get client(): TemporalClient['client'] {
    return this.records.running.app.get<TemporalClient>(TEMPORAL).client;
  }

  handle({ deviceId }: Planted): WorkflowHandle {
    return this.client.workflow.getHandle(cardWriteWorkflowId(deviceId));
  }

  async now({ requestId }: Planted): Promise<RequestNow> {
    const [row] = await this.query<RequestNow>(
      `SELECT state, attempt, stage, sentence, stuck_reason AS "stuckReason", busy_programs AS "busyPrograms" FROM request WHERE request_id = $1`,
      [requestId],
    );
    return row!;
  }

  /** Resolves when these members of the request are so. */
  until = (planted: Planted, expected: Partial<RequestNow>, timeoutMs?: number): Promise<void> =>
    eventually(
      async () => {
        const now = await this.now(planted);
        return Object.fromEntries(Object.keys(expected).map((name) => [name, now[name as keyof RequestNow]]));
      },
      expected,
      timeoutMs,
    );

  /** A card of a person, in this state; no request has it. */
  async plantDevice(deviceState: string): Promise<{ deviceId: string }> {
    const { deviceId } = await this.insertDevice(deviceState);
    return { deviceId };
  }

  private async insertDevice(deviceState: string, named: Named = {}): Promise<{ deviceId: string; personId: string }> {
    const deviceId = randomUUID();
    const [person] = await this.query<{ person_id: string }>(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name)
       VALUES (gen_random_uuid(), $1, $2, 'Ada', 'Lovelace', 'Ada Lovelace') RETURNING person_id`,
      [defaultTenantId, named.externalId ?? deviceId],
    );
    const personId = person!.person_id;
    await this.query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id, profile_name, profile_version,
         expires_on, workstation_id)
       SELECT $1, $2, $3, coalesce($7, $3), model_id, $4, $5::uuid, 'authentication-only', 1, '2036-01-01', $6
       FROM card_model WHERE tenant_id = $2 LIMIT 1`,
      [
        deviceId,
        defaultTenantId,
        `ykserial:${deviceId.slice(0, 8)}`,
        deviceState,
        personId,
        workstationId,
        named.label,
      ],
    );
    return { deviceId, personId };
  }

  /** A request that is accepted and whose workflow was not started yet. */
  async plant(type: CardSaga, deviceState: string = deviceStates[type], named: Named = {}): Promise<Planted> {
    const requestId = randomUUID();
    const { deviceId, personId } = await this.insertDevice(deviceState, named);
    await this.query(
      `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, percent, sentence, device_id, person_id,
         profile_name, profile_version, workstation_id, pin_change, reason, key_references, attempt, requested_by, correlation_id, updated_at)
       VALUES ($1, $2, $3, $4, 'IN_PROGRESS', 'requested', 0, 'The request is accepted', $5, $6, 'authentication-only', 1, $7,
         'none', $9, $8, 1, 'spec', 'spec', now() - interval '1 minute')`,
      [
        requestId,
        defaultTenantId,
        cardWriteWorkflowId(deviceId),
        type,
        deviceId,
        personId,
        workstationId,
        type === 'UPDATE' ? ['9A'] : null,
        named.reason ?? 'OTHER',
      ],
    );
    if (type !== 'ACTIVATE')
      await this.query('UPDATE device SET active_request_id = $2 WHERE device_id = $1', [deviceId, requestId]);
    return { requestId, deviceId };
  }

  /** Planted, and stuck for want of its card (an activation: of what the CA says). */
  async parked(type: CardSaga, named: Named = {}): Promise<Planted> {
    const planted = await this.plant(type, deviceStates[type], named);
    if (type === 'ACTIVATE') await this.plantHeld(planted);
    await this.until(planted, { state: 'FAILED', stuckReason: parkedFor(type) });
    return planted;
  }

  /** One of each, all at once. */
  parkedOfEach(types: readonly CardSaga[]): Promise<[CardSaga, Planted][]> {
    return Promise.all(types.map(async (type) => [type, await this.parked(type)] as [CardSaga, Planted]));
  }

  /** A certificate on hold, which the CA does not know. */
  async plantHeld({ deviceId, requestId }: Planted): Promise<void> {
    await this.query(
      `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
         algorithm, key_origin, certificate_profile, state, public_key_sha256_hex, issuer_id, serial_number_hex, not_after, attested)
       VALUES (gen_random_uuid(), $1, $2, $3, 1, 'PIV', '9A', '9A', 'ECCP256', 'card', 'piv-authentication', 'HELD', 'AA', 'issuing-1',
         $4, now() + interval '1 year', false)`,
      [defaultTenantId, deviceId, requestId, deviceId.replaceAll('-', '').slice(0, 16).toUpperCase()],
    );
  }

  private async prepare(): Promise<void> {
    const { vault } = this.records;
    vault['vault.public-key'] = () => ({ publicJwk: { kty: 'EC' }, kid: 'vault-1' });
    vault['batches.sign'] = () => ({ signedBatch: 'signed' });
    vault['certificates.unhold'] = () => {
      throw new CardwrightError('PKI_CERTIFICATE_NOT_FOUND');
    };
    vault['certificates.hold'] = () => ({ certificate: {} }) as never;
    await this.query(
      `INSERT INTO workstation (workstation_id, tenant_id, name, agent_nkey, enrolled_at) VALUES ($1, $2, 'Spec', $3, now())`,
      [workstationId, defaultTenantId, `U${'A'.repeat(55)}`],
    );
    Object.assign(this.edge, {
      'batch.execute': ({ lease }) => this.opening(lease.deviceId),
      'session.close': () => ({ closed: true }),
    } satisfies Handlers<EdgeApi>);
    await this.records.agent(workstationId, this.edge);
  }
}

const workerBeside = (
  { nats }: RecordsService,
  { address, namespace }: TestTemporal,
  queue: string,
  workflows: WorkflowLocation,
): WorkerHandle => {
  const codecKeysFile = join(nats.installation.secretsDir, 'payload-codec-keys.json');
  return startWorker({ address, namespace, codecKeysFile, taskQueue: queue, workflows }, () => undefined);
};

/** From the sources, with the interceptors of the spec. */
function workflowsOfUpdates(others: WorkflowLocation | undefined): WorkflowLocation {
  const workflowsPath = fileURLToPath(new URL('../../../update-svc/src/workflows/index.ts', import.meta.url));
  const interceptorPaths = others?.bundlePath === undefined ? others?.interceptorPaths : undefined;
  return { workflowsPath, ...(interceptorPaths !== undefined && { interceptorPaths }) };
}

function isRunning(worker: WorkerHandle): boolean {
  try {
    worker.check();
    return true;
  } catch {
    return false;
  }
}

export const parkedFor = (type: CardSaga): ErrorCode =>
  type === 'ACTIVATE' ? 'PKI_CERTIFICATE_NOT_FOUND' : 'CARD_ABSENT';
