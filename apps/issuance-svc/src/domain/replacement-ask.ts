/** Which cards a holder may ask to have replaced, and what is done at once. Pure. */
import { reasonEffects } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { say } from '@cardwright/contracts/words/say';
import { deviceStateWords } from '@cardwright/contracts/words/rows';

/** A card that has ended may be one that was ended as lost before its holder asked. */
const askable: readonly DeviceState[] = ['ACTIVE', 'SUSPENDED', 'TERMINATED'];

/** Throws REASON_NOT_ALLOWED {reason}, LIFECYCLE_TEMPORARY_CARD, LIFECYCLE_NOT_ACTIVE {state}. */
export function requireAskable(
  { deviceId, state }: { deviceId: string; state: DeviceState },
  reason: string,
  isTemporary: boolean,
): void {
  if (reasonEffects(reason).holderAsks === undefined)
    throw new CardwrightError('REASON_NOT_ALLOWED', say('record.holders-not-for'), { reason });
  if (isTemporary) throw new CardwrightError('LIFECYCLE_TEMPORARY_CARD', undefined, { deviceId });
  if (!askable.includes(state))
    throw new CardwrightError('LIFECYCLE_NOT_ACTIVE', say('record.none-in-place', { state: deviceStateWords(state) }), {
      deviceId,
      state,
    });
}

/** The report with which the card is suspended until an operator has decided; null: it stays as it is. */
export const reportBeside = (reason: string): string | null => reasonEffects(reason).holderAsks?.suspendsFor ?? null;
