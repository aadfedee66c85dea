import { useQuery } from '@tanstack/react-query';
import { bridgeQuery } from '../bridge/bridge-api.js';

/** The workstation that this browser is at, as far as it was found (bridge/): null where it was not, undefined while nobody knows. */
export function usePairedWorkstation(): string | null | undefined {
  const bridge = useQuery(bridgeQuery());
  return bridge.isPending ? undefined : (bridge.data?.workstation?.workstationId ?? null);
}
