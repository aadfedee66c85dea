/** How the gateway asks pki-svc for public documents: for nobody in particular. */
import { randomUUID } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';

export const pkiContext = () => ({ tenantId: defaultTenantId, correlationId: randomUUID() });

/** The service that was asked does not answer now: what is known may be served. */
export const isAway = (error: unknown): boolean => error instanceof CardwrightError && error.row.retry === 'safe';
