/**
 * A passkey that its holder makes in the window of the operating system, at the computer with the card: for a relying party that registers it from us. The
 * card was let go of; whatever the person has taken there makes the passkey, so the card is taken again and asked for it as after a browser's dialog. Each
 * call may be repeated.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PasskeyCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PasskeySagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { BatchSender } from '../../card/batch-sender.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { PasskeyRecords, type PasskeyRow } from '../../records/passkeys/passkey-records.js';
import type { CardWork } from '../../records/requests/saga-records.js';
import { clientDataOf } from '../../relying-parties/client-data.js';
import { BrowserPasskeyCards } from './browser-passkey.js';
import { credentialStep, madeIn, PasskeyTries } from './passkey-tries.js';
import { pinOf, replacesOthers } from './passkey-work.js';

/** The window is open for two minutes at most. */
const marginMs = 150_000;

@Injectable()
export class PlatformPasskeys {
  constructor(
    private readonly tries: PasskeyTries,
    private readonly passkeys: PasskeyRecords,
    private readonly batches: BatchSender,
    private readonly cards: BrowserPasskeyCards,
  ) {}

  /**
   * Throws FIDO_USER_CANCELLED, EDGE_WEBAUTHN_UNAVAILABLE, FIDO_CREDENTIAL_EXCLUDED where the card itself has a passkey of this person,
   * FIDO_EXCLUDED_ELSEWHERE where it is something else that was used, and as BrowserPasskeyCards.accept.
   */
  async make(call: PasskeyCall, work: CardWork, begun: PasskeyRow, type: PasskeySagaType): Promise<PasskeyRow> {
    const row = await this.tries.begin(call, work, begun, marginMs);
    // Another run of this activity was faster.
    if (row.state === 'REGISTERED') return row;
    const options = row.options!;
    const client = clientDataOf(options);
    const replaces = replacesOthers(type) ? await this.passkeys.hashesBefore(begun) : null;
    const step = credentialStep(options, { client, pin: pinOf(work, type), replaces });
    const { results } = await this.batches
      .run(call, batchSequence.passkeyWindow + row.tries, work.session.lease, () => Promise.resolve({ steps: [step] }))
      .catch(async (error: unknown) => {
        await this.tries.failed(call, error);
        if (!isCardwrightError(error, 'FIDO_CREDENTIAL_EXCLUDED')) throw error;
        // Windows does not say which key it asked.
        const held = await this.cards.takeBack(call, work, options.relyingPartyId, step.excludeBase64url);
        throw held.includes(true) ? error : new CardwrightError('FIDO_EXCLUDED_ELSEWHERE', undefined, {}, error);
      });
    const { credentialIdBase64url, attestationObjectBase64url } = madeIn(results);
    const { clientDataJsonBase64url } = client;
    const { issuedAt, expiresAt, challengeBase64url } = options;
    const answered = await this.passkeys.saveAnswer(
      row.requestId,
      { credentialIdBase64url, attestationObjectBase64url, clientDataJsonBase64url, issuedAt, expiresAt },
      challengeBase64url,
    );
    return this.cards.accept(call, work, answered);
  }
}
