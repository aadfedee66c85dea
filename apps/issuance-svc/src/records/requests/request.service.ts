/**
 * The row side of sagas: what people see of a request, and the one place where its state changes (domain/request-lifecycle).
 * Workflows are started and signalled elsewhere (sagas/). A change and its audit row, event and timeline row are one
 * transaction; the live message on NATS afterwards is a hint only, because Postgres holds the same rows.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { RequestState, SagaProgress, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { SagaSort, Sorted } from '@cardwright/contracts/nats/list-filters';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Page, PageRequest, ReplyOf } from '@cardwright/contracts/nats/rpc';
import { sagaProgressSubject } from '@cardwright/contracts/nats/subjects';
import { isCardSaga } from '@cardwright/contracts/workflow/saga-kinds';
import { isUuid } from '@cardwright/contracts/uuid';
import type { Sentence } from '@cardwright/contracts/said';
import { stageWords } from '@cardwright/contracts/words/rows';
import { say } from '@cardwright/contracts/words/say';
import { appendAudit, type AuditEntry } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import type { NatsConnection } from '@cardwright/service-kit/nats/connection';
import { InjectNats } from '@cardwright/service-kit/nats/nats.module';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { checkRequestTransition, isFinished } from '../../domain/request-lifecycle.js';
import { type ChangeContext, systemActor } from '../../persistence/change-context.js';
import {
  definedOf,
  newRow,
  progressFor,
  sagaRowOf,
  sentenceOf,
  type NewRequest,
  type RequestPatch,
} from './request-row.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import type { BegunExport } from '../audit/exported-list.js';
import { DeviceService } from '../devices/device.service.js';
import {
  RequestRepository,
  violates,
  type EnteredStage,
  type NewProgress,
  type RequestFilter,
  type RequestView,
} from './request.repository.js';

/** Of what waits for somebody: the number stands on every page, and beyond this nobody reads it exactly. */
const mostCounted = 1000;

export interface Marked {
  request: RequestEntity;
  progress: SagaProgress | null;
}

/** sourceKey: names the event within its request. */
export type Note = { sentence: Sentence; sourceKey: string } & Pick<AuditEntry, 'action' | 'details'>;

/** request: as it is now. */
export type CompletionFollower = (manager: EntityManager, request: RequestEntity) => Promise<void>;

@Injectable()
export class RequestService {
  private followCompleted: CompletionFollower = () => Promise.resolve();

  constructor(
    private readonly database: DataSource,
    private readonly repository: RequestRepository,
    @InjectNats() private readonly nats: NatsConnection,
    private readonly devices: DeviceService,
  ) {}

  /** Called when a request has done what it was asked for, in the same transaction. */
  onCompleted(follow: CompletionFollower): void {
    this.followCompleted = follow;
  }

  /**
   * created: false when this requester used the same idempotency key before for the same thing (REQUEST_KEY_REUSED for
   * another). Throws REQUEST_DEVICE_BUSY naming the request that runs for the device [fault 16].
   */
  async create(asked: NewRequest, context: ChangeContext): Promise<{ request: RequestEntity; created: boolean }> {
    return inTransaction(this.database, (manager) => this.createIn(manager, asked, context));
  }

  async createIn(
    manager: EntityManager,
    asked: NewRequest,
    context: ChangeContext,
  ): Promise<{ request: RequestEntity; created: boolean }> {
    const row = newRow(asked, context);
    if (!(await this.repository.insert(manager, row)))
      return { request: await this.explain(manager, row), created: false };
    const request = (await this.repository.find(row.requestId!, manager))!;
    await appendAudit(manager, {
      ...context,
      action: request.state === 'READY' ? 'request.created' : 'request.started',
      object: `request:${request.requestId}`,
      reason: request.reason,
      details: {
        type: request.type,
        deviceId: request.deviceId,
        personId: request.personId,
        profileName: request.profileName,
        profileVersion: request.profileVersion,
        workstationId: request.workstationId,
        ...(request.identifiedBy !== null && { identifiedBy: request.identifiedBy }),
      },
    });
    await this.enqueueChanged(manager, request, context.correlationId);
    if (request.state === 'READY' && isCardSaga(request.type))
      await this.devices.republish(manager, request.deviceId, context);
    await this.repository.appendProgress(request.requestId, { kind: 'state', sentence: sentenceOf(request) }, manager);
    return { request, created: true };
  }

  /** Throws REQUEST_NOT_FOUND. */
  async get(requestId: string): Promise<RequestEntity> {
    const request = isUuid(requestId) ? await this.repository.find(requestId) : null;
    return request ?? notFound(requestId);
  }

  /** How it ended; null for one that is open. */
  async endedAs(requestId: string): Promise<RequestState | null> {
    const { state } = await this.get(requestId);
    return isFinished(state) ? state : null;
  }

  /**
   * In the transaction that takes a cancel: it counts, or the request has ended and the cancel comes too late (LIFECYCLE_TRANSITION). The row
   * is locked until the commit, and `markIn` looks for the cancel before it completes a request: one of the two is refused.
   */
  async requireOpenIn(manager: EntityManager, requestId: string): Promise<void> {
    const { state } = (await this.repository.findForUpdate(manager, requestId)) ?? notFound(requestId);
    if (isFinished(state))
      throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.too-late', { state: state.toLowerCase() }), {
        from: state,
        to: 'CANCELLING',
      });
  }

  async view(tenantId: string, requestId: string): Promise<RequestView> {
    const view = isUuid(requestId) ? await this.repository.view(tenantId, requestId) : null;
    return view ?? notFound(requestId);
  }

  async row(tenantId: string, requestId: string): Promise<SagaRow> {
    return sagaRowOf(await this.view(tenantId, requestId));
  }

  async list(
    tenantId: string,
    filter: RequestFilter,
    page: Sorted<SagaSort> & PageRequest,
    exporting?: BegunExport,
  ): Promise<Page<SagaRow>> {
    const { rows, nextCursor } = await this.repository.page(tenantId, filter, page, exporting);
    return { rows: rows.map(sagaRowOf), nextCursor };
  }

  async attention(
    tenantId: string,
    filter: Pick<RequestFilter, 'personId' | 'scopes'>,
  ): Promise<ReplyOf<IssuanceApi, 'sagas.attention'>> {
    const counted = await this.repository.waiting(tenantId, filter, mostCounted + 1);
    const waitsFor = { cardholder: 0, operator: 0, administrator: 0 };
    for (const each of counted) waitsFor[each.waitsFor] = each.count;
    const total = counted.reduce((sum, { count }) => sum + count, 0);
    return { total: Math.min(total, mostCounted), more: total > mostCounted, waitsFor };
  }

  /** As `RequestRepository.wasAskedForPin`. */
  wasAskedForPin(requestId: string, attempt: number, stage: string): Promise<{ before: boolean; now: boolean }> {
    return this.repository.wasAskedForPin(requestId, attempt, stage);
  }

  timeline(requestId: string, afterSequence = 0): Promise<SagaProgress[]> {
    return this.repository.timeline(requestId, afterSequence);
  }

  /** Changes the row, and adds to the timeline when state, stage or error changed. Throws LIFECYCLE_TRANSITION, REQUEST_NOT_FOUND. */
  async mark(requestId: string, patch: RequestPatch): Promise<RequestEntity> {
    const marked = await inTransaction(this.database, (manager) => this.markIn(manager, requestId, patch));
    this.announce(marked.progress);
    return marked.request;
  }

  /** Moves a request to its saga's next stage. Throws as `mark` does. */
  async enterStage(requestId: string, stage: EnteredStage): Promise<void> {
    const entered = await this.repository.enterStage(requestId, stage);
    if (entered !== null) return this.announce(entered);
    const { name, sentence, ...rest } = stage;
    const { type } = await this.get(requestId);
    await this.mark(requestId, {
      state: 'IN_PROGRESS',
      stage: name,
      sentence: stageWords(type, name, sentence),
      ...rest,
      stuckReason: null,
      errorCode: null,
      errorMessage: null,
      busyPrograms: null,
    });
  }

  /** The same inside the caller's transaction; the caller announces the progress after its commit. */
  async markIn(manager: EntityManager, requestId: string, patch: RequestPatch): Promise<Marked> {
    const before = (await this.repository.findForUpdate(manager, requestId)) ?? notFound(requestId);
    const state = patch.state ?? before.state;
    checkRequestTransition(before.state, state);
    if (state === 'COMPLETED' && before.state !== state && (await this.repository.isCancelled(manager, requestId)))
      throw new CardwrightError('LIFECYCLE_CANCELLED', undefined, { requestId });
    const awaiting = state === 'AWAITING_USER' ? (patch.awaiting ?? before.awaiting ?? 'pin') : null;
    const change: Partial<RequestEntity> = {
      ...definedOf(patch),
      state,
      awaiting,
      percent: Math.max(before.percent, patch.percent ?? 0),
      updatedAt: new Date(),
      finishedAt: isFinished(state) ? (before.finishedAt ?? new Date()) : null,
    };
    const after: RequestEntity = Object.assign(Object.create(Object.getPrototypeOf(before) as object), before, change);
    const stateChanged = before.state !== state;
    const shown =
      stateChanged ||
      before.awaiting !== awaiting ||
      before.stage !== after.stage ||
      before.sentence !== after.sentence ||
      before.errorCode !== after.errorCode;
    const progress = await this.write(manager, before, change, shown ? progressFor(before, after) : null);
    if (stateChanged) await this.recordStateChange(manager, before, after, patch);
    return { request: after, progress };
  }

  /**
   * Something that happened beside the stages and does not stop the saga: a line of the timeline and an audit row in one transaction. The
   * same sourceKey again adds nothing.
   */
  async note(
    requestId: string,
    { sentence, sourceKey, action, details }: Note,
    context: Pick<ChangeContext, 'tenantId' | 'correlationId'>,
  ): Promise<void> {
    const progress = await inTransaction(this.database, async (manager) => {
      const row = await this.repository.appendProgress(requestId, { kind: 'stage', sentence, sourceKey }, manager);
      if (row !== null)
        await appendAudit(manager, { ...context, actor: systemActor, action, object: `request:${requestId}`, details });
      return row;
    });
    this.announce(progress);
  }

  /** A line of the timeline, also of a request that has ended. manager null: in a transaction of its own. The caller announces it. */
  addLine(manager: EntityManager | null, requestId: string, sentence: Sentence): Promise<SagaProgress | null> {
    return this.repository.appendProgress(requestId, { kind: 'stage', sentence }, manager ?? undefined);
  }

  /** Sends live messages to everybody who follows this saga. Followers read lost messages from the timeline. */
  announce(progress: SagaProgress | null): void {
    if (progress !== null) this.nats.publish(sagaProgressSubject(progress.requestId), JSON.stringify(progress));
  }

  private async write(
    manager: EntityManager,
    before: RequestEntity,
    change: Partial<RequestEntity>,
    progress: NewProgress | null,
  ): Promise<SagaProgress | null> {
    try {
      return await this.repository.change(manager, before, change, progress);
    } catch (error) {
      // A parked request is retried while another one runs for the device.
      if (violates(error, 'request_one_running_per_device'))
        throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, { deviceId: before.deviceId });
      throw error;
    }
  }

  private async recordStateChange(
    manager: EntityManager,
    before: RequestEntity,
    after: RequestEntity,
    patch: RequestPatch,
  ): Promise<void> {
    await appendAudit(manager, {
      tenantId: after.tenantId,
      correlationId: after.correlationId,
      actor: patch.actor ?? systemActor,
      action: 'request.state-changed',
      object: `request:${after.requestId}`,
      reason: patch.reason ?? null,
      details: { from: before.state, to: after.state, code: after.errorCode, stuckReason: after.stuckReason },
    });
    await this.enqueueChanged(manager, after, after.correlationId);
    if (after.state === 'COMPLETED') await this.followCompleted(manager, after);
    // One that begins holds its device, which is changed with it.
    if (before.state === 'READY' && isFinished(after.state) && isCardSaga(after.type))
      await this.devices.republish(manager, after.deviceId, after);
  }

  private async enqueueChanged(manager: EntityManager, request: RequestEntity, correlationId: string): Promise<void> {
    const { tenantId, requestId, deviceId, type, state, errorCode: code } = request;
    await enqueueEvent(manager, {
      name: 'request.changed',
      tenantId,
      correlationId,
      data: { requestId, deviceId, type, state, code },
    });
  }

  /** Finds out why a request could not be inserted: its key was used before, or another request runs for the device. */
  private async explain(manager: EntityManager, row: Partial<RequestEntity>): Promise<RequestEntity> {
    if (typeof row.idempotencyKey === 'string') {
      const known = await this.repository.findByIdempotencyKey(
        manager,
        row.tenantId!,
        row.requestedBy!,
        row.idempotencyKey,
      );
      if (known !== null) {
        const same = (['type', 'deviceId', 'personId', 'profileName'] as const).every((key) => known[key] === row[key]);
        if (same) return known;
        throw new CardwrightError('REQUEST_KEY_REUSED', undefined, { requestId: known.requestId });
      }
    }
    const running = await this.repository.findRunning(manager, row.deviceId!);
    throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, {
      deviceId: row.deviceId,
      requestId: running?.requestId ?? null,
      type: running?.type ?? null,
      state: running?.state ?? null,
    });
  }
}

function notFound(requestId: string): never {
  throw new CardwrightError('REQUEST_NOT_FOUND', undefined, { requestId });
}
