/**
 * A card can be suspended, terminated or replaced while a saga is writing it. The saga then finishes what would otherwise be left half done, and
 * its new certificates are held or revoked like the card's other certificates. This class never changes the state of the device.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { livingStates } from './due-facts.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import { CredentialEntity } from '../../persistence/credential.entity.js';
import { HoldRepository } from '../credentials/hold.repository.js';
import { RevocationService, type RevocationCause } from '../credentials/revocation.service.js';

@Injectable()
export class EndedCard {
  constructor(
    private readonly holds: HoldRepository,
    private readonly revocations: RevocationService,
  ) {}

  /**
   * The reason for which the certificates of a terminated or replaced card were revoked; null for any other card. It is read before the
   * saga revokes anything for a reason of its own. The new certificates of a replaced card are revoked even where its old ones were left to
   * expire.
   */
  async causeIn(
    manager: EntityManager,
    { deviceId, state }: { deviceId: string; state: string },
  ): Promise<RevocationCause | null> {
    if (state !== 'TERMINATED' && state !== 'REPLACED') return null;
    const [newest]: [RevocationCause?] = await manager.query(
      'SELECT reason, urgent FROM revocation WHERE device_id = $1 ORDER BY requested_at DESC LIMIT 1',
      [deviceId],
    );
    return newest ?? { reason: state === 'REPLACED' ? 'superseded' : 'unspecified', urgent: false };
  }

  /** Runs after the saga's certificates were settled, in the same transaction. cause: the answer of `causeIn`. */
  async followIn(
    manager: EntityManager,
    { deviceId, state }: { deviceId: string; state: string },
    cause: RevocationCause | null,
    context: ChangeContext,
  ): Promise<void> {
    if (state === 'SUSPENDED') await this.holds.holdAll(manager, deviceId, context);
    if (cause === null) return;
    const credentials = await manager.findBy(CredentialEntity, { deviceId });
    // Certificates of a replaced card that were left to expire are not touched.
    const followed = state === 'REPLACED' ? credentials.filter((row) => livingStates.includes(row.state)) : credentials;
    await this.revocations.enqueueIn(manager, followed, cause, context);
  }
}
