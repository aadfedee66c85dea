/**
 * The computers whose readers may be used here: the one that this browser is paired with, and no other while it is. Else those that the person
 * may choose from, where cards of theirs were used last; none of these is taken by itself, as nobody knows whether the person sits there.
 */
import { useQuery } from '@tanstack/react-query';
import { bridgeQuery } from '../bridge/bridge-api.js';
import { useWorkstations, type WorkstationChoice } from '../workstations/use-workstations.js';

export interface Computers {
  isLoading: boolean;
  /** The one that this browser is at. */
  paired: WorkstationChoice | null;
  others: readonly WorkstationChoice[];
}

export function useComputers(): Computers {
  const bridge = useQuery(bridgeQuery());
  const known = useWorkstations();
  return {
    isLoading: bridge.isPending,
    // A program that is too old says so, and is not used.
    paired: bridge.data?.outdated == null ? (bridge.data?.workstation ?? null) : null,
    // What cannot be listed is not offered: the way by the bridge stays.
    others: known.rows?.filter(({ online }) => online) ?? [],
  };
}
