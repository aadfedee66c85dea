/** What the router has of the lists of revocations and of deletions of passkeys: their title, and what their addresses say, which is exactly what the operations take. */
import type { PasskeyDeletionState } from '@cardwright/contracts/nats/list-filters';

export interface RevocationSearch {
  /** Only what the CA has not done. */
  open?: true;
  /** Id of a device. */
  device?: string;
}

export interface PasskeyDeletionSearch {
  state?: PasskeyDeletionState;
  /** Id of a device. */
  device?: string;
}

/** Apart from the other texts: the navigation has it on every page. */
export const revocationsTitle = 'Revocations';
