/**
 * [D05] A certificate was revoked at the CA. Where Cardwright did not ask for that, the record of its card is compared with the CA at once, and what
 * becomes due for the card follows from the finding. At most once: the comparison of every night finds what was not heard here.
 */
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { isUuid } from '@cardwright/contracts/uuid';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { systemContext } from '../../persistence/change-context.js';
import { inUse } from '../../records/devices/profile-changes.js';
import { ReconcilerService } from './reconciler.service.js';

@Injectable()
export class RevokedAtCa {
  constructor(
    private readonly database: DataSource,
    private readonly reconciler: ReconcilerService,
  ) {}

  /** A card that a saga has in hand is left to the end of that saga, and to the night. */
  async heard({ data, ...event }: DomainEvent<'certificate.revoked'>): Promise<void> {
    const { deviceId, issuerId, serialNumberHex } = data;
    // The CA certifies keys of the archive too, which are no device's.
    if (!isUuid(deviceId)) return;
    const countsAsGood: unknown[] = await this.database.query(
      `SELECT FROM credential WHERE device_id = $1 AND issuer_id = $2 AND upper(serial_number_hex) = upper($3)
         AND tenant_id = $4 AND state = ANY ($5)`,
      [deviceId, issuerId, serialNumberHex, event.tenantId, inUse],
    );
    if (countsAsGood.length > 0) await this.reconciler.device(deviceId, null, systemContext(event));
  }
}
