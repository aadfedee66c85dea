/**
 * The key that the vault signs with for agents now, one for each purpose, and its certificate by the issuing CA. Agents read no CRL, so the
 * certificate lives half a year and its successor is made in time. One of several copies makes it. Governing documents: docs/decisions/0008 and 0009.
 */
import { X509Certificate } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { certificateProfile } from '../ca/certificate-profile.js';
import { ownList } from '../ca/crl-lists.js';
import { IssuingCa } from '../ca/issuing-ca.js';
import { makeOwnCertificate } from '../ca/own-certificate.js';
import { Clock } from '../config/clock.js';
import { PKI_CONFIG, type PkiConfig } from '../config/config.js';
import { Signer } from '../signer/signer.port.js';

/** What a key is for: agents accept its signature for nothing else. */
interface Purpose {
  /** Of the key ids, of the audit trail and of errors. */
  name: 'offer-signer' | 'batch-signer';
  table: 'offer_signers' | 'batch_signers';
  profile: 'card-update-signer' | 'card-batch-signer';
  /** In the subject, between the organisation and a number. */
  title: string;
  /** In the log. */
  signs: string;
}

export interface CurrentSigner {
  keyId: string;
  /** Its certificate, its issuers, the root; DER. */
  chain: Buffer[];
  /** Since when the whole chain is valid. */
  notBefore: Date;
  notAfter: Date;
}

interface SignerRow {
  key_id: string;
  issuer_id: string;
  certificate: Buffer;
  not_after: Date;
}

const renewBeforeMs = 60 * 86_400_000;
/** Another copy may have made a new one. */
const currentForMs = 60_000;

@Injectable()
export abstract class SignerCertificate {
  private readonly logger = new Logger(SignerCertificate.name);
  private known: { until: number; signer: CurrentSigner } | undefined;
  protected abstract readonly purpose: Purpose;

  constructor(
    private readonly dataSource: DataSource,
    private readonly ca: IssuingCa,
    private readonly signer: Signer,
    private readonly clock: Clock,
    @Inject(PKI_CONFIG) private readonly config: PkiConfig,
  ) {}

  /** Makes one if there is none or it ends soon. A CA that cannot sign it now must not keep the vault from its other work: it is logged. */
  async ensure(): Promise<void> {
    try {
      await inTransaction(this.dataSource, async (manager) => {
        await manager.query(`select pg_advisory_xact_lock(hashtextextended('cardwright-issuers', 0))`);
        const newest = await this.newest(manager);
        if (newest === undefined || newest.not_after.getTime() - this.clock.now() < renewBeforeMs)
          await this.make(manager);
      });
      this.known = undefined;
    } catch (error) {
      this.logger.error({ err: error }, `no new certificate to sign ${this.purpose.signs} with`);
    }
  }

  /** Throws PKI_SIGNER_UNAVAILABLE while there is none that is valid. */
  async current(): Promise<CurrentSigner> {
    if (this.known === undefined || performance.now() > this.known.until) {
      const row = await this.newest(this.dataSource.manager);
      if (row === undefined) throw this.unavailable();
      const issuers = await this.ca.path(row.issuer_id);
      const chain = [row.certificate, ...issuers.map(({ certificate }) => certificate)];
      const signer = { keyId: row.key_id, chain, notBefore: latestStart(chain), notAfter: row.not_after };
      this.known = { until: performance.now() + currentForMs, signer };
    }
    const { signer } = this.known;
    if (signer.notAfter.getTime() <= this.clock.now()) throw this.unavailable();
    return signer;
  }

  private unavailable(): CardwrightError {
    return new CardwrightError('PKI_SIGNER_UNAVAILABLE', undefined, { kind: this.purpose.name });
  }

  private async newest(manager: EntityManager): Promise<SignerRow | undefined> {
    const [row]: SignerRow[] = await manager.query(
      `select key_id, issuer_id, certificate, not_after from ${this.purpose.table} order by not_after desc, key_id desc limit 1`,
    );
    return row;
  }

  private async make(manager: EntityManager): Promise<void> {
    const { organization, policyArc } = this.config;
    const { name, table, profile, title } = this.purpose;
    const parent = await this.ca.current('issuing-ca');
    const [{ count }]: [{ count: string }] = await manager.query(`select count(*) from ${table}`);
    const number = Number(count) + 1;
    const { keyId, certificate, subjectText, notBefore, notAfter } = await makeOwnCertificate(
      {
        keyId: `${name}-${number}`,
        keyAlgorithm: 'ECCP256',
        profile: certificateProfile(profile),
        subject: { organization, commonName: `${organization} ${title} ${number}` },
        parent,
        now: this.clock.now(),
        urls: this.ca.urls(parent.issuerId, ownList(parent.issuerId)),
        policyArc,
      },
      this.signer,
      manager,
    );
    await manager.query(
      `insert into ${table} (key_id, issuer_id, certificate, not_before, not_after) values ($1, $2, $3, $4, $5)`,
      [keyId, parent.issuerId, certificate, notBefore, notAfter],
    );
    await appendAudit(manager, {
      tenantId: defaultTenantId,
      actor: 'system:pki-svc',
      action: `${name}.created`,
      object: `${name}:${keyId}`,
      correlationId: `${name}/${keyId}`,
      details: { subject: subjectText, issuerId: parent.issuerId, notAfter: notAfter.toISOString() },
    });
    this.logger.log(`${keyId} made: ${subjectText}, until ${notAfter.toISOString()}`);
  }
}

const latestStart = (chain: readonly Buffer[]): Date =>
  new Date(Math.max(...chain.map((certificate) => Date.parse(new X509Certificate(certificate).validFrom))));

@Injectable()
export class OfferSignerCertificate extends SignerCertificate {
  protected override readonly purpose = {
    name: 'offer-signer',
    table: 'offer_signers',
    profile: 'card-update-signer',
    title: 'Card Update Signer',
    signs: 'offers of card updates',
  } as const;
}

@Injectable()
export class BatchSignerCertificate extends SignerCertificate {
  protected override readonly purpose = {
    name: 'batch-signer',
    table: 'batch_signers',
    profile: 'card-batch-signer',
    title: 'Card Batch Signer',
    signs: 'batches of card steps',
  } as const;
}
