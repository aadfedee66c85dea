/**
 * Where cards are: from what agents report, never from a check. A lost event costs a notice, which a check or the next question to all agents makes
 * good. What an agent says of all its readers may arrive behind an insertion or a removal that it does not know of yet: whatever is reported later
 * than that stays, so that a removal leaves its row, without a card, until the agent says everything anew.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface InsertedCard {
  readerName: string;
  identityText: string;
}

@Injectable()
export class PresenceRepository {
  constructor(private readonly dataSource: DataSource) {}

  inserted(tenantId: string, workstationId: string, card: InsertedCard, now: Date): Promise<void> {
    return this.put(tenantId, workstationId, card, now, 'infinity');
  }

  async removed(tenantId: string, workstationId: string, readerName: string, now: Date): Promise<void> {
    await this.dataSource.query(
      `insert into presence (tenant_id, workstation_id, reader_name, identity_text, reported_at) values ($1, $2, $3, null, $4)
       on conflict (tenant_id, workstation_id, reader_name)
         do update set identity_text = null, reported_at = excluded.reported_at`,
      [tenantId, workstationId, readerName, now],
    );
  }

  /** An agent says which cards it has, all of them. at: when that was heard. */
  async replace(tenantId: string, workstationId: string, cards: readonly InsertedCard[], at: Date): Promise<void> {
    await this.dataSource.query(
      `delete from presence where tenant_id = $1 and workstation_id = $2 and coalesce(reported_at, '-infinity') <= $3`,
      [tenantId, workstationId, at],
    );
    for (const card of cards) await this.put(tenantId, workstationId, card, at, at);
  }

  /**
   * A card is in one place: whoever reported it before has lost it. over: what was reported later than that stays. Something that waits for the card
   * is looked at now. Two statements: whoever learns between them that something is due finds the card there.
   */
  private async put(
    tenantId: string,
    workstationId: string,
    { readerName, identityText }: InsertedCard,
    at: Date,
    over: Date | 'infinity',
  ): Promise<void> {
    await this.dataSource.query(
      `with elsewhere as (
         delete from presence where tenant_id = $1 and identity_text = $4 and (workstation_id, reader_name) <> ($2, $3)
           and coalesce(reported_at, '-infinity') <= $6
       )
       insert into presence (tenant_id, workstation_id, reader_name, identity_text, reported_at)
       select $1::uuid, $2::text, $3::text, $4::text, $5::timestamptz
       where not exists (
         select from presence where tenant_id = $1 and identity_text = $4 and (workstation_id, reader_name) <> ($2, $3) and reported_at > $6
       )
       on conflict (tenant_id, workstation_id, reader_name)
         do update set identity_text = excluded.identity_text, reported_at = excluded.reported_at
         where coalesce(presence.reported_at, '-infinity') <= $6`,
      [tenantId, workstationId, readerName, identityText, at, over],
    );
    await this.dataSource.query(
      `insert into device_timer (tenant_id, device_id, at)
       select tenant_id, device_id, $3 from device_state where tenant_id = $1 and identity_text = $2 and due_from <= $3
       on conflict (tenant_id, device_id) do update set at = least(device_timer.at, excluded.at)`,
      [tenantId, identityText, at],
    );
  }
}
