/** What the page shows of an offer, and for how long it usually takes. Pure, no React. */
import { updateKinds } from '@cardwright/contracts/update/update-kinds';
import { causesDone } from '@cardwright/contracts/update/update-offer';
import { sagaKind } from '@cardwright/contracts/workflow/saga-kinds';
import type { UpdateOffer } from '../api/types.js';
import { pinOf } from '../pin/pin-stage.js';
import { text } from './update.text.js';

export type OfferFace =
  | { shows: 'ask' }
  /** What was begun for it, whether it runs or is over. */
  | { shows: 'run'; requestId: string }
  | { shows: 'closed'; why: keyof typeof text.closed };

/** begun: answered to this page, before the offer says so. */
export function faceOf({ state, kind, requestId }: UpdateOffer, begun: string | undefined): OfferFace {
  const run = requestId ?? begun;
  if (run !== undefined && kind !== 'card.lock') return { shows: 'run', requestId: run };
  if (state === 'withdrawn' || state === 'superseded' || state === 'done') return { shows: 'closed', why: state };
  return kind === 'card.lock' ? { shows: 'closed', why: 'lock' } : { shows: 'ask' };
}

/** What is done now, and what is due besides and asked about later. Whatever replaces every key leaves no single one to change. */
export function causesOf({ kind, causes }: Pick<UpdateOffer, 'kind' | 'causes'>) {
  const now = causesDone(causes);
  const rest = causes.filter((cause) => !now.includes(cause));
  return {
    now,
    after:
      kind === 'card.reprovision'
        ? rest.filter((cause) => sagaKind(updateKinds[cause.kind].saga).writes !== 'keys')
        : rest,
  };
}

/** Which PIN it asks for; null: none. */
export const asksOf = ({ kind }: Pick<UpdateOffer, 'kind'>) => pinOf(updateKinds[kind].saga)?.asks ?? null;

/** From the record of the last ones; below 90 seconds exact enough to be believed, above in minutes. */
export function durationText(record: UpdateOffer['record']): string {
  const { how } = text;
  if (record === null) return how.unknown;
  const { medianSeconds, succeeded, of } = record;
  const length =
    medianSeconds < 90 ? how.seconds(Math.round(medianSeconds)) : how.minutes(Math.round(medianSeconds / 60));
  return `${how.usual(length)} ${how.record(succeeded, of)}`;
}
