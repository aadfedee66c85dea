/**
 * A card can be suspended or terminated while a saga is writing it. The saga then finishes what would otherwise be left half done, and
 * its new certificates are held or revoked like the card's other certificates. This class never changes the state of the device.
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
    // The card's other certificates were revoked for this reason, so the new ones are too.
    const [other]: [{ reason: RevocationReason; urgent: boolean }?] = await manager.query(
      'SELECT reason, urgent FROM revocation WHERE device_id = $1 ORDER BY requested_at DESC LIMIT 1',
      [deviceId],
    );
    const credentials = await manager.findBy(CredentialEntity, { deviceId });
    await this.revocations.enqueueIn(manager, credentials, other ?? { reason: 'unspecified', urgent: false }, context);
  }
}
