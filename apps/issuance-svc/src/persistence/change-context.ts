/** Who changes something, and in which piece of work: goes into the audit row and the domain event of every change. */
import type { Actor, RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import type { CallContext } from '@cardwright/service-kit/nats/rpc-client';

export interface ChangeContext {
  tenantId: string;
  correlationId: string;
  /** An actor envelope, or a text such as `system:issuance-svc`. */
  actor: Actor | string;
}

export const systemActor = 'system:issuance-svc';

export const contextOf = (envelope: RequestEnvelope<unknown>): ChangeContext => ({
  tenantId: envelope.tenantId,
  correlationId: envelope.correlationId,
  actor: envelope.actor ?? systemActor,
});

/** For what this service does by itself, in the piece of work of a saga's input. */
export const systemContext = ({ tenantId, correlationId }: CallContext): ChangeContext => ({
  ...{ tenantId, correlationId },
  actor: systemActor,
});

/** For requests to other parts on the way. */
export const callContextOf = ({ tenantId, correlationId }: ChangeContext): CallContext => ({ tenantId, correlationId });
