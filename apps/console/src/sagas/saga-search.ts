/** What the address of the list of sagas says. What waits for somebody is a list with an order of its own. */
import type { SagaFilter, SagaSort, Sorted } from '@cardwright/contracts/nats/list-filters';

export type SagaSearch = Pick<SagaFilter, 'state' | 'type' | 'attention' | 'waitsFor'> & Sorted<SagaSort>;
