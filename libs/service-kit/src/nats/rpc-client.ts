/**
 * Typed requests to the other parts over NATS: one method per service, generic over the API maps of the contracts.
 * Restores CardwrightError from the reply; no retry here (the caller knows whether asking again is safe).
 */
import { RequestError, TimeoutError, type NatsConnection } from '@nats-io/transport-node';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { edgeDeadlineMs, type EdgeApi } from '@cardwright/contracts/nats/edge.api';
import type { IssuanceApi, IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.requests';
import type { PkiApi } from '@cardwright/contracts/nats/pki.api';
import type { Actor, ReplyEnvelope, ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import {
  edgeRequestSubject,
  issuanceInternalSubject,
  issuanceSubject,
  pkiSubject,
  updateSubject,
} from '@cardwright/contracts/nats/subjects';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';

export interface CallContext {
  tenantId: string;
  correlationId: string;
  actor?: Actor | undefined;
  /** As in the envelope. */
  idempotencyKey?: string | undefined;
}
export interface CallOptions {
  /** Default 10 s; of an agent what `edgeDeadlineMs` says. Batches on a card take longer: the caller says how long. */
  timeoutMs?: number | undefined;
}

const defaultTimeoutMs = 10_000;

/**
 * Every method rejects with CardwrightError: the callee's own; REQUEST_SERVICE_UNAVAILABLE (no copy runs) or
 * REQUEST_TIMEOUT; EDGE_UNREACHABLE for both of these at a workstation; REQUEST_TOO_LARGE beyond the server's limit.
 */
export class RpcClient {
  constructor(private readonly connection: NatsConnection) {}

  pki<Name extends keyof PkiApi & string>(
    name: Name,
    body: RequestOf<PkiApi, Name>,
    context: CallContext,
    options?: CallOptions,
  ): Promise<ReplyOf<PkiApi, Name>> {
    return this.request(pkiSubject(name), body, context, options);
  }

  issuance<Name extends keyof IssuanceApi & string>(
    name: Name,
    body: RequestOf<IssuanceApi, Name>,
    context: CallContext,
    options?: CallOptions,
  ): Promise<ReplyOf<IssuanceApi, Name>> {
    return this.request(issuanceSubject(name), body, context, options);
  }

  issuanceInternal<Name extends keyof IssuanceInternalApi & string>(
    name: Name,
    body: RequestOf<IssuanceInternalApi, Name>,
    context: CallContext,
    options?: CallOptions,
  ): Promise<ReplyOf<IssuanceInternalApi, Name>> {
    return this.request(issuanceInternalSubject(name), body, context, options);
  }

  update<Name extends keyof UpdateApi & string>(
    name: Name,
    body: RequestOf<UpdateApi, Name>,
    context: CallContext,
    options?: CallOptions,
  ): Promise<ReplyOf<UpdateApi, Name>> {
    return this.request(updateSubject(name), body, context, options);
  }

  /** A request to the agent of one workstation. */
  async edge<Name extends keyof EdgeApi & string>(
    workstationId: string,
    name: Name,
    body: RequestOf<EdgeApi, Name>,
    context: CallContext,
    options: CallOptions = { timeoutMs: edgeDeadlineMs[name] },
  ): Promise<ReplyOf<EdgeApi, Name>> {
    try {
      return await this.request(edgeRequestSubject(workstationId, name), body, context, options);
    } catch (error) {
      if (error instanceof TransportFailure)
        throw new CardwrightError('EDGE_UNREACHABLE', undefined, { workstationId }, error);
      throw error;
    }
  }

  /** One request and its reply on any subject; the typed methods above are for everybody else. */
  async request<Reply>(
    subject: string,
    body: unknown,
    context: CallContext,
    options: CallOptions = {},
  ): Promise<Reply> {
    const envelope: RequestEnvelope<unknown> = {
      ...(context.actor === undefined ? {} : { actor: context.actor }),
      tenantId: context.tenantId,
      correlationId: context.correlationId,
      ...(context.idempotencyKey === undefined ? {} : { idempotencyKey: context.idempotencyKey }),
      body,
    };
    const payload = new TextEncoder().encode(JSON.stringify(envelope));
    const limit = this.connection.info?.max_payload;
    if (limit !== undefined && payload.length > limit)
      throw new CardwrightError('REQUEST_TOO_LARGE', undefined, { bytes: payload.length, limit });
    let reply: ReplyEnvelope<Reply>;
    try {
      const message = await this.connection.request(subject, payload, {
        timeout: options.timeoutMs ?? defaultTimeoutMs,
      });
      reply = message.json<ReplyEnvelope<Reply>>();
    } catch (error) {
      throw transportError(error);
    }
    if (reply.error !== undefined) throw CardwrightError.fromWire(reply.error);
    return reply.body;
  }
}

/**
 * A failure of the transport and not of the callee. It must be distinguished from a callee's own REQUEST_TIMEOUT, which an edge call passes
 * on.
 */
class TransportFailure extends CardwrightError {}

function transportError(error: unknown): Error {
  if (error instanceof RequestError && error.isNoResponders())
    return new TransportFailure('REQUEST_SERVICE_UNAVAILABLE', undefined, {}, error);
  if (error instanceof TimeoutError || (error instanceof RequestError && error.cause instanceof TimeoutError))
    return new TransportFailure('REQUEST_TIMEOUT', undefined, {}, error);
  // A reply that is not JSON, a connection closed by shutdown, a permission violation.
  if (error instanceof SyntaxError) return new CardwrightError('INTERNAL', undefined, {}, error);
  return new TransportFailure('REQUEST_SERVICE_UNAVAILABLE', undefined, {}, error);
}
