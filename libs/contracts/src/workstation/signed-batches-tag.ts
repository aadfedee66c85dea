/**
 * A tag in an agent's NATS user JWT: this agent executes no batch of card steps that the vault has not signed. pki-svc signs the JWT, so that nobody
 * who only carries it can take the demand away; NATS itself gives it no meaning. Governing document: docs/decisions/0009.
 */
export const signedBatchesTag = 'wants:signed-batches';
