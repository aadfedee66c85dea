/**
 * The first batch of every card saga: lease, exclusive connect, card image, 9B witness. Reads only (D21): what follows is
 * decided from the image, and the intent row is committed before anything is written.
 */
import { Injectable } from '@nestjs/common';
import { mainApplication, type OtherApplication } from '@cardwright/contracts/card/card-applications';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ImageScope } from '@cardwright/contracts/nats/edge.api';
import type { CardOwnership } from '@cardwright/card-plan/own-card';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { say } from '@cardwright/contracts/words/say';
import { BatchSender, contextOf } from './batch-sender.js';
import { batchSequence } from '../domain/batch-sequence.js';
import { sharesCard } from '../domain/shares-card.js';
import type { CardSessionState } from '../persistence/card-session-state.js';
import { CardConversation } from './card-conversation.js';
import { present } from './card-opening.js';
import { CardOpenings } from './card-openings.js';
import { CardVault } from './card-vault.js';
import type { Admitted } from '../records/requests/admitted.js';
import { SagaRecords } from '../records/requests/saga-records.js';
import { CardModelRegistry } from '../records/models/card-model-registry.js';
import { LeaseService } from '../records/leases/lease.service.js';
import type { DeviceEntity } from '../persistence/device.entity.js';
import type { RequestEntity } from '../persistence/request.entity.js';
import { RequestService } from '../records/requests/request.service.js';

export interface OpenedCard {
  device: DeviceEntity;
  /** An attempt of this request may have written to the card. */
  touched: boolean;
  image: CardImage;
  model: CardModel;
  ownership: CardOwnership;
  session: CardSessionState;
}

/** The lease also covers the wait for the holder's PIN: if it ended sooner, the card session would end while the person types. */
export const sagaLeaseMs = 30 * 60_000;

@Injectable()
export class CardOpener {
  constructor(
    private readonly records: SagaRecords,
    private readonly leases: LeaseService,
    private readonly batches: BatchSender,
    private readonly openings: CardOpenings,
    private readonly vault: CardVault,
    private readonly conversation: CardConversation,
    private readonly models: CardModelRegistry,
    private readonly requests: RequestService,
  ) {}

  /** applications: those that are read besides the main one. */
  async open(
    call: Admitted,
    { scope = 'brief', applications = [] }: { scope?: ImageScope; applications?: OtherApplication[] } = {},
  ): Promise<OpenedCard> {
    const { input, request } = call;
    const [device, touched] = await Promise.all([
      this.records.device(input.deviceId),
      this.records.isTouched(input.requestId),
    ]);
    const lease = await this.leases.take(
      input.tenantId,
      input.deviceId,
      input.requestId,
      input.workstationId,
      sagaLeaseMs,
    );
    const context = contextOf(call);
    const opening = this.openings.of(mainApplication);
    const result = await this.batches.run(call, batchSequence.open, lease, async () => ({
      open: {
        identityText: device.identityText,
        ...(scope === 'full' && { scope }),
        ...(applications.length > 0 && { applications }),
        // [A14] The holder is at this workstation.
        ...(request.requestedByPersonId !== null &&
          request.requestedByPersonId === device.personId && { attended: true }),
        // Of a kind in which every batch after the wait for a PIN begins with a new witness.
        ...(sharesCard(request.type) && { mayShare: true }),
        // The reader in which to look first. The card may also be in another one.
        ...(request.readerName !== null && { readerName: request.readerName }),
      },
      vaultPublicJwk: await this.vault.publicJwk(context),
      steps: present(opening.firstStep()),
    }));
    const { image, sessionKey } = result;
    if (image === undefined || sessionKey === undefined) throw new TypeError('an opening batch answers with both');
    await this.noteReader(call, request, image.readerName);
    const model = await this.models.ofDevice(device, image);
    const answer = opening.firstAnswer(image, result.results);
    const recycling = device.state === 'RECYCLING';
    // If all earlier attempts wrote nothing, this attempt starts from the same point as the first: the card never received the keys that
    // were made for it since then.
    const neverSent = !touched && (await this.records.keysUnderWayAtFirst(input.requestId)) === false;
    const { ownership, keysUnderWay } = await this.vault.ownership(
      context,
      { deviceId: input.deviceId, image, model, recycling, neverSent },
      touched ? call.attempt : 1,
    );
    const session: CardSessionState = {
      lease,
      model,
      sessionKey,
      agentNkey: sessionKey.agentNkey,
      keysUnderWay,
      keySet: ownership.keySet,
      ...answer,
      answered: null,
      certificates: {},
    };
    if (ownership.elseKeySet !== undefined)
      session.keySet = ownership.keySet = await this.keySetOnCard(call, device, session, ownership.elseKeySet);
    return { device, touched, image, model, ownership, session };
  }

  /**
   * Finds out which of two management keys the card has. The pending key is tried first; if the card refuses it, the card has the other one
   * (design.md section 3: each is tried once). Afterwards the session holds a new witness.
   */
  private async keySetOnCard(
    call: StageCall,
    device: DeviceEntity,
    session: CardSessionState,
    other: 'stock' | 'current',
  ): Promise<CardOwnership['keySet']> {
    const { lease, keySet } = session;
    const batch = { sequence: batchSequence.keySet, steps: [], then: 'opened-batch' } as const;
    try {
      await this.conversation.run(call, { session, device }, batch);
      return keySet;
    } catch (error) {
      if (!isCardwrightError(error, 'CARD_KEY_REJECTED')) throw error;
      const opening = this.openings.of(mainApplication);
      const asked = opening.nextStep(session);
      const { results } = await this.batches.run(call, batchSequence.otherKeySet, lease, async () => ({
        steps: present(asked),
      }));
      opening.keepNext(session, asked, results);
      return other;
    }
  }

  /** The place is reported to everybody who follows the saga, and the next attempt looks there first. */
  private async noteReader(
    call: StageCall,
    { requestId, readerName: expected }: RequestEntity,
    readerName: string,
  ): Promise<void> {
    if (expected === readerName) return;
    if (expected === null) return this.records.rememberReader(requestId, readerName);
    const sentence = say('saga.card-moved', { reader: readerName, expected });
    const note = { sentence, sourceKey: `reader/${call.attempt}`, action: 'request.card-moved' };
    await this.requests.note(requestId, { ...note, details: { expected, readerName } }, contextOf(call));
    await this.records.rememberReader(requestId, readerName);
  }
}
