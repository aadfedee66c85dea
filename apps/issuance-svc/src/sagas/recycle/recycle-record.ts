/** The record side of a recycle: the certificates are revoked and the passkeys deleted before the card is wiped, and a wiped card belongs to nobody. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { say } from '@cardwright/contracts/words/say';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { systemContext } from '../../persistence/change-context.js';
import { CredentialEntity } from '../../persistence/credential.entity.js';
import { PasskeyEnds } from '../../records/passkeys/passkey-ends.js';
import { RevocationService } from '../../records/credentials/revocation.service.js';
import { SagaEnd } from '../run/saga-end.js';

@Injectable()
export class RecycleRecord {
  constructor(
    private readonly database: DataSource,
    private readonly revocations: RevocationService,
    private readonly sagaEnd: SagaEnd,
    private readonly passkeys: PasskeyEnds,
  ) {}

  /** State and revocation never wait for a card, nor for the CA: a job of its own asks it (F08). */
  async revokeAll(call: StageCall): Promise<void> {
    await inTransaction(this.database, (manager) => this.revokeIn(manager, call));
  }

  /** wasReset: the card was reset, so the memory that its data objects used is free again. */
  async commit(call: StageCall, { wasReset }: { wasReset: boolean }): Promise<void> {
    const { deviceId, requestId } = call.input;
    await this.sagaEnd.end(call, {
      to: { state: 'AVAILABLE' },
      patch: (_request, { cardFacts: { objectBytes: _freed, objectsTake: _taken, ...cardFacts } }) => ({
        personId: null,
        profileName: null,
        profileVersion: null,
        expiresOn: null,
        cardUuid: null,
        fascNHex: null,
        cardholderUuid: null,
        printedInformation: null,
        pin: null,
        keyset: 'factory',
        keptSecrets: [],
        managementKeySince: null,
        ...(wasReset && { cardFacts }),
        custody: 'stock',
        health: 'ok',
      }),
      credentials: ({ manager }) => this.revokeIn(manager, call),
      also: async ({ manager, context }) => {
        await enqueueEvent(manager, { name: 'card.recycled', ...context, data: { deviceId, requestId } });
      },
      state: 'COMPLETED',
      sentence: say('recycle.blank'),
    });
  }

  /** The recycle was stopped before the wipe, perhaps before its first stage. A card that was to be recycled is no longer trusted. */
  async giveUp(call: StageCall): Promise<void> {
    await this.revokeAll(call);
    await this.sagaEnd.cancelOnly(call, say('recycle.stopped'));
  }

  private async revokeIn(manager: EntityManager, call: StageCall): Promise<void> {
    const credentials = await manager.findBy(CredentialEntity, { deviceId: call.input.deviceId });
    const why = { reason: 'superseded', urgent: false } as const;
    const change = systemContext(call.input);
    await this.revocations.enqueueIn(manager, credentials, why, change);
    await this.passkeys.enqueueIn(manager, call.input.deviceId, 'recycled', change);
  }
}
