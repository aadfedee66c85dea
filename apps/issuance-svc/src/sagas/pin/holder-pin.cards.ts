/**
 * The open card session that waits for a PIN: answers the key to which the PIN must be sealed and the rule for the PIN, and relays the
 * sealed PIN to the agent.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile, PinRule } from '@cardwright/contracts/card/credential-profile';
import type { LeaseToken, SealedPinPurpose } from '@cardwright/contracts/nats/edge.api';
import { isMadeByHolder, type AskedFor, type PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import { isCardSaga } from '@cardwright/contracts/workflow/saga-kinds';
import { pinStageNamed } from '@cardwright/contracts/workflow/stages';
import { say } from '@cardwright/contracts/words/say';
import { cardPinRule, effectivePinRule, sharesPin } from '@cardwright/card-plan/effective-pin-rule';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { sagaLeaseMs } from '../../card/open-card.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { LeaseService } from '../../records/leases/lease.service.js';
import type { CardSessionState } from '../../persistence/card-session-state.js';
import { CardIntentEntity } from '../../persistence/card-intent.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { LostSessions } from '../run/lost-sessions.js';

interface AwaitedPin {
  session: CardSessionState;
  pinRule: PinRule;
  asks: AskedFor;
  asked: PinAsked | undefined;
  /** One PIN for everything that the card does. */
  forPasskeysToo?: boolean;
  /** This one is not that of the passkeys of the card. */
  passkeysApart?: boolean;
}

/** CTAP 2.1 section 6.5.1: any characters, and no more bytes than that. */
const ofFidoPins = { maxLength: 63, alphabet: 'ascii' } as const satisfies Partial<PinRule>;

const purposeOf = (asks: AskedFor): SealedPinPurpose =>
  asks === 'pin-change' ? asks : asks === 'new-pin' || asks === 'card-pin' ? 'holder-pin' : 'fido-pin';

/** What the PIN of the card is for, where its profile makes passkeys. */
const pinUseOf = (model: CardModel, { passkey }: CredentialProfile) => ({
  forPasskeysToo: passkey !== undefined && sharesPin(model),
  passkeysApart: passkey !== undefined && model.fido?.pin === 'separate',
});

@Injectable()
export class HolderPinCards {
  constructor(
    private readonly database: DataSource,
    private readonly records: SagaRecords,
    private readonly leases: LeaseService,
    private readonly lost: LostSessions,
    readonly rpc: RpcClient,
  ) {}

  /** Throws LIFECYCLE_TRANSITION unless this request waits for a PIN now. */
  async awaiting(request: RequestEntity): Promise<AwaitedPin> {
    const { requestId, attempt, type } = request;
    const pin = isCardSaga(type) ? pinStageNamed(type, request.stage) : null;
    const intent = await this.database.manager.findOneBy(CardIntentEntity, { requestId, attempt });
    if (request.state !== 'AWAITING_USER' || request.awaiting !== 'pin' || pin === null || !intent?.session)
      throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.waits-for-no-pin'));
    const { session } = intent;
    const { passkeyAsked } = session;
    const model = await this.records.modelOf(intent);
    if (pin.asks === 'fido-pin' && passkeyAsked !== undefined) {
      const { asks, refusedWith, triesLeft, minPinLength } = passkeyAsked;
      const asked: PinAsked = { refusedWith, cutOff: false, triesLeft };
      const pinRule: PinRule = { minLength: minPinLength, ...ofFidoPins };
      return { session, pinRule, asks, asked, forPasskeysToo: sharesPin(model) };
    }
    const version = await this.records.profile(request.tenantId, request.profileName!, request.profileVersion!);
    // The PIN on the card may be older than the rule, or may have been set elsewhere. So it must only have a form that the card can hold.
    const pinRule =
      pin.asks === 'card-pin'
        ? cardPinRule(model)
        : effectivePinRule(model, version.definition, intent.beforeImage.applications?.FIDO2);
    const pinUse = pinUseOf(model, version.definition);
    return { session, pinRule, asks: pin.asks, asked: session.asked, ...pinUse };
  }

  async relay(request: RequestEntity, jwe: string): Promise<void> {
    const { session, pinRule, asks } = await this.awaiting(request);
    if (isMadeByHolder(asks)) throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.waits-for-no-pin'));
    const { lease } = session;
    const context = { tenantId: request.tenantId, correlationId: request.correlationId };
    try {
      await this.leases.extend(lease, sagaLeaseMs);
      const sentAt = new Date().toISOString();
      const purpose = purposeOf(asks);
      const sealed = { lease, purpose, jwe, pinRule, sentAt, leaseMs: sagaLeaseMs } as const;
      await this.rpc.edge(lease.workstationId, 'pin.supply', sealed, context);
    } catch (error) {
      if (!(await this.isSessionLost(error, request, lease, context))) throw error;
      // The saga opens the card again, and the person is asked for the PIN again with a new key.
      await this.lost.report(request.deviceId, request.attempt);
      throw new CardwrightError('PIN_KEY_EXPIRED', undefined, { reopening: true }, error);
    }
    await this.records.countRoundTrip(request.requestId, 0);
  }

  /** A PIN can also be late although its key is still valid: only the agent knows whether its session still exists. */
  private async isSessionLost(
    error: unknown,
    request: RequestEntity,
    lease: LeaseToken,
    context: CallContext,
  ): Promise<boolean> {
    if (isCardwrightError(error, 'LIFECYCLE_LEASE_LOST')) return true;
    if (!isCardwrightError(error, 'PIN_KEY_EXPIRED')) return false;
    const batchId = `${request.requestId}/${request.attempt}/${batchSequence.content}`;
    const { sessionOpen } = await this.rpc.edge(lease.workstationId, 'batch.result', { lease, batchId }, context);
    return !sessionOpen;
  }
}
