/**
 * The vault answers about a card only while its lease is open: asked of issuance-svc every time, because a lease that is lost
 * between two calls must count (design.md section 2, faults.md 15, 27). No cache.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { CallOrigin } from '../audit/call-origin.js';

@Injectable()
export class LeaseGate {
  constructor(private readonly rpc: RpcClient) {}

  /** Throws VAULT_LEASE_REQUIRED; passes on that issuance-svc is away (then nothing is answered either). */
  async requireOpen(lease: LeaseToken | undefined, origin: CallOrigin): Promise<LeaseToken> {
    if (!isLease(lease)) throw new CardwrightError('VAULT_LEASE_REQUIRED');
    const { requestId, deviceId, workstationId, fencingToken } = lease;
    const { open } = await this.rpc.issuanceInternal(
      'lease.check',
      { requestId, deviceId, workstationId, fencingToken },
      { tenantId: origin.tenantId, correlationId: origin.correlationId },
    );
    if (open !== true) throw new CardwrightError('VAULT_LEASE_REQUIRED', undefined, { deviceId, requestId });
    return lease;
  }
}

function isLease(lease: LeaseToken | undefined): lease is LeaseToken {
  return (
    typeof lease?.requestId === 'string' &&
    typeof lease.deviceId === 'string' &&
    typeof lease.workstationId === 'string' &&
    Number.isSafeInteger(lease.fencingToken)
  );
}
