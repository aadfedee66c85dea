/**
 * What a saga leaves on a card that was suspended or terminated while it was at work: it ends what it must not leave half done, and
 * its certificates go the way of the others. The state itself is nobody's here to change.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RevocationReason } from '@cardwright/contracts/nats/pki.api';
import type { ChangeContext } from '../persistence/change-context.js';
import { CredentialEntity } from '../persistence/credential.entity.js';
import { HoldRepository } from '../revocations/hold.repository.js';
import { RevocationService } from '../revocations/revocation.service.js';

@Injectable()
export class EndedCard {
  constructor(
    private readonly holds: HoldRepository,
    private readonly revocations: RevocationService,
  ) {}

  /** In the transaction that settles the saga's certificates, after it. */
  async followIn(
    manager: EntityManager,
    { deviceId, state }: { deviceId: string; state: string },
    context: ChangeContext,
  ): Promise<void> {
    if (state === 'SUSPENDED') await this.holds.holdAll(manager, deviceId, context);
    if (state !== 'TERMINATED') return;
    // For the reason that the others of the card are revoked for.
    const [other]: [{ reason: RevocationReason; urgent: boolean }?] = await manager.query(
      'SELECT reason, urgent FROM revocation WHERE device_id = $1 ORDER BY requested_at DESC LIMIT 1',
      [deviceId],
    );
    const credentials = await manager.findBy(CredentialEntity, { deviceId });
    await this.revocations.enqueueIn(manager, credentials, other ?? { reason: 'unspecified', urgent: false }, context);
  }
}
