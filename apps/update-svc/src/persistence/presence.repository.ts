/**
 * Where cards are: from what agents report, never from a check. A lost event costs a notice, which a check or the next question to all agents makes
 * good. What came later is never undone by what came before it and is applied behind it: an insertion that waited for the database, or what an agent
 * says of all its readers without knowing of the last one. So that a removal leaves its row, without a card, until the agent says everything anew.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface InsertedCard {
  readerName: string;
  identityText: string;
}

/** at: by this service's clock, as all that is due. cameAt: when the message came, however often it was tried since. */
export interface Heard {
  at: Date;
  cameAt: Date;
}

@Injectable()
export class PresenceRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Behind everything that this workstation said before. */
  inserted(tenantId: string, workstationId: string, card: InsertedCard, heard: Heard): Promise<void> {
    return this.put(tenantId, workstationId, card, heard, 'infinity');
  }

  async removed(tenantId: string, workstationId: string, readerName: string, { at, cameAt }: Heard): Promise<void> {
    await this.dataSource.query(
      `insert into presence (tenant_id, workstation_id, reader_name, identity_text, reported_at, came_at)
       values ($1, $2, $3, null, $4, $5)
       on conflict (tenant_id, workstation_id, reader_name)
         do update set identity_text = null, reported_at = excluded.reported_at, came_at = excluded.came_at`,
      [tenantId, workstationId, readerName, at, cameAt],
    );
  }

  /** An agent says which cards it has, all of them. */
  async replace(tenantId: string, workstationId: string, cards: readonly InsertedCard[], heard: Heard): Promise<void> {
    await this.dataSource.query(
      `delete from presence where tenant_id = $1 and workstation_id = $2 and coalesce(came_at, '-infinity') <= $3`,
      [tenantId, workstationId, heard.cameAt],
    );
    for (const card of cards) await this.put(tenantId, workstationId, card, heard, heard.cameAt);
  }

  /**
   * A card is in one place: whoever reported it before has lost it. over: what came later at this workstation stays. Something that waits for the
   * card is looked at now. Two statements: whoever learns between them that something is due finds the card there.
   */
  private async put(
    tenantId: string,
    workstationId: string,
    { readerName, identityText }: InsertedCard,
    { at, cameAt }: Heard,
    over: Date | 'infinity',
  ): Promise<void> {
    await this.dataSource.query(
      `with elsewhere as (
         delete from presence where tenant_id = $1 and identity_text = $4 and (workstation_id, reader_name) <> ($2, $3)
           and coalesce(came_at, '-infinity') <= case workstation_id when $2 then $7::timestamptz else $6::timestamptz end
       )
       insert into presence (tenant_id, workstation_id, reader_name, identity_text, reported_at, came_at)
       select $1::uuid, $2::text, $3::text, $4::text, $5::timestamptz, $6::timestamptz
       where not exists (
         select from presence where tenant_id = $1 and identity_text = $4 and (workstation_id, reader_name) <> ($2, $3)
           and came_at > case workstation_id when $2 then $7::timestamptz else $6::timestamptz end
       )
       on conflict (tenant_id, workstation_id, reader_name)
         do update set identity_text = excluded.identity_text, reported_at = excluded.reported_at, came_at = excluded.came_at
         where coalesce(presence.came_at, '-infinity') <= $7`,
      [tenantId, workstationId, readerName, identityText, at, cameAt, over],
    );
    await this.dataSource.query(
      `insert into device_timer (tenant_id, device_id, at)
       select tenant_id, device_id, $3 from device_state where tenant_id = $1 and identity_text = $2 and due_from <= $3
       on conflict (tenant_id, device_id) do update set at = least(device_timer.at, excluded.at)`,
      [tenantId, identityText, at],
    );
  }
}
