/** Certificates of a device or a request, oldest first, in pages (the cursor is the row's id), and by what is known of one. Reads only. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CertificateFilter, CertificateRow } from '@cardwright/contracts/nats/pki.api';
import { type Page, type PageRequest, pageRows } from '@cardwright/contracts/nats/rpc';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { containsText, lookedFor } from '@cardwright/service-kit/database/text-search';
import { Clock } from '../config/clock.js';
import { CertificateEntity } from '../persistence/entities.js';
import { certificateRow } from './certificate-rows.js';

/** So that one request stays one index scan per id. */
const maxIds = 200;

@Injectable()
export class CertificateList {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Throws REQUEST_INVALID for a cursor that is none, or too many ids. */
  async page(
    tenantId: string,
    { limit = pageRows.usual, cursor = '0', ...filter }: CertificateFilter & PageRequest,
  ): Promise<Page<CertificateRow>> {
    if (!/^\d{1,18}$/.test(cursor)) throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('no such cursor'));
    const size = Math.max(1, Math.min(limit, pageRows.most));
    const query = this.dataSource
      .getRepository(CertificateEntity)
      .createQueryBuilder('c')
      .where('c.tenant_id = :tenantId and c.id > :cursor', { tenantId, cursor });
    const { deviceId, requestId, deviceIds, requestIds, statuses } = filter;
    if ([deviceIds, requestIds].some((ids) => (ids?.length ?? 0) > maxIds))
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`more than ${maxIds} ids`));
    if (deviceId !== undefined) query.andWhere('c.device_id = :deviceId', { deviceId });
    if (requestId !== undefined) query.andWhere('c.request_id = :requestId', { requestId });
    if (deviceIds !== undefined) query.andWhere('c.device_id = any(:deviceIds)', { deviceIds });
    if (requestIds !== undefined) query.andWhere('c.request_id = any(:requestIds)', { requestIds });
    if (statuses !== undefined) query.andWhere('c.status = any(:statuses)', { statuses });
    const rows = await query
      .orderBy('c.id', 'ASC')
      .take(size + 1)
      .getMany();
    const page = rows.slice(0, size);
    return {
      rows: page.map((row) => certificateRow(row, this.clock.now())),
      nextCursor: rows.length > size ? page.at(-1)!.id : null,
    };
  }
  /** Throws REQUEST_INVALID for a text that is none. */
  async search(
    tenantId: string,
    { query, limit = pageRows.usual }: { query: string; limit?: number },
  ): Promise<CertificateRow[]> {
    if (typeof query !== 'string' || query.length > 200)
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('no such text'));
    const most = Math.max(1, Math.min(limit, pageRows.most));
    const [bySerial, bySubject] = await Promise.all([
      this.bySerial(tenantId, query, most),
      this.bySubject(tenantId, query, most),
    ]);
    const all = new Map([...bySerial, ...bySubject].map((row) => [row.id, row]));
    return [...all.values()].slice(0, most).map((row) => certificateRow(row, this.clock.now()));
  }

  /** In their order, so that the one whose whole number it is comes first. */
  private async bySerial(tenantId: string, query: string, most: number): Promise<CertificateEntity[]> {
    const hex = query.replaceAll(/[:\s]/g, '').toLowerCase();
    if (!/^[0-9a-f]{4,40}$/.test(hex)) return [];
    const half = hex.length % 2 === 1;
    const from = Buffer.from(half ? `${hex}0` : hex, 'hex');
    // No serial number has more than 20 octets.
    const to = Buffer.concat([Buffer.from(half ? `${hex}f` : hex, 'hex'), Buffer.alloc(20, 0xff)]);
    return this.found(tenantId)
      .andWhere('c.serial_number BETWEEN :from AND :to', { from, to })
      .orderBy('c.serial_number', 'ASC')
      .take(most)
      .getMany();
  }

  private async bySubject(tenantId: string, query: string, most: number): Promise<CertificateEntity[]> {
    const looked = lookedFor(query.trim().toLowerCase());
    if (looked === null) return [];
    return this.found(tenantId)
      .andWhere(containsText('lower(c.subject_text)', ':trigrams', ':needle'), { ...looked })
      .take(most)
      .getMany();
  }

  private found(tenantId: string) {
    return this.dataSource
      .getRepository(CertificateEntity)
      .createQueryBuilder('c')
      .where("c.tenant_id = :tenantId AND c.status <> 'planned'", { tenantId });
  }
}
