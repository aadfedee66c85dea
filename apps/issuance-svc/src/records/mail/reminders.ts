/** What is due for a card and until when, told to its holder. update-svc knows what is due; who is told, and how, is known here. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { MailNotices } from './mail-notices.js';

const usefulMs = 48 * 3600_000;

interface Holder {
  deviceId: string;
  personId: string;
  label: string | null;
}

@Injectable()
export class MailReminders {
  constructor(
    private readonly database: DataSource,
    private readonly notices: MailNotices,
  ) {}

  /** The same offer, kind and deadline again tells nothing new. Throws REQUEST_INVALID {field}. */
  async remind(
    tenantId: string,
    { reminders }: RequestOf<IssuanceInternalApi, 'mail.remind'>,
  ): Promise<ReplyOf<IssuanceInternalApi, 'mail.remind'>> {
    if (!Array.isArray(reminders) || !reminders.every(isReminder))
      throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'reminders' });
    if (!this.notices.areOn) return { on: false };
    await inTransaction(this.database, async (manager) => {
      const holders: Holder[] = await manager.query(
        `SELECT device_id AS "deviceId", person_id AS "personId", label FROM device JOIN person USING (person_id)
         WHERE device.tenant_id = $1 AND device_id = ANY ($2) AND enabled`,
        [tenantId, reminders.map(({ deviceId }) => deviceId)],
      );
      const byDevice = new Map(holders.map((holder) => [holder.deviceId, holder]));
      for (const { offerId, deviceId, kind, deadline } of reminders) {
        const holder = byDevice.get(deviceId);
        // Nobody's any more, or of a person who may not use it.
        if (holder === undefined) continue;
        const { personId, label } = holder;
        await this.notices.add(manager, {
          ...{ tenantId, personId, deviceId, kind },
          facts: { event: kind, by: 'itself', card: label ?? '', at: deadline },
          causeKey: `${kind}:${offerId}:${deadline}`,
          // A reminder that comes late, or after the deadline, helps nobody.
          dropAfter: new Date(Math.min(Date.now() + usefulMs, Date.parse(deadline))),
        });
      }
    });
    return { on: true };
  }
}

const isReminder = (row: { offerId: string; deviceId: string; kind: string; deadline: string }): boolean =>
  isUuid(row.offerId) &&
  isUuid(row.deviceId) &&
  (row.kind === 'due-soon' || row.kind === 'last-day') &&
  Number.isFinite(Date.parse(row.deadline));
