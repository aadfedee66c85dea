/** What the address of the list of devices says. Ends and changes are in days; `state` is one, or a group of them. */
import type { DeviceSort, Sorted } from '@cardwright/contracts/nats/list-filters';

export interface DeviceSearch extends Sorted<DeviceSort> {
  q?: string;
  state?: string;
  asked?: boolean;
  expires?: number;
  certificates?: number;
  profile?: string;
  model?: string;
  changed?: number;
}
