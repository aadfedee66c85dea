/** What the address of the list of people says. `changed` is in days. */
import type { PersonSort, Sorted } from '@cardwright/contracts/nats/list-filters';

export interface PeopleSearch extends Sorted<PersonSort> {
  q?: string;
  unit?: string;
  changed?: number;
}
