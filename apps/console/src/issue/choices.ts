/** What has been chosen so far on the way to an issuance. Kept in the page's state alone: a reload begins anew with the card in the reader. */
import type { Inspection, Person } from '../api/types.js';

export interface CardChoice {
  workstationId: string;
  workstationName: string;
  readerName: string;
  inspection: Inspection;
}
export interface HolderChoice {
  person: Person;
  profileName: string;
  profileTitle: string;
  pinChange: 'holder' | 'none';
  reason: string;
}
