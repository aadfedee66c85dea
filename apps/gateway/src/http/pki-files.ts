/**
 * CRLs and CA certificates as pki-svc made them, remembered for seconds against load, and until they run out for when
 * pki-svc is away: a relying party must be able to check certificates even then. Public documents, so no actor.
 */
import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';

export interface CrlFile {
  der: Buffer;
  thisUpdate: string;
  nextUpdate: string;
  crlNumber: number;
}

/** How long an answer is taken without asking again. */
const freshMs = 2_000;

@Injectable()
export class PkiFiles {
  private readonly crls = new Map<string, { readAt: number; crl: CrlFile }>();
  private chain: { readAt: number; certificates: Map<string, Buffer> } | null = null;

  constructor(private readonly rpc: RpcClient) {}

  async crl(issuerId: string): Promise<CrlFile> {
    const known = this.crls.get(issuerId);
    if (known && Date.now() - known.readAt < freshMs) return known.crl;
    try {
      const { crlDerBase64, ...times } = await this.rpc.pki('crl.get', { issuerId }, context());
      const crl = { ...times, der: Buffer.from(crlDerBase64, 'base64') };
      this.crls.set(issuerId, { readAt: Date.now(), crl });
      return crl;
    } catch (error) {
      if (known && isAway(error) && Date.parse(known.crl.nextUpdate) > Date.now()) return known.crl;
      throw error;
    }
  }

  /** id: the issuer's id, or the SHA-256 of the certificate in hex. */
  async caCertificate(id: string): Promise<Buffer> {
    const certificate = (await this.certificates()).get(id);
    if (!certificate) throw new CardwrightError('PKI_CERTIFICATE_NOT_FOUND');
    return certificate;
  }

  /** Root and issuing CAs, each once. */
  async caCertificates(): Promise<Buffer[]> {
    const all = [...(await this.certificates()).values()];
    return [...new Map(all.map((der) => [der.toString('base64'), der])).values()];
  }

  private async certificates(): Promise<Map<string, Buffer>> {
    if (this.chain && Date.now() - this.chain.readAt < freshMs) return this.chain.certificates;
    try {
      const { certificatesDerBase64, issuers = [] } = await this.rpc.pki('ca.chain', {}, context());
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

const context = () => ({ tenantId: defaultTenantId, correlationId: randomUUID() });
const isAway = (error: unknown): boolean => error instanceof CardwrightError && error.row.retry === 'safe';
