/** What a kind of update says of itself: from which facts of a device it is due, when, until when, and how urgent it is. */
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import type { DueRow, WriteRefusal } from '@cardwright/contracts/update/update-offer';

/**
 * dueAt null: since it is known. urgency: at the time when it becomes due; the last days before the deadline raise it
 * (offers/offer-view.ts).
 */
export type Due = Omit<DueRow, 'kind' | 'dueAt' | 'heldBack'> & { dueAt: string | null };
export type DueWithKind = Due & Pick<DueRow, 'kind'>;

/** Pure: the same facts give the same rows, whatever the time is. A row becomes due by its own `dueAt`. */
export interface DueKind {
  due(device: DeviceExport): Due[];
  /** Why its saga would be refused now, or nobody could run it: it stays due and is not offered. Absent: never. */
  heldBack?(device: DeviceExport): WriteRefusal | null;
}

/** Of what writes the content of the card. */
export const refusalOf = ({ refused }: DeviceExport): WriteRefusal | null => refused ?? null;

/** Of what writes the PIN alone: nobody signs in who is disabled. The other rules are about content. */
export const holderRefusalOf = ({ refused }: DeviceExport): WriteRefusal | null =>
  refused === 'PERSON_DISABLED' ? refused : null;

export const dayMs = 24 * 3600_000;
export const iso = (time: number): string => new Date(time).toISOString();

/** The last moment of the day on which the card expires; null: never. */
export const cardEnd = ({ expiresOn }: Pick<DeviceExport, 'expiresOn'>): number | null =>
  expiresOn === null ? null : Date.parse(`${expiresOn}T23:59:59.000Z`);
