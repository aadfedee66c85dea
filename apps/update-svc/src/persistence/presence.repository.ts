/** Where cards are: from the insertions and removals that agents report, never from a check. A lost event costs a notice, which a check makes good. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface InsertedCard {
  readerName: string;
  identityText: string;
}

@Injectable()
export class PresenceRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * A card is in one place: whoever reported it before has lost it. Something that waits for the card is looked at now. Two statements: whoever
   * learns between them that something is due finds the card there.
   */
  async inserted(tenantId: string, workstationId: string, card: InsertedCard, now: Date): Promise<void> {
    await this.dataSource.query(
      `with elsewhere as (
         delete from presence where tenant_id = $1 and identity_text = $4 and (workstation_id, reader_name) <> ($2, $3)
       )
       insert into presence (tenant_id, workstation_id, reader_name, identity_text, reported_at) values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, workstation_id, reader_name)
         do update set identity_text = excluded.identity_text, reported_at = excluded.reported_at`,
      [tenantId, workstationId, card.readerName, card.identityText, now],
    );
    await this.dataSource.query(
      `insert into device_timer (tenant_id, device_id, at)
       select tenant_id, device_id, $3 from device_state where tenant_id = $1 and identity_text = $2 and due_from <= $3
       on conflict (tenant_id, device_id) do update set at = least(device_timer.at, excluded.at)`,
      [tenantId, card.identityText, now],
    );
  }

  async removed(tenantId: string, workstationId: string, readerName: string): Promise<void> {
    await this.dataSource.query(
      'delete from presence where tenant_id = $1 and workstation_id = $2 and reader_name = $3',
      [tenantId, workstationId, readerName],
    );
  }

  /** An agent that has started says which cards it has. */
  async started(tenantId: string, workstationId: string, cards: readonly InsertedCard[], now: Date): Promise<void> {
    await this.dataSource.query('delete from presence where tenant_id = $1 and workstation_id = $2', [
      tenantId,
      workstationId,
    ]);
    for (const card of cards) await this.inserted(tenantId, workstationId, card, now);
  }
}
