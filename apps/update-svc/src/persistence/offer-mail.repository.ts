/** Statements on what holders are reminded of by mail. The rules are in offers/reminders.ts. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ReminderKind } from '@cardwright/contracts/update/reminder';

export interface OpenReminder {
  offerId: string;
  tenantId: string;
  deviceId: string;
  kind: ReminderKind;
  deadline: Date;
}

export interface ReminderTimes {
  now: Date;
  /** Deadlines up to then are soon, and up to the second one on the last day. */
  soonUntil: Date;
  lastDayUntil: Date;
  /** A card that was shown its offer since then has a holder who knows. */
  unseenSince: Date;
}

@Injectable()
export class OfferMailRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Offers that nobody has begun, the earliest deadline first. `due-soon`: of a card that is in no reader and whose offer was shown nowhere lately.
   * `last-day`: of any card.
   */
  open({ now, soonUntil, lastDayUntil, unseenSince }: ReminderTimes, limit: number): Promise<OpenReminder[]> {
    return this.dataSource.query(
      `select * from (
         select offer.offer_id as "offerId", offer.tenant_id as "tenantId", offer.device_id as "deviceId", offer.deadline,
           case when offer.deadline <= $3 then 'last-day' else 'due-soon' end as kind
         from offer join device_state device on device.tenant_id = offer.tenant_id and device.device_id = offer.device_id
         where offer.ended_at is null and offer.request_id is null and offer.person_id is not null
           and offer.deadline > $1 and offer.deadline <= $2
           and (offer.deadline <= $3 or (
             coalesce(offer.leased_until, '-infinity') < $4
             and coalesce((offer.postponements->-1->>'at')::timestamptz, '-infinity') < $4
             and not exists (select from presence where presence.tenant_id = offer.tenant_id
               and presence.identity_text = device.identity_text)))
       ) reminder
       where not exists (select from offer_mail where offer_mail.offer_id = reminder."offerId"
         and offer_mail.kind = reminder.kind and offer_mail.deadline = reminder.deadline)
       order by deadline limit $5`,
      [now, soonUntil, lastDayUntil, unseenSince, limit],
    );
  }

  async asked(reminders: readonly OpenReminder[], now: Date): Promise<void> {
    await this.dataSource.query(
      `insert into offer_mail (offer_id, kind, deadline, asked_at)
       select offer_id, kind, deadline, $4 from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as asked (offer_id, kind, deadline)
       on conflict do nothing`,
      [
        reminders.map(({ offerId }) => offerId),
        reminders.map(({ kind }) => kind),
        reminders.map(({ deadline }) => deadline),
        now,
      ],
    );
  }
}
