/**
 * A passkey that the holder makes in a browser: the card is let go of for it, taken again under the same lease, and asked whether it holds what the
 * browser has made. Only then does the relying party hear of it. Each call may be repeated.
 */
import { Injectable } from '@nestjs/common';
import { mainApplication } from '@cardwright/contracts/card/card-applications';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PasskeyCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { say } from '@cardwright/contracts/words/say';
import { BatchSender } from '../../card/batch-sender.js';
import { CardConversation } from '../../card/card-conversation.js';
import { present } from '../../card/card-opening.js';
import { CardOpenings } from '../../card/card-openings.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { requireAcceptedModel } from '../../domain/passkey-models.js';
import { requireSameKey } from '../../domain/same-key.js';
import { PasskeyRecords, type PasskeyRow } from '../../records/passkeys/passkey-records.js';
import { SagaRecords, type CardWork } from '../../records/requests/saga-records.js';
import { attestedPasskey, type AttestedPasskey } from '../../relying-parties/attested-passkey.js';
import { credentialHash } from '../../relying-parties/credential-hash.js';
import { passkeyPersonOf } from '../../relying-parties/passkey-person.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import { fidoOf, partyContext, ruleOf } from './passkey-work.js';

@Injectable()
export class BrowserPasskeyCards {
  constructor(
    private readonly batches: BatchSender,
    private readonly conversation: CardConversation,
    private readonly openings: CardOpenings,
    private readonly records: SagaRecords,
    private readonly passkeys: PasskeyRecords,
    private readonly parties: RelyingParties,
  ) {}

  /** showsPin: the PIN that the agent drew serves for the dialog. Throws EDGE_OUTDATED where the agent keeps the card. */
  async lend(call: PasskeyCall, { session }: CardWork, showsPin: boolean): Promise<void> {
    const { lent } = await this.batches.run(call, batchSequence.passkeyLend + call.round, session.lease, () =>
      Promise.resolve({ steps: [], lend: showsPin ? { showsPin } : {} }),
    );
    if (lent !== true) throw new CardwrightError('EDGE_OUTDATED', say('passkey.agent-keeps-card'));
  }

  /**
   * The row, with what was made by a dialog, once the card of the saga holds it. Throws FIDO_USER_CANCELLED where nothing was made,
   * FIDO_MADE_ELSEWHERE, FIDO_OTHER_KEY, FIDO_MODEL_NOT_ACCEPTED.
   */
  async accept(call: PasskeyCall, work: CardWork, row: PasskeyRow): Promise<PasskeyRow> {
    const { made, relyingParty, personId } = row;
    const hashes = await this.passkeys.hashesBefore(row);
    const person = passkeyPersonOf(await this.records.person(personId));
    const listed =
      hashes.length === 0 ? [] : await this.parties.get(relyingParty).list(partyContext(call, work), person);
    const { aaguid, serial, credentialIdBase64url } = await this.held(call, work, row, heldBefore(listed, hashes));
    requireAcceptedModel({ rule: ruleOf(work), model: work.model }, aaguid);
    return this.passkeys.saveMade(row, made!, {
      ...{ aaguid, serialEvidence: serial !== null, attestedSerial: serial },
      credentialIdSha256Hex: credentialHash(credentialIdBase64url),
    });
  }

  /** before: what the card may have held, by credential id. */
  private async held(
    call: PasskeyCall,
    work: CardWork,
    { requestId, made, options }: PasskeyRow,
    before: readonly string[],
  ): Promise<AttestedPasskey> {
    if (made === null || options === null) throw new CardwrightError('FIDO_USER_CANCELLED');
    const attested = attestedPasskey(made.attestationObjectBase64url);
    const asked = [made.credentialIdBase64url, ...before];
    const [isHeld, ...held] = await this.takeBack(call, work, options.relyingPartyId, asked);
    const isIt = isHeld === true && attested?.credentialIdBase64url === made.credentialIdBase64url;
    try {
      if (!isIt || attested === null) throw new CardwrightError('FIDO_MADE_ELSEWHERE');
      requireSameKey(work.device.identityText, { ...attested, readAaguid: fidoOf(work).aaguid });
      return attested;
    } catch (error) {
      // A new one takes the place of the one before.
      await this.passkeys.forgetAnswer(requestId, isHeld === true || held.includes(false));
      throw error;
    }
  }

  /**
   * The agent finds the card by its identity and compares what is on it; here it is authenticated, and says which of these it holds, without a touch and
   * without a PIN. May be repeated.
   */
  async takeBack(
    call: PasskeyCall,
    work: CardWork,
    relyingPartyId: string,
    credentialIds: readonly string[],
  ): Promise<boolean[]> {
    const { session, device, intent, version } = work;
    const opening = this.openings.of(mainApplication);
    // One from before the card was let go of is worth nothing.
    const next = session.witness === null ? undefined : opening.nextStep(session);
    const steps = credentialIds.map((credentialIdBase64url): CardStep => ({
      kind: 'check-credential',
      relyingPartyId,
      credentialIdBase64url,
    }));
    const { results } = await this.batches.run(call, batchSequence.passkeyBack + call.round, session.lease, () =>
      Promise.resolve({ steps: [...steps, ...present(next)] }),
    );
    if (next !== undefined) {
      opening.keepNext(session, next, results);
      const known = { sequence: batchSequence.passkeyKnown + call.round, steps: [], then: 'plain-batch' } as const;
      await this.conversation.run(call, { session, device, intent, version }, known);
    }
    return results.filter(({ kind }) => kind === 'check-credential').map(({ present: isThere }) => isThere === true);
  }
}

/** Of those that the relying party lists, the ones that this card may hold. */
export const heldBefore = (
  listed: readonly { credentialIds: readonly string[] }[],
  hashes: readonly string[],
): string[] => listed.flatMap(({ credentialIds }) => credentialIds).filter((id) => hashes.includes(credentialHash(id)));
