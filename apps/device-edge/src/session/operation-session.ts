/**
 * One lease's hold on one card: the exclusive connection, what is known of the card, the ephemeral session key, the bag of
 * secrets. It ends by `close`, whatever the reason: the card is reset, the secrets are wiped. Which
 * steps run is decided by run-steps.ts, which lease by operations.ts. Governing documents: design.md 2 and 3.
 */
import { pinBreach } from '@cardwright/contracts/card/pin-rule';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { LeaseToken, SealedPinPurpose } from '@cardwright/contracts/nats/edge.api';
import type { ApduRecorder } from '@cardwright/card-session/apdu-recorder';
import type { PivSession } from '@cardwright/card-session/piv/piv-session';
import { openBag } from '@cardwright/sealing/sealed-bag';
import { openSealedPin } from '@cardwright/sealing/sealed-pin';
import type { SessionKeyPair } from '@cardwright/sealing/session-key';
import { wipe } from '@cardwright/sealing/text';
import { sealToVault } from '@cardwright/sealing/vault-box';
import { workOn, type CardWork } from '../card-steps/registry.js';
import type { BatchContext } from '../card-steps/step/step.js';
import type { RefusedPinsOfRequest } from '../secrets/refused-pins.js';
import { SecretBag } from '../secrets/secret-bag.js';
import type { ServerClock } from './server-clock.js';
import type { SharedCard } from './shared-card.js';

export interface OperationSessionParts {
  lease: LeaseToken;
  readerName: string;
  identityText: string;
  piv: PivSession;
  image: CardImage;
  recorder: ApduRecorder;
  keyPair: SessionKeyPair;
  clock: ServerClock;
  refusedPins: RefusedPinsOfRequest;
  /** The holder works on it at this computer. */
  attended: boolean;
  /** Absent: nobody else has the card open. */
  shared?: SharedCard;
}

export class OperationSession {
  readonly bag = new SecretBag();
  readonly card: CardWork;
  private readonly usedPins = new Set<string>();
  private closing: Promise<void> | undefined;
  /** Why it ended, for whoever asks for it afterwards. */
  closedBecause: ErrorCode | undefined;

  constructor(readonly parts: OperationSessionParts) {
    this.card = workOn(parts.piv, parts.image);
  }

  get deviceId(): string {
    return this.parts.lease.deviceId;
  }
  get requestId(): string {
    return this.parts.lease.requestId;
  }
  get attended(): boolean {
    return this.parts.attended;
  }
  /** APDUs sent since the connection was made. */
  get apdus(): number {
    return Object.values(this.card).reduce((sum, { session }) => sum + session.apdus, 0);
  }
  get isOpen(): boolean {
    return this.closing === undefined;
  }

  /** Opens the secrets of one batch into the bag. Throws VAULT_DECRYPT_FAILED. */
  async loadSecrets(sealedSecrets: string, batchId: string): Promise<void> {
    const { sessionKey, privateKey } = this.parts.keyPair;
    this.bag.loadBatch(await openBag({ jwe: sealedSecrets, sessionKey, privateKey, batchId }));
  }

  /**
   * Takes the holder's PIN, and the old one with the purpose pin-change, for one operation, once. The rule is the new one's. Throws PIN_SEALED_INVALID, PIN_KEY_EXPIRED, PIN_REPLAYED,
   * PIN_POLICY {rule}. A refused PIN is wiped and forgotten; its seal counts as used only if it could be opened.
   */
  async takeHolderPin(jwe: string, purpose: SealedPinPurpose, rule: PinRule, now: number): Promise<void> {
    const { sessionKey, privateKey } = this.parts.keyPair;
    const { pin, old, jti } = await openSealedPin({ jwe, sessionKey, privateKey, purpose, now });
    if (this.usedPins.has(jti)) {
      wipe(pin, old);
      throw new CardwrightError('PIN_REPLAYED');
    }
    this.usedPins.add(jti);
    const breach = pinBreach(new TextDecoder().decode(pin), rule);
    if (breach !== null) {
      wipe(pin, old);
      throw new CardwrightError('PIN_POLICY', undefined, {
        rule: breach,
        minLength: rule.minLength,
        maxLength: rule.maxLength,
      });
    }
    // The agent may have ended the operation while the seal was opened.
    if (!this.isOpen) {
      wipe(pin, old);
      throw new CardwrightError('PIN_KEY_EXPIRED');
    }
    this.bag.hold('pin.holder', pin);
    if (old !== undefined) this.bag.hold('pin.old', old);
  }

  /** Nobody else reaches the card until `rest`. Rejects as SharedCard.take does. */
  async begin(first: CardStep | undefined): Promise<void> {
    const image = await this.parts.shared?.take(first);
    if (image !== undefined) for (const work of Object.values(this.card)) work.learn(image);
  }

  /** After a batch. */
  rest(): void {
    if (this.isOpen) this.parts.shared?.rest(Object.values(this.card).some(({ isVerified }) => isVerified));
  }

  batchContext(batch: { vaultPublicJwk?: Record<string, unknown>; pinRule?: PinRule }): BatchContext {
    const { requestId, deviceId } = this;
    return {
      bag: this.bag,
      refusedPins: this.parts.refusedPins,
      pinRule: batch.pinRule,
      sealToVault: (plaintext) => {
        if (batch.vaultPublicJwk === undefined)
          throw new CardwrightError('REQUEST_INVALID', 'The batch has no vault key to seal the operation PIN to');
        return sealToVault(plaintext, batch.vaultPublicJwk, { purpose: 'operation-pin', requestId, deviceId });
      },
    };
  }

  /** Resets the card, gives the reader back, wipes every secret. The first reason stays. */
  close(because: ErrorCode = 'LIFECYCLE_LEASE_LOST'): Promise<void> {
    this.closedBecause ??= because;
    this.bag.wipeAll();
    this.parts.shared?.close();
    return (this.closing ??= this.parts.piv.close('reset').finally(() => this.bag.wipeAll()));
  }
}
