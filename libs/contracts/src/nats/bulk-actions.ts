/**
 * One action on many cards or sagas: looked at before, then done. Each is done as it is done to one alone: by the same function, for the same people, in a
 * transaction and with an audit row of its own. Nothing that cannot be taken back is among the actions: no card is terminated or recycled in bulk. Browser safe.
 */
import type { ReasonUse } from '../card/reasons.js';
import type { SaidIn } from '../said.js';
import type { DeviceFilter } from './list-filters.js';

export const bulkActions = ['suspend', 'resume', 'request-reprovision', 'retry', 'cancel'] as const;
export type BulkAction = (typeof bulkActions)[number];

/**
 * What the ids of an action are those of, and how many may be acted on in one request: a decision about a saga waits for its workflow. reasonUse: from
 * which reasons of the catalogue one is given; null: none of them.
 */
export const bulkActionKinds = {
  suspend: { of: 'devices', most: 100, reasonUse: 'suspend' },
  resume: { of: 'devices', most: 100, reasonUse: 'resume' },
  'request-reprovision': { of: 'devices', most: 100, reasonUse: 'reprovision' },
  retry: { of: 'sagas', most: 10, reasonUse: null },
  cancel: { of: 'sagas', most: 10, reasonUse: null },
} as const satisfies Record<BulkAction, { of: 'devices' | 'sagas'; most: number; reasonUse: ReasonUse | null }>;

/** Of one preview. */
export const mostPreviewed = 500;

/** Either ids, or what a search of the list of devices finds (for actions on devices). */
export interface BulkSelection {
  action: BulkAction;
  ids?: string[];
  filter?: DeviceFilter & { mine?: boolean };
}

/** code: of the error catalogue; message: a sentence in English. */
export interface BulkRefusal extends SaidIn<'message'> {
  code: string;
  message: string;
}

/** label, personName: null where there is none, or whoever asks may not look at it. */
export interface BulkPreviewRow {
  id: string;
  label: string | null;
  personName: string | null;
  /** Why it is left out; null: it would be done. */
  refusal: BulkRefusal | null;
  /** Work on the card is under way, and is cancelled by this. */
  endsWork: boolean;
}

export interface BulkPreview {
  action: BulkAction;
  done: number;
  leftOut: number;
  rows: BulkPreviewRow[];
}

/** bulkId: the correlation id of all that is written for it in the audit; several requests may have the same. */
export interface BulkRequest {
  action: BulkAction;
  ids: string[];
  bulkId?: string;
  /** Code of the reasons catalogue for actions on devices, words for `cancel`, none for `retry`. */
  reason?: string;
  reasonText?: string;
}

/** error null: it is done. */
export interface BulkResult {
  id: string;
  error: BulkRefusal | null;
}
