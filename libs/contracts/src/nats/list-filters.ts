/** How lists are sorted and narrowed. Conditions that are given together all hold. */
import type { DeviceState, RequestState, RequestType, WaitsFor } from './issuance.api.js';

export const sortOrders = ['asc', 'desc'] as const;
export type SortOrder = (typeof sortOrders)[number];

/**
 * Rows that have nothing to be sorted by come last in both directions; rows that are equal follow their id. A page goes on from what its last row
 * was, so that a row that changes meanwhile neither hides others nor shows them twice. A cursor is good for its own sort and order.
 */
export interface Sorted<Sort extends string> {
  sort?: Sort;
  /** Without it as `usualOrder` says. */
  order?: SortOrder;
}
/** latestFirst: the sorts of this list that are times of which the latest are looked for. */
export const usualOrder = (sort: string | undefined, latestFirst: readonly string[] = []): SortOrder =>
  sort !== undefined && latestFirst.includes(sort) ? 'desc' : 'asc';

/** Before the first page of an export is answered, how many rows it will have is counted, and written into the audit with what they were narrowed by. */
export interface Exportable {
  forExport?: boolean;
}
/** Rows of one export. */
export const mostExported = 100_000;

export const deviceSorts = [
  'created',
  'label',
  'holder',
  'state',
  'profile',
  'card-expiry',
  'certificate-expiry',
  'updated',
] as const;
/** card-expiry, certificate-expiry: the end of the card itself, and of its earliest current certificate. */
export type DeviceSort = (typeof deviceSorts)[number];

export interface DeviceFilter {
  /** Part of the label, the identity or what is found of the holder. */
  query?: string;
  /** `<scheme>:<value>`: exactly this card, so one row or none. */
  identity?: string;
  /** Exactly this label, which several may have. */
  label?: string;
  /** Any of these. */
  state?: DeviceState | DeviceState[];
  profileName?: string;
  modelId?: string;
  personId?: string;
  /** Only those for which their holder asks for a new card, and nobody has decided yet. */
  replacementAsked?: boolean;
  /** Only those in use whose card expires today or within so many days. */
  expiresWithinDays?: number;
  /** Only those with a current certificate that ends within so many days from now. */
  certificatesExpireWithinDays?: number;
  /** Only those with a current certificate that ends before this day (`YYYY-MM-DD`, UTC), or ended. */
  certificatesExpireBefore?: string;
  /** Only those that changed then or later: ISO 8601, UTC. */
  updatedSince?: string;
}

export const personSorts = ['name', 'external-id', 'unit', 'created', 'updated'] as const;
export type PersonSort = (typeof personSorts)[number];

export interface PersonFilter {
  /** Part of a name or id. */
  query?: string;
  /** Exactly this one, so one row or none. */
  externalId?: string;
  /** This unit and those below it: `Sales` has `Sales/North`. */
  organizationalUnit?: string;
  /** Only those that changed then or later: ISO 8601, UTC. */
  updatedSince?: string;
}

export const sagaSorts = ['created', 'updated'] as const;
export type SagaSort = (typeof sagaSorts)[number];
export const sagasLatestFirst: readonly SagaSort[] = sagaSorts;

export interface SagaFilter {
  state?: RequestState;
  type?: RequestType;
  deviceId?: string;
  personId?: string;
  /** Only those that wait for a person to remove a reason. */
  stuck?: boolean;
  /** What waits for somebody: stuck, or for a PIN. */
  attention?: boolean;
  /** The same, of these alone. */
  waitsFor?: WaitsFor;
}

export const passkeyDeletionStates = ['open', 'overdue', 'done'] as const;
/** open: not done yet. overdue: of those, the ones whose time is up. */
export type PasskeyDeletionState = (typeof passkeyDeletionStates)[number];
