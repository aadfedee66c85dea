/**
 * The FIDO application of a card that is recycled goes back to how it was delivered, before anything else of the card is wiped: until then our own
 * management key protects it. It takes a reset only in the first seconds after it got its power, so it is usually asked for by FIDO_RESET_NEEDS_REINSERT:
 * the saga waits until the card is put in again, and comes here at once. Where that is too late as well, time after time, nobody is asked any more: the
 * saga waits for a person (FIDO_RESET_TOO_LATE). Whatever is cut, it is reset again; a reset that was recorded is not repeated.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { sharesPin } from '@cardwright/card-plan/effective-pin-rule';
import type { FidoImage } from '@cardwright/contracts/card/fido-image';
import { mainApplication } from '@cardwright/contracts/card/card-applications';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { BatchSender } from '../../card/batch-sender.js';
import { CardOpenings } from '../../card/card-openings.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { PasskeyRecords } from '../../records/passkeys/passkey-records.js';
import { SagaRecords } from '../../records/requests/saga-records.js';

/** The first time the card has been in its reader for a while; after that it was put in for the reset. */
const missesAtMost = 4;

@Injectable()
export class RecycleFido {
  constructor(
    private readonly database: DataSource,
    private readonly records: SagaRecords,
    private readonly passkeys: PasskeyRecords,
    private readonly batches: BatchSender,
    private readonly openings: CardOpenings,
  ) {}

  /** Nothing where the card has no FIDO application, or one that nobody has used. Throws FIDO_RESET_NEEDS_REINSERT, FIDO_RESET_TOO_LATE, FIDO_USER_CANCELLED. */
  async reset(call: StageCall): Promise<void> {
    const { requestId } = call.input;
    let attempt = await this.resetAttempt(requestId);
    if (attempt === null) {
      if (!(await this.isUsed(call))) return;
      const { session } = await this.records.session(call);
      await this.batches
        .run(call, batchSequence.fidoReset, session.lease, () => Promise.resolve({ steps: [{ kind: 'reset-fido' }] }))
        .catch(async (error: unknown) => {
          if (!isCardwrightError(error, 'FIDO_RESET_NEEDS_REINSERT') || !(await this.isMissedOnceMore(requestId)))
            throw error;
          throw new CardwrightError('FIDO_RESET_TOO_LATE', undefined, { times: missesAtMost - 1 }, error);
        });
      attempt = call.attempt;
      await this.database.query(
        'UPDATE request SET fido_reset_attempt = coalesce(fido_reset_attempt, $2) WHERE request_id = $1',
        [requestId, attempt],
      );
    }
    // The other application was selected: what this one was asked for before is gone.
    if (attempt === call.attempt) await this.openAnew(call);
  }

  private async openAnew(call: StageCall): Promise<void> {
    const { intent, session } = await this.records.session(call);
    // The wipe has begun, with an answer to it.
    if (session.answered !== null) return;
    const opening = this.openings.of(mainApplication, intent.plan.opening);
    const next = opening.nextStep(session);
    if (next === undefined) return;
    const { results } = await this.batches.run(call, batchSequence.afterFido, session.lease, () =>
      Promise.resolve({ steps: [next] }),
    );
    opening.keepNext(session, next, results);
    await this.records.saveSession(call, session);
  }

  /**
   * Without a PIN and without a passkey of ours there is nothing that a PIN protects. Where it is the PIN of the card as well it is always set: then what
   * may be there counts.
   */
  private async isUsed(call: StageCall): Promise<boolean> {
    const { intent } = await this.records.session(call);
    const fido = intent.beforeImage.applications?.FIDO2;
    if (fido === undefined) return false;
    if (await this.passkeys.wereMadeOn(call.input.deviceId)) return true;
    return sharesPin(await this.records.modelOf(intent)) ? !(await this.isUntouched(call, fido)) : fido.pinSet;
  }

  /**
   * Which credentials a key has is told to its PIN alone, which nobody knows here, and how much room it says that it has is an estimate for the largest
   * ones (CTAP 2.1 section 6.4): a small one need not show. So the room counts only for a card that was never handed out; whoever had it may have
   * made passkeys of their own, which the next holder could use by the next PIN.
   */
  private async isUntouched({ input }: StageCall, { aaguid, credentialsLeft }: FidoImage): Promise<boolean> {
    if (credentialsLeft === null) return false;
    const [row]: [{ hadPin: boolean; most: number | null }] = await this.database.query(
      `SELECT pin_state IS NOT NULL AS "hadPin", (SELECT max((fido ->> 'credentialsLeft')::int)
         FROM request JOIN card_intent intent USING (request_id), LATERAL (SELECT intent.before_image -> 'applications' -> 'FIDO2' AS fido) read
         WHERE request.device_id = device.device_id AND fido ->> 'aaguid' = $2) AS most
       FROM device WHERE device_id = $1`,
      [input.deviceId, aaguid],
    );
    return !row.hadPin && row.most !== null && row.most <= credentialsLeft;
  }

  /** True once it is enough; whoever tries again then has as many tries as before. */
  private async isMissedOnceMore(requestId: string): Promise<boolean> {
    const [[row]]: [[{ fido_reset_missed: number }], number] = await this.database.query(
      'UPDATE request SET fido_reset_missed = (fido_reset_missed + 1) % $2 WHERE request_id = $1 RETURNING fido_reset_missed',
      [requestId, missesAtMost],
    );
    return row.fido_reset_missed === 0;
  }

  private async resetAttempt(requestId: string): Promise<number | null> {
    const [row]: [{ fido_reset_attempt: number | null }] = await this.database.query(
      'SELECT fido_reset_attempt FROM request WHERE request_id = $1',
      [requestId],
    );
    return row.fido_reset_attempt;
  }
}
