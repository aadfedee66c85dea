/**
 * Publishes CRLs: soon after a change, and again at half of a CRL's life. One CRL at a time per issuer, its number taken under
 * the issuer's row lock, so numbers only grow and `thisUpdate` never moves back (faults.md 20, 24).
 */
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Clock } from '../config/clock.js';
import { PKI_CONFIG, type PkiConfig } from '../config/config.js';
import { Signer } from '../signer/signer.port.js';
import { encodeTbsCertList, type CrlEntry } from './crl.js';
import { IssuingCa } from './issuing-ca.js';
import { assembleSigned } from './tbs-certificate.js';

export interface PublishedCrl {
  issuerId: string;
  crlNumber: number;
  thisUpdate: Date;
  nextUpdate: Date;
  der: Buffer;
}

interface CrlRecord {
  crl_number: string;
  this_update: Date;
  next_update: Date;
  der: Buffer;
}

/** Old CRLs are kept so that somebody can look back; relying parties do not use them. */
const keptCrls = 20;
/** An entry leaves the CRL this long after its certificate has expired (RFC 5280 section 3.3 asks for one CRL more). */
const keptAfterExpiryMs = 30 * 86_400_000;

@Injectable()
export class CrlPublisher {
  constructor(
    private readonly dataSource: DataSource,
    private readonly ca: IssuingCa,
    private readonly signer: Signer,
    private readonly clock: Clock,
    @Inject(PKI_CONFIG) private readonly config: PkiConfig,
  ) {}

  /** The newest CRL of an issuer; a change that is not on one yet makes one first. Throws REQUEST_NOT_FOUND. */
  async newest(issuerId: string): Promise<PublishedCrl> {
    await this.ca.byId(issuerId);
    if ((await this.due(issuerId)).length > 0) await this.publish(issuerId);
    const record = await this.last(issuerId);
    if (!record) throw new CardwrightError('REQUEST_NOT_FOUND');
    return published(issuerId, record);
  }

  async list(): Promise<PublishedCrl[]> {
    const issuers = await this.ca.chain();
    const crls = await Promise.all(issuers.map(({ issuerId }) => this.last(issuerId)));
    return crls.flatMap((record, index) => (record ? [published(issuers[index]!.issuerId, record)] : []));
  }

  /** Publishes every CRL that is due because of a change or of its age. */
  async publishDue(): Promise<void> {
    for (const issuerId of await this.due()) await this.publish(issuerId);
  }

  private async due(issuerId?: string): Promise<string[]> {
    const now = this.clock.now();
    const halfLife = new Date(now + (this.config.crlValidityHours * 3_600_000) / 2);
    const rows: { issuer_id: string }[] = await this.dataSource.query(
      `select i.issuer_id from issuers i
        where i.kind <> 'content-signer' and i.not_after > $1 and ($3::text is null or i.issuer_id = $3)
          and (exists (select from crl_changes c where c.issuer_id = i.issuer_id)
               or not exists (select from crls l where l.issuer_id = i.issuer_id and l.next_update > $2))`,
      [new Date(now), halfLife, issuerId ?? null],
    );
    return rows.map((row) => row.issuer_id);
  }

  async publish(issuerId: string): Promise<void> {
    const issuer = await this.ca.byId(issuerId);
    await inTransaction(this.dataSource, async (manager) => {
      const [row]: { crl_number: string }[] = await manager.query(
        'select crl_number from issuers where issuer_id = $1 for update',
        [issuerId],
      );
      // This CRL contains the changes that are visible now. A change that commits later keeps its row and leads to the next CRL.
      await manager.query('delete from crl_changes where issuer_id = $1', [issuerId]);
      const [previous]: { this_update: Date }[] = await manager.query(
        'select this_update from crls where issuer_id = $1 order by crl_number desc limit 1',
        [issuerId],
      );
      const thisUpdate = new Date(Math.max(this.clock.now(), previous?.this_update.getTime() ?? 0));
      const nextUpdate = new Date(thisUpdate.getTime() + this.config.crlValidityHours * 3_600_000);
      const rows: { serial_number: Buffer; revoked_at: Date; revocation_reason: CrlEntry['reason'] }[] =
        await manager.query(
          `select serial_number, revoked_at, revocation_reason from certificates
            where issuer_id = $1 and status in ('held', 'revoked') and not_after > $2 order by revoked_at, id`,
          [issuerId, new Date(thisUpdate.getTime() - keptAfterExpiryMs)],
        );
      const number = Number(row!.crl_number) + 1;
      const tbs = encodeTbsCertList({
        issuer,
        number,
        thisUpdate,
        nextUpdate,
        entries: rows.map((each) => ({
          serialNumber: each.serial_number,
          revokedAt: each.revoked_at,
          reason: each.revocation_reason,
        })),
      });
      const der = assembleSigned(tbs, issuer.signatureAlgorithm, await this.signer.sign(issuer.keyId, tbs, manager));
      await manager.query('update issuers set crl_number = $2 where issuer_id = $1', [issuerId, number]);
      await manager.query(
        'insert into crls (issuer_id, crl_number, this_update, next_update, der) values ($1, $2, $3, $4, $5)',
        [issuerId, number, thisUpdate, nextUpdate, der],
      );
      await manager.query('delete from crls where issuer_id = $1 and crl_number <= $2', [issuerId, number - keptCrls]);
    });
  }

  private async last(issuerId: string): Promise<CrlRecord | undefined> {
    const [record]: CrlRecord[] = await this.dataSource.query(
      'select crl_number, this_update, next_update, der from crls where issuer_id = $1 order by crl_number desc limit 1',
      [issuerId],
    );
    return record;
  }
}

function published(issuerId: string, record: CrlRecord): PublishedCrl {
  return {
    issuerId,
    crlNumber: Number(record.crl_number),
    thisUpdate: record.this_update,
    nextUpdate: record.next_update,
    der: record.der,
  };
}
