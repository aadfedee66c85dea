/**
 * One lease's hold on one card: the exclusive connection, what is known of the card, the ephemeral session key, the bag of
 * secrets. It ends by `close`, whatever the reason: the card is reset, the secrets are wiped. Which
 * steps run is decided by run-steps.ts, which lease by operations.ts. Governing documents: design.md 2 and 3.
 */
import { mainApplication, type CardApplication } from '@cardwright/contracts/card/card-applications';
import { fidoPinBreach, pinBreach } from '@cardwright/contracts/card/pin-rule';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import { rowOf, secretsOf, type CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { LeaseToken, SealedPinPurpose } from '@cardwright/contracts/nats/edge.api';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { ApduRecorder } from '@cardwright/card-session/apdu-recorder';
import { openBag } from '@cardwright/sealing/sealed-bag';
import { openSealedPin } from '@cardwright/sealing/sealed-pin';
import type { SessionKeyPair } from '@cardwright/sealing/session-key';
import { sealTemporaryPin } from '@cardwright/sealing/temporary-pin';
import { wipe } from '@cardwright/sealing/text';
import { sealToVault } from '@cardwright/sealing/vault-box';
import { workOn, type CardWork } from '../card-steps/registry.js';
import type { BatchContext } from '../card-steps/step/step.js';
import type { PlatformAuthenticator } from '../platform-webauthn/platform-authenticator.port.js';
import type { RefusedPinsOfRequest } from '../secrets/refused-pins.js';
import { SecretBag } from '../secrets/secret-bag.js';
import type { OpenedCard } from '../reader/opened-card.js';
import { contentBesidePasskeys } from './image-content.js';
import type { ServerClock } from './server-clock.js';
import type { SharedCard } from './shared-card.js';

/** How often one temporary PIN is shown: whoever copies it anew does not come near. */
const mostTimesShown = 20;

export interface OperationSessionParts {
  lease: LeaseToken;
  readerName: string;
  identityText: string;
  /** The card as it was opened. */
  opened: OpenedCard;
  /** Opens it once more, after it was let go of. */
  reopen: () => Promise<OpenedCard>;
  keyPair: SessionKeyPair;
  clock: ServerClock;
  refusedPins: RefusedPinsOfRequest;
  /** The holder works on it at this computer. */
  attended: boolean;
  /** Absent: nobody can be asked by the system's dialog. */
  platform?: PlatformAuthenticator;
  /** Absent: nobody else has the card open. */
  shared?: SharedCard;
}

export class OperationSession {
  readonly bag = new SecretBag();
  private hold: OpenedCard;
  private works: CardWork;
  /** As it was when it was let go of; undefined: it is ours. */
  private lent: CardImage | undefined;
  private readonly usedPins = new Set<string>();
  private isPinTemporary = false;
  private timesShown = 0;
  private readonly ended = new AbortController();
  /** undefined: none, or nobody knows which. It was found and read by the main one. */
  private selected: CardApplication | undefined = mainApplication;
  private closing: Promise<void> | undefined;
  /** Why it ended, for whoever asks for it afterwards. */
  closedBecause: ErrorCode | undefined;

  constructor(readonly parts: OperationSessionParts) {
    this.hold = parts.opened;
    this.works = workOn(this.hold.sessions, this.hold.image);
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
  get card(): CardWork {
    return this.works;
  }
  /** Of the connection. */
  get recorder(): ApduRecorder {
    return this.hold.recorder;
  }
  get isLent(): boolean {
    return this.lent !== undefined;
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
   * Takes the holder's PIN, and the old one with the purpose pin-change, for one operation, once. The rule is the new one's; of a PIN of the FIDO
   * application only its lengths count, because the key may have one already that is of other characters. Throws PIN_SEALED_INVALID, PIN_KEY_EXPIRED, PIN_REPLAYED,
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
    const typed = new TextDecoder().decode(pin);
    const breach = purpose === 'fido-pin' ? fidoPinBreach(typed, rule) : pinBreach(typed, rule);
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
    this.bag.hold(purpose === 'fido-pin' ? 'pin.fido' : 'pin.holder', pin);
    if (old !== undefined) this.bag.hold('pin.old', old);
  }

  /** Before a batch. While a passkey is made with the PIN that the agent drew, the holder may see that PIN. */
  note(steps: readonly CardStep[]): void {
    if (steps.length === 0) return;
    this.isPinTemporary = steps.some(
      (step) => rowOf(step).application !== mainApplication && secretsOf(step).includes('pin.operation'),
    );
  }

  /** [C30] Throws LIFECYCLE_TRANSITION, REQUEST_RATE_LIMITED, REQUEST_INVALID. */
  async showTemporaryPin(recipientJwk: Record<string, unknown>): Promise<string> {
    if (!this.isOpen || !this.isPinTemporary || !this.bag.has('pin.operation'))
      throw new CardwrightError('LIFECYCLE_TRANSITION', say('passkey.no-temporary-pin'));
    if (this.timesShown >= mostTimesShown) throw new CardwrightError('REQUEST_RATE_LIMITED');
    this.timesShown += 1;
    const { requestId, deviceId } = this;
    // A copy: the bag may be wiped while it is sealed.
    const pin = Uint8Array.from(this.bag.get('pin.operation'));
    try {
      return await sealTemporaryPin(pin, recipientJwk, { requestId, deviceId });
    } finally {
      wipe(pin);
    }
  }

  /** Nobody else reaches the card until `rest`. Rejects as SharedCard.take does; with CARD_BUSY and CARD_IN_WORK for a card that was let go of, which stays so. */
  async begin(first: CardStep | undefined): Promise<void> {
    if (this.lent !== undefined) return this.takeBack(first, this.lent);
    const image = await this.parts.shared?.take(first);
    if (image === undefined) return;
    this.selected = mainApplication;
    for (const work of Object.values(this.card)) work.learn(image);
  }

  /** Selects it where another one is; what the card was shown for that one is gone. Throws what the application's session throws. */
  async select(application: CardApplication): Promise<void> {
    // A step that is at work without it needs none.
    if (this.selected === application || this.isLent) return;
    this.selected = undefined;
    for (const work of Object.values(this.card)) work.forgetShown();
    await this.card[application].session.select();
    this.selected = application;
  }

  /** Its card is reset and let go of until the next batch; showsPin: the PIN that the agent drew may be shown meanwhile. May be repeated. */
  async lend(showsPin: boolean): Promise<void> {
    this.isPinTemporary = showsPin;
    if (this.lent !== undefined) return;
    if (this.parts.shared !== undefined)
      throw new TypeError('a card that others have open too is nobody else to lend to');
    const image = await this.hold.readAgain();
    await this.hold.sessions.fido.close('reset');
    this.lent = image;
  }

  /** Nothing is sent but reads before it is known to be the card that it was. */
  private async takeBack(first: CardStep | undefined, before: CardImage): Promise<void> {
    const { readerName } = this.parts;
    if (first !== undefined && rowOf(first).continues === true)
      throw new CardwrightError('CARD_WAS_RESET', say('card.given-away'), { readerName, sent: false });
    const opened = await this.parts.reopen();
    this.hold = opened;
    this.lent = undefined;
    if (this.closing !== undefined) {
      await opened.sessions.fido.close('reset');
      throw new CardwrightError(this.closedBecause ?? 'LIFECYCLE_LEASE_LOST');
    }
    this.works = workOn(opened.sessions, opened.image);
    this.selected = mainApplication;
    if (contentBesidePasskeys(opened.image) !== contentBesidePasskeys(before))
      throw new CardwrightError('CARD_WAS_RESET', say('card.changed-by-other'), { readerName, sent: false });
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
      signal: this.ended.signal,
      ...(this.parts.platform !== undefined && { platform: this.parts.platform }),
      sealToVault: (plaintext) => {
        if (batch.vaultPublicJwk === undefined)
          throw new CardwrightError(
            'REQUEST_INVALID',
            onlyInEnglish('The batch has no vault key to seal the operation PIN to'),
          );
        return sealToVault(plaintext, batch.vaultPublicJwk, { purpose: 'operation-pin', requestId, deviceId });
      },
    };
  }

  /** Resets the card, gives the reader back, wipes every secret. The first reason stays. */
  close(because: ErrorCode = 'LIFECYCLE_LEASE_LOST'): Promise<void> {
    this.closedBecause ??= because;
    this.bag.wipeAll();
    this.parts.shared?.close();
    this.ended.abort();
    return (this.closing ??= this.hold.sessions.fido.close('reset').finally(() => this.bag.wipeAll()));
  }
}
