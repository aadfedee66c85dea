/** Certificates of a device or a request, oldest first, in pages. A read only; the cursor is the row's id. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CertificateFilter, CertificateRow } from '@cardwright/contracts/nats/pki.api';
import { type Page, type PageRequest, pageRows } from '@cardwright/contracts/nats/rpc';
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
    if (!/^\d{1,18}$/.test(cursor)) throw new CardwrightError('REQUEST_INVALID', 'no such cursor');
    const size = Math.max(1, Math.min(limit, pageRows.most));
    const query = this.dataSource
      .getRepository(CertificateEntity)
      .createQueryBuilder('c')
      .where('c.tenant_id = :tenantId and c.id > :cursor', { tenantId, cursor });
    const { deviceId, requestId, deviceIds, requestIds, statuses } = filter;
    if ([deviceIds, requestIds].some((ids) => (ids?.length ?? 0) > maxIds))
      throw new CardwrightError('REQUEST_INVALID', `more than ${maxIds} ids`);
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
}
