/** What the address of the list of workstations says. */
import type { Sorted } from '@cardwright/contracts/nats/list-filters';
import type { WorkstationFilter, WorkstationSort } from '@cardwright/contracts/workstation/workstation';

export interface WorkstationSearch
  extends Pick<WorkstationFilter, 'online' | 'version' | 'policy' | 'readers' | 'group'>, Sorted<WorkstationSort> {
  q?: string;
}
