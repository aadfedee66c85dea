/**
 * What the door shows in a handshake: our certificate for its host name, and the CAs whose client certificates are asked for, which are those of the vault
 * now. Read again every minute, so that a new CA and a renewed certificate need no restart.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { CardSignInConfig } from '../config/config.js';
import type { CaCertificates } from '../http/ca-certificates.js';

const freshMs = 60_000;

export class ClientCas {
  private current: { until: number; context: SecureContext } | null = null;
  private reading: Promise<SecureContext> | null = null;

  constructor(
    private readonly certificates: Pick<CaCertificates, 'all'>,
    private readonly config: Pick<CardSignInConfig, 'certFile' | 'keyFile'>,
  ) {}

  /** Rejects where the vault has never answered, or a file cannot be read. */
  context(): Promise<SecureContext> {
    if (this.current !== null && Date.now() < this.current.until) return Promise.resolve(this.current.context);
    this.reading ??= this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  private async read(): Promise<SecureContext> {
    const ca = (await this.certificates.all()).map((der) => new X509Certificate(der).toString());
    const [cert, key] = await Promise.all([readFile(this.config.certFile), readFile(this.config.keyFile)]);
    const context = createSecureContext({ cert, key, ca });
    this.current = { until: Date.now() + freshMs, context };
    return context;
  }
}
