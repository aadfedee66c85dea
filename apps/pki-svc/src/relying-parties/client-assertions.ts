/**
 * Client assertions for the token endpoints of relying parties: who the client is and where the assertion is good, the vault's own configuration says,
 * not whoever asks. Whoever calls `forRegistration` has made sure that the lease is open. Governing documents: RFC 7523 section 3, RFC 7518 section 3.5 (PS256), RFC
 * 7515 sections 4.1.4 (`kid`) and 4.1.8 (`x5t#S256`), Microsoft's "application authentication certificate credentials".
 */
import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { assertionAudience, clientOf, type VaultClientRow } from '@cardwright/service-kit/config/relying-parties';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { actorOf, type CallOrigin } from '../audit/call-origin.js';
import { Clock } from '../config/clock.js';
import { Signer } from '../signer/signer.port.js';
import { AssertedCards, type WithoutLease } from './asserted-cards.js';
import { ClientKeys } from './client-keys.js';
import { PolicyReads } from './policy-reads.js';

const lifeSeconds = 300;

type Card = Pick<LeaseToken, 'requestId' | 'deviceId'>;
/** How the audit trail calls it. */
type Purpose = 'registration' | 'deletion' | 'comparison' | 'policy';

@Injectable()
export class ClientAssertionSigner {
  constructor(
    private readonly keys: ClientKeys,
    private readonly cards: AssertedCards,
    private readonly policies: PolicyReads,
    private readonly signer: Signer,
    private readonly clock: Clock,
    private readonly dataSource: DataSource,
  ) {}

  /** Throws RELYING_PARTY_NOT_CONFIGURED, PKI_SIGNER_UNAVAILABLE. */
  forRegistration(relyingPartyId: string, lease: LeaseToken, origin: CallOrigin): Promise<string> {
    return this.sign(this.keys.relyingParty(relyingPartyId), lease, 'registration', origin);
  }

  /** Without a lease. Throws VAULT_LEASE_REQUIRED, REQUEST_RATE_LIMITED, and as `forRegistration`. */
  async forDeletion(relyingPartyId: string, card: Card, origin: CallOrigin): Promise<string> {
    return this.signWithoutLease(relyingPartyId, card, { purpose: 'deletion', counted: 'deletions' }, origin);
  }

  /** Without a lease, to list what is registered. Throws as `forDeletion`. */
  async forComparison(relyingPartyId: string, card: Card, origin: CallOrigin): Promise<string> {
    return this.signWithoutLease(relyingPartyId, card, { purpose: 'comparison', counted: 'comparisons' }, origin);
  }

  /** Without a lease and for no card. Throws REQUEST_RATE_LIMITED, and as `forRegistration`. */
  async forPolicy(relyingPartyId: string, origin: CallOrigin): Promise<string> {
    const row = this.keys.relyingParty(relyingPartyId);
    await this.policies.count(row.id);
    return this.sign(row, null, 'policy', origin);
  }

  private async signWithoutLease(
    relyingPartyId: string,
    card: Card,
    { purpose, counted }: { purpose: Purpose; counted: WithoutLease },
    origin: CallOrigin,
  ): Promise<string> {
    const row = this.keys.relyingParty(relyingPartyId);
    await this.cards.count(counted, row.id, card.deviceId);
    return this.sign(row, card, purpose, origin);
  }

  private async sign(row: VaultClientRow, card: Card | null, purpose: Purpose, origin: CallOrigin): Promise<string> {
    const { keyId, certificate } = await this.keys.current(row);
    const iat = Math.floor(this.clock.now() / 1000);
    const client = clientOf(row, { policyOnly: purpose === 'policy' });
    const claims = { iss: client, sub: client, aud: assertionAudience(row), jti: randomUUID() };
    const input = [
      { alg: 'PS256', typ: 'JWT', ...keyNamed(row, certificate) },
      { ...claims, iat, nbf: iat, exp: iat + lifeSeconds },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = await this.signer.signPss(keyId, Buffer.from(input, 'ascii'));
    const named = card === null ? {} : { deviceId: card.deviceId, requestId: card.requestId };
    await inTransaction(this.dataSource, async (manager) => {
      if (purpose === 'registration' && card !== null) await this.cards.noteIn(manager, row.id, card.deviceId);
      await appendAudit(manager, {
        ...origin,
        actor: actorOf(origin),
        action: 'relying-party.asserted',
        object: `relying-party:${row.id}`,
        details: { purpose, ...named, keyId, assertionId: claims.jti },
      });
    });
    return `${input}.${signature.toString('base64url')}`;
  }
}

/** Which key it is, as the relying party looks it up. Keycloak names one of an uploaded certificate by the hash of its SubjectPublicKeyInfo. */
function keyNamed({ kind }: VaultClientRow, certificate: Buffer): Record<string, string> {
  const hash = (der: Buffer): string => createHash('sha256').update(der).digest('base64url');
  if (kind === 'entra') return { 'x5t#S256': hash(certificate) };
  return { kid: hash(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })) };
}
