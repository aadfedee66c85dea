/**
 * A passkey that the agent makes by CTAP: what is asked of the holder for it, the credential on the key, and the rules of its PIN. Each call may be
 * repeated: what was cut on the key is deleted by the step that makes the next one.
 */
import { Injectable } from '@nestjs/common';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  PasskeyAsk,
  PasskeyAsks,
  PasskeyCall,
  StageCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import type { PasskeySagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { say } from '@cardwright/contracts/words/say';
import { BatchSender } from '../../card/batch-sender.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { requireAcceptedModel } from '../../domain/passkey-models.js';
import { requireSameKey } from '../../domain/same-key.js';
import { PasskeyRecords, type PasskeyRow } from '../../records/passkeys/passkey-records.js';
import { SagaRecords, type CardWork } from '../../records/requests/saga-records.js';
import { attestedSerial } from '../../relying-parties/attested-key.js';
import { clientDataOf } from '../../relying-parties/client-data.js';
import { credentialHash } from '../../relying-parties/credential-hash.js';
import { SagaStages } from '../run/saga-stages.js';
import { credentialStep, madeIn, PasskeyTries } from './passkey-tries.js';
import { fidoOf, isAgents, isSettled, isShared, pinOf, replacesOthers, ruleOf } from './passkey-work.js';

/** A challenge that ends sooner is not begun with: the holder has to touch the key first. */
const marginMs = 45_000;

@Injectable()
export class AgentPasskeys {
  constructor(
    private readonly records: SagaRecords,
    private readonly passkeys: PasskeyRecords,
    private readonly tries: PasskeyTries,
    private readonly batches: BatchSender,
    private readonly stages: SagaStages,
  ) {}

  /** Nothing is asked where the key has one PIN for everything: the agent has that one. */
  async ask(call: PasskeyAsk, work: CardWork, type: PasskeySagaType): Promise<{ asks: PasskeyAsks }> {
    const { refused } = call;
    // The agent's own PIN was wrong: nobody has another one, and no other try would mend it.
    if (isAgents(work, type) && refused !== null && refused !== 'FIDO_USER_CANCELLED')
      throw new CardwrightError('CARD_UNSUPPORTED', say('passkey.pin-not-shared'), { refusedWith: refused });
    const asks = asksOf(work, refused, type);
    if (asks === 'nothing') return { asks };
    const { minPinLength, pinTriesLeft } = fidoOf(work);
    // Nothing was refused yet: what was read with the card. Whoever has one try left has to know it before.
    const known = refused === null && asks === 'fido-pin' ? pinTriesLeft : null;
    const triesLeft = refused === 'FIDO_PIN_INCORRECT' ? (work.session.passkeyAsked?.triesLeft ?? null) : known;
    const least = asks === 'new-fido-pin' ? Math.max(minPinLength, ruleOf(work).minPinLength ?? 0) : minPinLength;
    await this.records.savePasskeyAsked(call, { asks, refusedWith: refused, triesLeft, minPinLength: least });
    await this.stages.awaitPasskey(call, type, refused);
    return { asks };
  }

  /** One try: options, and the key's answer to them. A repeated activity goes on with the options that it had. */
  async make(call: PasskeyCall, work: CardWork, begun: PasskeyRow, type: PasskeySagaType): Promise<PasskeyRow> {
    const row = await this.tries.begin(call, work, begun, marginMs);
    // Another run of this activity was faster.
    if (row.state === 'REGISTERED') return row;
    const options = row.options!;
    const { issuedAt, expiresAt } = options;
    const { clientDataJsonBase64url, clientDataHashBase64url } = clientDataOf(options);
    const pin = pinOf(work, type);
    const replaces = replacesOthers(type) ? await this.passkeys.hashesBefore(begun) : null;
    const provesCard = ruleOf(work).enterpriseAttestation === true;
    const steps: CardStep[] = [
      ...(asksNew(work) ? [{ kind: 'set-fido-pin', pin } as const] : []),
      ...(provesCard ? [{ kind: 'enable-enterprise-attestation', pin } as const] : []),
      credentialStep(options, { client: { clientDataHashBase64url }, pin, replaces, provesCard }),
    ];
    const { results } = await this.batches
      .run(call, batchSequence.passkey + row.tries, work.session.lease, () => Promise.resolve({ steps }))
      .catch(async (error: unknown) => {
        await this.keepTries(call, work, error);
        await this.tries.failed(call, error);
        throw error;
      });
    const { credentialIdBase64url, attestationObjectBase64url, aaguid, enterpriseAttestation } = madeIn(results);
    const serial = attestedSerial(attestationObjectBase64url);
    // Before the relying party knows of it.
    requireSameKey(work.device.identityText, { aaguid, readAaguid: fidoOf(work).aaguid, serial });
    requireAcceptedModel({ rule: ruleOf(work), model: work.model }, aaguid);
    return this.passkeys.saveMade(
      row,
      { credentialIdBase64url, attestationObjectBase64url, clientDataJsonBase64url, issuedAt, expiresAt },
      {
        aaguid,
        credentialIdSha256Hex: credentialHash(credentialIdBase64url),
        serialEvidence: enterpriseAttestation === true,
        attestedSerial: serial,
      },
    );
  }

  /** After the registration: the PIN may be good for nothing else from then on. */
  async configure(call: PasskeyCall, work: CardWork, row: PasskeyRow, type: PasskeySagaType): Promise<void> {
    const { minPinLength, forcePinChange } = ruleOf(work);
    if (!isSettled(row, ruleOf(work))) {
      const step: CardStep = {
        kind: 'configure-fido-pin',
        ...(minPinLength !== undefined && { minPinLength }),
        ...(forcePinChange === true && { forceChange: true }),
        pin: pinOf(work, type),
      };
      await this.batches.run(call, batchSequence.passkeyRules + call.round, work.session.lease, () =>
        Promise.resolve({ steps: [step] }),
      );
      await this.passkeys.saveConfigured(call.input.requestId);
    }
  }

  private async keepTries(call: StageCall, { session }: CardWork, error: unknown): Promise<void> {
    if (!isCardwrightError(error, 'FIDO_PIN_INCORRECT')) return;
    const left = error.details['retriesRemaining'];
    const before = session.passkeyAsked ?? { asks: 'fido-pin', refusedWith: null, minPinLength: 4 };
    await this.records.savePasskeyAsked(call, { ...before, triesLeft: typeof left === 'number' ? left : null });
  }
}

/** Asking for the first PIN again is safe: the step compares one that is set already. */
const asksNew = (work: CardWork): boolean => !isShared(work) && !fidoOf(work).pinSet;

function asksOf(work: CardWork, refused: PinRefusal | null, type: PasskeySagaType): Exclude<PasskeyAsks, 'made'> {
  // The agent keeps the PIN for as long as the card session lasts.
  if (refused === 'FIDO_USER_CANCELLED') return 'touch';
  if (isAgents(work, type)) return 'nothing';
  // Somebody has set one since the card was read, or this issue did.
  if (refused === 'FIDO_PIN_INCORRECT') return 'fido-pin';
  return asksNew(work) ? 'new-fido-pin' : 'fido-pin';
}
