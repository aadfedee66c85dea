/**
 * The vault's own certificates: root, issuing CA and PIV content signer. Makes what is missing, rolls over what runs out, and says
 * which one signs now. All under one database lock, so that several copies make one of each.
 * Governing documents: RFC 5280, FIPS 201-3 section 4.2.1 (content signer), faults.md 23.
 */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { issuerMarginMs, type CaCheck } from '@cardwright/contracts/nats/pki.api';
import { Clock } from '../config/clock.js';
import { PKI_CONFIG, type PkiConfig } from '../config/config.js';
import { IssuerEntity, type IssuerKind } from '../persistence/entities.js';
import { Signer } from '../signer/signer.port.js';
import { certificateProfile } from './certificate-profile.js';
import { ensureList, ownList } from './crl-lists.js';
import { makeOwnCertificate, type Issuer } from './own-certificate.js';
import { keyIdentifier } from './public-key.js';
import { signatureAlgorithm } from '../signer/signature-algorithm.js';
import { issuerFieldsOf } from './tbs-certificate.js';

const dayMs = 86_400_000;
const currentForMs = 5_000;
/**
 * One row per kind. renewBeforeDays: while less is left, a new one is made, so that the longest leaf (three years) never meets its
 * issuer's end, and a content signer outlives every 9E certificate beside it.
 */
const kinds = [
  { kind: 'root-ca', parent: null, title: 'Root CA', prefix: 'root', renewBeforeDays: 0 },
  { kind: 'issuing-ca', parent: 'root-ca', title: 'Issuing CA', prefix: 'issuing', renewBeforeDays: 4 * 365 },
  {
    kind: 'content-signer',
    parent: 'issuing-ca',
    title: 'PIV Content Signer',
    prefix: 'content-signer',
    renewBeforeDays: 4 * 365,
  },
] as const satisfies readonly { kind: IssuerKind; parent: IssuerKind | null; [field: string]: unknown }[];

@Injectable()
export class IssuingCa {
  private readonly logger = new Logger(IssuingCa.name);
  /** Certificates never change, so parsed issuers are kept by id. */
  private readonly parsed = new Map<string, Issuer>();
  private signingNow: { until: number; issuers: Map<IssuerKind, Issuer> } | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly signer: Signer,
    private readonly clock: Clock,
    @Inject(PKI_CONFIG) private readonly config: PkiConfig,
  ) {}

  /** Makes what is missing or running out. Safe to call at any time, from any copy. */
  async ensure(): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await manager.query(`select pg_advisory_xact_lock(hashtextextended('cardwright-issuers', 0))`);
      for (const row of kinds) await this.ensureKind(row, manager);
    });
    this.signingNow = undefined;
  }

  /** The issuer that signs now. Throws PKI_SIGNER_UNAVAILABLE before the first `ensure`. */
  async current(kind: IssuerKind): Promise<Issuer> {
    // A roll-over happens years before the old issuer ends, so a few seconds of delay do not matter.
    if (!this.signingNow || performance.now() > this.signingNow.until) {
      const entities = await this.dataSource.getRepository(IssuerEntity).findBy({ current: true });
      const issuers = new Map(entities.map((entity) => [entity.kind, this.parse(entity)]));
      this.signingNow = { until: performance.now() + currentForMs, issuers };
    }
    const issuer = this.signingNow.issuers.get(kind);
    if (!issuer) throw new CardwrightError('PKI_SIGNER_UNAVAILABLE');
    return issuer;
  }

  /** Whether the keys that sign now can be used. Throws PKI_SIGNER_UNAVAILABLE. */
  async checkSigners(): Promise<void> {
    for (const kind of ['issuing-ca', 'content-signer'] as const)
      await this.signer.check((await this.current(kind)).keyId);
  }

  /** The same check as a result: the issuers that can be used, and until when. An issuer that does not exist yet is left out. */
  async examineSigners(): Promise<CaCheck['issuers']> {
    const found: CaCheck['issuers'] = [];
    for (const kind of ['issuing-ca', 'content-signer'] as const) {
      const issuer = await this.current(kind).catch(() => undefined);
      if (issuer === undefined) continue;
      const usable = await this.signer.check(issuer.keyId).then(
        () => true,
        () => false,
      );
      found.push({ kind, issuerId: issuer.issuerId, notAfter: issuer.notAfter.toISOString(), usable });
    }
    return found;
  }

  /** Root and issuing CAs, current ones first, old ones as long as they are valid. */
  async chain(): Promise<Issuer[]> {
    const entities = await this.dataSource
      .getRepository(IssuerEntity)
      .find({ order: { current: 'DESC', issuerId: 'ASC' } });
    return entities
      .filter((each) => each.kind !== 'content-signer' && each.notAfter.getTime() > this.clock.now())
      .map((each) => this.parse(each));
  }

  /** What everybody trusts who trusts this CA: the roots that are valid, also of before a roll-over. */
  async roots(): Promise<Issuer[]> {
    const entities = await this.dataSource.getRepository(IssuerEntity).findBy({ kind: 'root-ca' });
    return entities.filter(({ notAfter }) => notAfter.getTime() > this.clock.now()).map((each) => this.parse(each));
  }

  /** An issuer, its parent and so on: the last one is a root. */
  async path(issuerId: string): Promise<Issuer[]> {
    const path: Issuer[] = [];
    for (let next: string | null = issuerId; next !== null;) {
      const entity: IssuerEntity = await this.dataSource
        .getRepository(IssuerEntity)
        .findOneByOrFail({ issuerId: next });
      path.push(this.parse(entity));
      next = entity.parentId;
    }
    return path;
  }

  /** An issuer of CRLs by its id. Throws REQUEST_NOT_FOUND. */
  async byId(issuerId: string, manager: EntityManager = this.dataSource.manager): Promise<Issuer> {
    const known = this.parsed.get(issuerId);
    if (known) return known;
    const entity = await manager.getRepository(IssuerEntity).findOneBy({ issuerId });
    if (!entity || entity.kind === 'content-signer') throw new CardwrightError('REQUEST_NOT_FOUND');
    return this.parse(entity);
  }

  private async ensureKind(row: (typeof kinds)[number], manager: EntityManager): Promise<void> {
    const now = this.clock.now();
    const issuers = manager.getRepository(IssuerEntity);
    const current = await issuers.findOneBy({ kind: row.kind, current: true });
    if (current && current.notAfter.getTime() - now >= row.renewBeforeDays * dayMs) return;
    const parent = row.parent === null ? undefined : await issuers.findOneByOrFail({ kind: row.parent, current: true });
    const limit = parent?.notAfter.getTime() ?? Infinity;
    // A new issuer that ends together with the old one would have to be replaced again at once.
    if (current && limit - current.notAfter.getTime() < 30 * dayMs) {
      if (current.notAfter.getTime() - now < issuerMarginMs)
        this.logger.error(
          `${current.issuerId} ends ${current.notAfter.toISOString()}: the CA above it must be renewed`,
        );
      return;
    }
    const number = (await issuers.countBy({ kind: row.kind })) + 1;
    await this.make(row, number, parent ? this.parse(parent) : undefined, manager);
  }

  private async make(
    row: (typeof kinds)[number],
    number: number,
    parent: Issuer | undefined,
    manager: EntityManager,
  ): Promise<void> {
    const issuerId = `${row.prefix}-${number}`;
    const { organization } = this.config;
    const keyAlgorithm = {
      'root-ca': this.config.rootKeyAlgorithm,
      'issuing-ca': this.config.issuingKeyAlgorithm,
      'content-signer': this.config.contentSignerKeyAlgorithm,
    }[row.kind];
    const { keyId, certificate, subjectText, notBefore, notAfter } = await makeOwnCertificate(
      {
        keyId: issuerId,
        keyAlgorithm,
        profile: certificateProfile(row.kind === 'content-signer' ? 'piv-content-signer' : row.kind),
        subject: { organization, commonName: `${organization} ${row.title} ${number}` },
        parent,
        now: this.clock.now(),
        // A root certifies issuing CAs alone, on its one CRL.
        urls:
          row.kind === 'content-signer'
            ? this.urls(parent!.issuerId, ownList(parent!.issuerId))
            : this.urls(parent?.issuerId ?? issuerId),
        policyArc: this.config.policyArc,
      },
      this.signer,
      manager,
    );
    await manager.query('update issuers set current = false where kind = $1 and current', [row.kind]);
    await manager.insert(IssuerEntity, {
      issuerId,
      kind: row.kind,
      keyId,
      keyAlgorithm,
      parentId: parent?.issuerId ?? null,
      certificate,
      notBefore,
      notAfter,
      current: true,
    });
    // A relying party finds a CRL at the URL from the first certificate on.
    if (row.kind !== 'content-signer') await ensureList(manager, issuerId, issuerId);
    if (row.kind === 'issuing-ca') await ensureList(manager, issuerId, ownList(issuerId));
    await appendAudit(manager, {
      tenantId: defaultTenantId,
      actor: 'system:pki-svc',
      action: 'issuer.created',
      object: `issuer:${issuerId}`,
      correlationId: `issuer/${issuerId}`,
      details: { subject: subjectText, keyAlgorithm, notAfter: notAfter.toISOString() },
    });
    this.logger.log(`${issuerId} made: ${subjectText}, ${keyAlgorithm}, until ${notAfter.toISOString()}`);
  }

  /** crlList: without it, the complete CRL. */
  urls(issuerId: string, crlList = issuerId): { crl: string; caIssuers: string } {
    return {
      crl: `${this.config.crlBaseUrl}/${crlList}.crl`,
      caIssuers: `${this.config.caBaseUrl}/${issuerId}.cer`,
    };
  }

  private parse(entity: IssuerEntity): Issuer {
    const known = this.parsed.get(entity.issuerId);
    if (known) return known;
    const { name, spki } = issuerFieldsOf(entity.certificate);
    const issuer = {
      issuerId: entity.issuerId,
      keyId: entity.keyId,
      name,
      keyIdentifier: keyIdentifier(spki),
      signatureAlgorithm: signatureAlgorithm(entity.keyAlgorithm),
      notBefore: entity.notBefore,
      notAfter: entity.notAfter,
      certificate: entity.certificate,
    };
    this.parsed.set(entity.issuerId, issuer);
    return issuer;
  }
}
