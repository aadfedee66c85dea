/**
 * The keys by which the vault is the client of relying parties, one for each at a time, and their certificates by the issuing CA. A person uploads the
 * certificate there, so the successor is made long before it signs: the older key goes on as long as it can. One of several copies makes it.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ClientCertificate } from '@cardwright/contracts/nats/pki.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { isVaultClient, type VaultClientRow } from '@cardwright/service-kit/config/relying-parties';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { certificateProfile } from '../ca/certificate-profile.js';
import { ownList } from '../ca/crl-lists.js';
import { IssuingCa } from '../ca/issuing-ca.js';
import { makeOwnCertificate } from '../ca/own-certificate.js';
import { Clock } from '../config/clock.js';
import { PKI_CONFIG, type PkiConfig } from '../config/config.js';
import { Signer } from '../signer/signer.port.js';

const day = 86_400_000;
/** Time to upload the successor's certificate. */
const renewBeforeMs = 90 * day;
/** From then on the successor signs. */
const lastDaysMs = 7 * day;

export interface ClientKey {
  keyId: string;
  certificate: Buffer;
  notAfter: Date;
}

interface KeyRow {
  key_id: string;
  certificate: Buffer;
  not_after: Date;
}

@Injectable()
export class ClientKeys {
  private readonly logger = new Logger(ClientKeys.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly ca: IssuingCa,
    private readonly signer: Signer,
    private readonly clock: Clock,
    @Inject(PKI_CONFIG) private readonly config: PkiConfig,
  ) {}

  /** Throws RELYING_PARTY_NOT_CONFIGURED {relyingParty}. */
  relyingParty(id: string): VaultClientRow {
    const row = this.config.relyingParties.filter(isVaultClient).find((each) => each.id === id);
    if (row === undefined) throw new CardwrightError('RELYING_PARTY_NOT_CONFIGURED', undefined, { relyingParty: id });
    return row;
  }

  /** Makes what is missing or ends soon. A CA that cannot sign it now must not keep the vault from its other work: it is logged. */
  async ensure(): Promise<void> {
    for (const row of this.config.relyingParties.filter(isVaultClient))
      await this.ensureFor(row).catch((error: unknown) =>
        this.logger.error({ err: error }, `no new certificate for the relying party ${row.id}`),
      );
  }

  /** The one that signs now, which is the oldest that has more than a week left. Throws PKI_SIGNER_UNAVAILABLE while there is none that is valid. */
  async current(row: VaultClientRow): Promise<ClientKey> {
    const [first] = await this.valid(row);
    if (first === undefined)
      throw new CardwrightError('PKI_SIGNER_UNAVAILABLE', undefined, { kind: 'relying-party-client' });
    return first;
  }

  /** Those that are valid, in the order in which they sign. */
  async certificates(row: VaultClientRow): Promise<ClientCertificate[]> {
    return (await this.valid(row)).map(({ certificate, notAfter }) => ({
      certificatePem: new X509Certificate(certificate).toString(),
      sha1Hex: createHash('sha1').update(certificate).digest('hex'),
      sha256Hex: createHash('sha256').update(certificate).digest('hex'),
      notAfter: notAfter.toISOString(),
    }));
  }

  private async valid(row: VaultClientRow): Promise<ClientKey[]> {
    const now = this.clock.now();
    const keys = (await this.rows(row, this.dataSource.manager))
      .map(({ key_id, certificate, not_after }) => ({ keyId: key_id, certificate, notAfter: not_after }))
      .filter(({ notAfter }) => notAfter.getTime() > now);
    const ending = keys.filter(({ notAfter }) => notAfter.getTime() - now <= lastDaysMs);
    return [...keys.filter((key) => !ending.includes(key)), ...ending.reverse()];
  }

  /** The oldest first. */
  private rows({ id, clientId }: VaultClientRow, manager: EntityManager): Promise<KeyRow[]> {
    return manager.query(
      'select key_id, certificate, not_after from client_keys where relying_party = $1 and client_id = $2 order by not_after, key_id',
      [id, clientId],
    );
  }

  private async ensureFor(row: VaultClientRow): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await manager.query(`select pg_advisory_xact_lock(hashtextextended('cardwright-issuers', 0))`);
      const newest = (await this.rows(row, manager)).at(-1);
      if (newest === undefined || newest.not_after.getTime() - this.clock.now() < renewBeforeMs)
        await this.make(row, manager);
    });
  }

  private async make({ id, clientId }: VaultClientRow, manager: EntityManager): Promise<void> {
    const { organization, policyArc } = this.config;
    const parent = await this.ca.current('issuing-ca');
    const [{ count }]: [{ count: string }] = await manager.query(
      'select count(*) from client_keys where relying_party = $1',
      [id],
    );
    const number = Number(count) + 1;
    const { keyId, certificate, subjectText, notBefore, notAfter } = await makeOwnCertificate(
      {
        keyId: `relying-party-${id}-${number}`,
        keyAlgorithm: 'RSA3072',
        profile: certificateProfile('relying-party-client'),
        subject: { organization, commonName: `Passkey registration ${id} ${number}` },
        parent,
        now: this.clock.now(),
        urls: this.ca.urls(parent.issuerId, ownList(parent.issuerId)),
        policyArc,
      },
      this.signer,
      manager,
    );
    await manager.query(
      `insert into client_keys (key_id, relying_party, client_id, issuer_id, certificate, not_before, not_after)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [keyId, id, clientId, parent.issuerId, certificate, notBefore, notAfter],
    );
    await appendAudit(manager, {
      tenantId: defaultTenantId,
      actor: 'system:pki-svc',
      action: 'client-key.created',
      object: `client-key:${keyId}`,
      correlationId: `client-key/${keyId}`,
      details: { relyingParty: id, clientId, subject: subjectText, notAfter: notAfter.toISOString() },
    });
    this.logger.log(
      `${keyId} made, until ${notAfter.toISOString()}; to be uploaded at the application ${clientId}:\n${new X509Certificate(certificate).toString()}`,
    );
  }
}
