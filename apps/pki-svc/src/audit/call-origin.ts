/** The caller of a request, which handlers take from the envelope for audit rows and events. */
import type { Actor, RequestEnvelope } from '@cardwright/contracts/nats/rpc';

export type CallOrigin = Pick<RequestEnvelope<unknown>, 'tenantId' | 'correlationId' | 'actor'>;

/** A request without an actor comes from issuance-svc itself: only its NATS user may ask the vault to change anything. */
export const actorOf = (origin: CallOrigin): Actor | string => origin.actor ?? 'system:issuance-svc';

export const originOf = ({ tenantId, correlationId, actor }: RequestEnvelope<unknown>): CallOrigin => ({
  tenantId,
  correlationId,
  ...(actor === undefined ? {} : { actor }),
});
