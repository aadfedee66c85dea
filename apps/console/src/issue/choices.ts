/** For whom and how: what has been chosen on the way to an issuance besides the card. Kept in the page's state alone. */
import type { Person, Saga } from '../api/types.js';

export interface HolderChoice {
  person: Person;
  profileName: string;
  profileTitle: string;
  pinChange: 'holder' | 'none';
  reason: string;
  /** The request that the new card is issued for. */
  replacement: Saga | null;
}
