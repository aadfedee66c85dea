/** Who asks, for audit rows and events: what handlers take from the request envelope. */
import type { Actor, RequestEnvelope } from '@cardwright/contracts/nats/rpc';

export type CallOrigin = Pick<RequestEnvelope<unknown>, 'tenantId' | 'correlationId' | 'actor'>;

/** Without an actor it was issuance-svc itself: its NATS user alone may ask the vault to change anything. */
export const actorOf = (origin: CallOrigin): Actor | string => origin.actor ?? 'system:issuance-svc';

export const originOf = ({ tenantId, correlationId, actor }: RequestEnvelope<unknown>): CallOrigin => ({
  tenantId,
  correlationId,
  ...(actor === undefined ? {} : { actor }),
});
