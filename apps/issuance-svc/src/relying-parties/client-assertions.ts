/** Client assertions (RFC 7523) for the token endpoints of relying parties: the vault signs them, which alone has the key. */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { RelyingPartyContext } from './relying-party.port.js';

/** Where assertions come from. */
export interface ClientAssertionSource {
  /** Throws VAULT_LEASE_REQUIRED, RELYING_PARTY_NOT_CONFIGURED, PKI_SIGNER_UNAVAILABLE, REQUEST_RATE_LIMITED. */
  sign(context: RelyingPartyContext, relyingPartyId: string): Promise<string>;
}

@Injectable()
export class ClientAssertions implements ClientAssertionSource {
  constructor(private readonly rpc: RpcClient) {}

  async sign(
    { lease, deletionOf, comparisonOf, policyOnly, ...context }: RelyingPartyContext,
    relyingPartyId: string,
  ): Promise<string> {
    if (lease !== null)
      return (await this.rpc.pki('relying-parties.assert', { lease, relyingPartyId }, context)).clientAssertion;
    if (deletionOf !== undefined)
      return (await this.rpc.pki('relying-parties.assert-deletion', { ...deletionOf, relyingPartyId }, context))
        .clientAssertion;
    if (comparisonOf !== undefined)
      return (await this.rpc.pki('relying-parties.assert-comparison', { ...comparisonOf, relyingPartyId }, context))
        .clientAssertion;
    if (policyOnly === undefined) throw new CardwrightError('VAULT_LEASE_REQUIRED');
    return (await this.rpc.pki('relying-parties.assert-policy', { relyingPartyId }, context)).clientAssertion;
  }
}
