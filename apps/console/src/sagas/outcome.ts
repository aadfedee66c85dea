/** How a saga ended, as a title and a hint: from the row of its kind, its own last sentence and where its device is now. Pure, no React. */
import { doneWords, leftWords, stoppedWords } from '@cardwright/contracts/words/rows';
import { isCardSaga } from '@cardwright/contracts/workflow/saga-kinds';
import type { Device, DeviceDetail, Saga } from '../api/types.js';
import { pinOf } from '../pin/pin-stage.js';
import { dayOf } from '../ui/intl.js';
import { rowText } from '../ui/row-words.js';
import { text } from './sagas.text.js';

export interface Outcome {
  tone: 'green' | 'yellow' | 'gray';
  title: string;
  hint?: string | null;
}
type Ended = Pick<Saga, 'type' | 'state' | 'sentence' | 'percent'>;

export function outcomeOf(saga: Ended, device: Pick<Device, 'state' | 'pin'> | undefined): Outcome {
  const { outcome } = text;
  const { type, state, sentence } = saga;
  if (state === 'SUPERSEDED') return { tone: 'gray', title: outcome.superseded };
  // What a request that waited came to is said by its own sentence.
  if (state === 'WITHDRAWN') return { tone: 'gray', title: sentence };
  if (state !== 'COMPLETED') return { tone: 'gray', ...stopped(saga) };
  if (isCardSaga(type) && pinOf(type)?.optional !== true) {
    const { title, hint } = doneWords(type);
    return { tone: 'green', title: title === null ? sentence : rowText(title), hint: hint && rowText(hint) };
  }
  // What was reached is the saga's own sentence; what may be said of the card now depends on where it is by now.
  if (device?.state === 'PENDING_ACTIVATION') return { tone: 'yellow', title: sentence, hint: outcome.pendingHint };
  if (device?.state === 'ACTIVE' && device.pin === 'set')
    return { tone: 'green', title: sentence, hint: outcome.activeHint };
  return { tone: 'green', title: sentence };
}

/** A card that was issued for another one is said to be that, and a temporary one until when. null: it is in nobody's place. */
export function inPlaceOf(
  { type, state }: Pick<Saga, 'type' | 'state'>,
  device: Pick<DeviceDetail, 'replaces' | 'expiresOn'> | undefined,
): string | null {
  // Of an issue alone, whose PIN may be left out.
  if (pinOf(type)?.optional !== true || state !== 'COMPLETED' || !device?.replaces) return null;
  const { replaces, expiresOn } = device;
  return text.outcome.inPlaceOf[replaces.kind](replaces.label, expiresOn === null ? null : dayOf(expiresOn));
}

/** Its last sentence says what is left of the card, where its kind says no more than that. */
function stopped({ type, percent, sentence }: Ended): { title: string; hint?: string } {
  const title = isCardSaga(type) ? stoppedWords(type) : null;
  if (title === null || !isCardSaga(type)) return { title: sentence };
  const left = leftWords(type, percent);
  return { title: rowText(title), hint: left === null ? sentence : rowText(left) };
}
