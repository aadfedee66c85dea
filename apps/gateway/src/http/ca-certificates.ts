/**
 * CA certificates as pki-svc made them, remembered for seconds against load, and for as long as pki-svc is away: a relying party
 * must be able to check certificates even then. Public documents, so no actor.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { isAway, pkiContext } from './pki-context.js';

/** How long an answer is taken without asking again. */
const freshMs = 2_000;

@Injectable()
export class CaCertificates {
  private chain: { readAt: number; certificates: Map<string, Buffer> } | null = null;

  constructor(private readonly rpc: RpcClient) {}

  /** id: the issuer's id, or the SHA-256 of the certificate in hex. */
  async get(id: string): Promise<Buffer> {
    const certificate = (await this.read()).get(id);
    if (!certificate) throw new CardwrightError('PKI_CERTIFICATE_NOT_FOUND');
    return certificate;
  }

  /** Root and issuing CAs, each once. */
  async all(): Promise<Buffer[]> {
    const all = [...(await this.read()).values()];
    return [...new Map(all.map((der) => [der.toString('base64'), der])).values()];
  }

  private async read(): Promise<Map<string, Buffer>> {
    if (this.chain && Date.now() - this.chain.readAt < freshMs) return this.chain.certificates;
    try {
      const { certificatesDerBase64, issuers = [] } = await this.rpc.pki('ca.chain', {}, pkiContext());
      const certificates = new Map<string, Buffer>();
      for (const base64 of certificatesDerBase64) {
        const der = Buffer.from(base64, 'base64');
        certificates.set(createHash('sha256').update(der).digest('hex'), der);
      }
      for (const issuer of issuers)
        certificates.set(issuer.issuerId, Buffer.from(issuer.certificateDerBase64, 'base64'));
      this.chain = { readAt: Date.now(), certificates };
      return certificates;
    } catch (error) {
      if (this.chain && isAway(error)) return this.chain.certificates;
      throw error;
    }
  }
}
