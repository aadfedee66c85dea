/**
 * At which workstation a holder may look into the readers, and take a blank card as their own: at the one that their browser is paired with, and
 * while it is with none, where a card of theirs was used last. Whoever may see workstations, or use them by another role than the
 * holder's, works at them.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Actor } from '@cardwright/contracts/nats/rpc';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { permissionsOf, type ActorContext } from '../../domain/authorisation.js';

@Injectable()
export class HolderPlaces {
  constructor(private readonly database: DataSource) {}

  /** Throws AUTH_NOT_AT_WORKSTATION {workstationId}. */
  async require(holder: ActorContext, actor: Actor | undefined, workstationId: string): Promise<void> {
    if (worksAtAny(holder)) return;
    const paired = actor?.pairedWorkstationId;
    if (paired === workstationId) return;
    if (paired === undefined && (await this.usedLast(holder.personId, workstationId))) return;
    throw new CardwrightError('AUTH_NOT_AT_WORKSTATION', undefined, { workstationId });
  }

  private async usedLast(personId: string | null, workstationId: string): Promise<boolean> {
    const [row]: { used: boolean }[] = await this.database.query(
      'SELECT EXISTS (SELECT 1 FROM device WHERE person_id = $1 AND workstation_id = $2) AS used',
      [personId, workstationId],
    );
    return row!.used;
  }
}

function worksAtAny(actor: ActorContext): boolean {
  const byOtherRoles = { ...actor, grants: actor.grants.filter(({ role }) => role !== 'CH') };
  const held = permissionsOf(byOtherRoles, 'single-operator');
  return held.includes('workstation.view') || held.includes('workstation.use');
}
