/** Who makes a change, and which correlation id it belongs to. Both go into the audit row and the domain event of the change. */
import type { Actor, RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import type { CallContext } from '@cardwright/service-kit/nats/rpc-client';

export interface ChangeContext {
  tenantId: string;
  correlationId: string;
  /** An actor envelope, or a text such as `system:issuance-svc`. */
  actor: Actor | string;
  /** The client's own key for what it asked for: it goes into the row of a request that is made. */
  idempotencyKey?: string;
}

export const systemActor = 'system:issuance-svc';

export const contextOf = (envelope: RequestEnvelope<unknown>): ChangeContext => ({
  tenantId: envelope.tenantId,
  correlationId: envelope.correlationId,
  actor: envelope.actor ?? systemActor,
  ...(envelope.idempotencyKey !== undefined && { idempotencyKey: envelope.idempotencyKey }),
});

/** For changes that this service makes by itself while it works for a saga. */
export const systemContext = ({ tenantId, correlationId }: CallContext): ChangeContext => ({
  ...{ tenantId, correlationId },
  actor: systemActor,
});

/** The same context for requests to other services. */
export const callContextOf = ({ tenantId, correlationId }: ChangeContext): CallContext => ({ tenantId, correlationId });

/** For requests to a service that writes down itself who it was. */
export const callAs = ({ tenantId, correlationId, actor }: RequestEnvelope<unknown>): CallContext => ({
  ...{ tenantId, correlationId },
  actor,
});
