/** Makes the row of a request, changes it by a patch, and maps it to the contracts' shape. Pure. */
import { randomUUID } from 'node:crypto';
import type { Identification } from '@cardwright/contracts/access/identification';
import type { RequestState, RequestType, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { cardWriteWorkflowId } from '@cardwright/contracts/workflow/names';
import type { Said, Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { actorText } from '@cardwright/service-kit/audit/append-audit';
import { attentionOf, isBegunByHolder } from '../../domain/attention.js';
import { cancelEffect, sagaActions } from '../../domain/request-lifecycle.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { reinsertionOf } from '../reinsertions/reinsertion.repository.js';
import type { NewProgress, RequestView } from './request.repository.js';

export interface NewRequest {
  requestId?: string;
  type: RequestType;
  deviceId: string;
  workstationId: string;
  personId?: string | null;
  profileName?: string | null;
  profileVersion?: number | null;
  readerName?: string | null;
  pinChange?: 'holder' | 'none' | null;
  passkey?: boolean;
  identifiedBy?: Identification | null;
  reason?: string | null;
  reasonText?: string | null;
  acceptHistoryLoss?: boolean;
  acceptWellKnown?: boolean;
  keyReferences?: readonly string[] | null;
  planHash?: string | null;
  idempotencyKey?: string | null;
  requestedByPersonId?: string | null;
  /** IN_PROGRESS (default) holds the device at once; READY waits. */
  state?: 'READY' | 'IN_PROGRESS';
  sentence?: Sentence;
}

/** The columns that may change. percent never goes back; counters are added to the stored values. */
export interface RequestPatch {
  state?: RequestState;
  awaiting?: 'pin' | null;
  stage?: string;
  percent?: number;
  sentence?: Sentence;
  stuckReason?: string | null;
  errorCode?: string | null;
  errorMessage?: string | null;
  busyPrograms?: string[] | null;
  /** What the message says; absent where a message is set: it is only English. */
  errorSaid?: Said | null;
  attempt?: number;
  planHash?: string;
  plan?: unknown;
  workstationId?: string;
  profileVersion?: number;
  passkey?: boolean;
  readerName?: string | null;
  reasonText?: string | null;
  acceptHistoryLoss?: boolean;
  acceptWellKnown?: boolean;
  /** Of whoever begins a request that somebody else asked for in advance. */
  idempotencyKey?: string | undefined;
  /** Who is behind it; default: this service. */
  actor?: ChangeContext['actor'];
  reason?: string | null;
}

export function newRow(asked: NewRequest, context: ChangeContext): Partial<RequestEntity> {
  const now = new Date();
  const { text: sentence, said } = asked.sentence ?? say('saga.accepted');
  return {
    requestId: asked.requestId ?? randomUUID(),
    tenantId: context.tenantId,
    workflowId: cardWriteWorkflowId(asked.deviceId),
    type: asked.type,
    state: asked.state ?? 'IN_PROGRESS',
    awaiting: null,
    stage: 'requested',
    percent: 0,
    sentence,
    said,
    deviceId: asked.deviceId,
    personId: asked.personId ?? null,
    profileName: asked.profileName ?? null,
    profileVersion: asked.profileVersion ?? null,
    workstationId: asked.workstationId,
    readerName: asked.readerName ?? null,
    pinChange: asked.pinChange ?? null,
    passkey: asked.passkey ?? false,
    temporaryPin: false,
    identifiedBy: asked.identifiedBy ?? null,
    reason: asked.reason ?? null,
    reasonText: asked.reasonText ?? null,
    acceptHistoryLoss: asked.acceptHistoryLoss ?? false,
    acceptWellKnown: asked.acceptWellKnown ?? false,
    keyReferences: asked.keyReferences == null ? null : [...asked.keyReferences],
    attempt: 1,
    roundTrips: 0,
    apdus: 0,
    planHash: asked.planHash ?? null,
    idempotencyKey: asked.idempotencyKey ?? context.idempotencyKey ?? null,
    requestedBy: actorText(context.actor),
    requestedByClaims: typeof context.actor === 'string' ? null : [...context.actor.roleClaims],
    requestedByPersonId: asked.requestedByPersonId ?? null,
    correlationId: context.correlationId,
    progressSequence: 0,
    createdAt: now,
    updatedAt: now,
    finishedAt: null,
  };
}

const patchColumns = [
  'stage',
  'stuckReason',
  'errorCode',
  'errorMessage',
  'busyPrograms',
  'attempt',
  'planHash',
  'plan',
  'workstationId',
  'profileVersion',
  'passkey',
  'readerName',
  'reasonText',
  'acceptHistoryLoss',
  'acceptWellKnown',
  'idempotencyKey',
] as const satisfies readonly (keyof RequestPatch & keyof RequestEntity)[];

export const definedOf = (patch: RequestPatch): Partial<RequestEntity> => ({
  ...(Object.fromEntries(
    patchColumns.flatMap((column) => (patch[column] === undefined ? [] : [[column, patch[column]]])),
  ) as Partial<RequestEntity>),
  ...(patch.sentence !== undefined && { sentence: patch.sentence.text, said: patch.sentence.said }),
  ...(patch.errorMessage !== undefined && { errorSaid: patch.errorSaid ?? null }),
});

/** The line of the timeline that describes a change. */
export function progressFor(before: RequestEntity, after: RequestEntity): NewProgress {
  const failed = after.errorCode !== null && after.errorCode !== before.errorCode;
  const kind = failed
    ? 'error'
    : before.state !== after.state || before.awaiting !== after.awaiting
      ? 'state'
      : 'stage';
  return { kind, sentence: sentenceOf(after), ...(failed ? { code: after.errorCode! } : {}) };
}

/** Of a row of an earlier version there is the English text alone. */
export const sentenceOf = ({ sentence, said }: Pick<RequestEntity, 'sentence' | 'said'>): NewProgress['sentence'] => ({
  text: sentence,
  said,
});

export function sagaRowOf({ request, personName, device, reinsertion }: RequestView): SagaRow {
  const effect = cancelEffect(request);
  return {
    requestId: request.requestId,
    workflowId: request.workflowId,
    type: request.type,
    state: request.state,
    awaiting: request.awaiting,
    stage: request.stage,
    percent: request.percent,
    sentence: request.sentence,
    stuckReason: request.stuckReason,
    errorCode: request.errorCode,
    errorMessage: request.errorMessage,
    busyPrograms: request.busyPrograms ?? [],
    deviceId: request.deviceId,
    personId: request.personId,
    personName,
    profileName: request.profileName,
    profileVersion: request.profileVersion,
    workstationId: request.workstationId,
    attempt: request.attempt,
    roundTrips: request.roundTrips,
    apdus: request.apdus,
    requestedBy: request.requestedBy,
    correlationId: request.correlationId,
    createdAt: request.createdAt.toISOString(),
    updatedAt: request.updatedAt.toISOString(),
    finishedAt: request.finishedAt?.toISOString() ?? null,
    actions: sagaActions(request, device),
    cancelEffect: effect?.text ?? null,
    reinsertion: reinsertion === null ? null : reinsertionOf(reinsertion),
    identifiedBy: request.identifiedBy,
    attention: attentionOf(request),
    begunByHolder: isBegunByHolder(request),
    said: {
      ...(request.said && { sentence: request.said }),
      ...(request.errorSaid && { errorMessage: request.errorSaid }),
      ...(effect && { cancelEffect: effect.said }),
    },
  };
}
