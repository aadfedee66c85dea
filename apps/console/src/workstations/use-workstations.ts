/**
 * Workstations that a card may be put into: those that are enrolled; for whoever may not see workstations (a cardholder) the one that this
 * browser is at, and while that is not known, those where cards of theirs were used last. The server lets them use no other.
 */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { bridgeQuery } from '../bridge/bridge-api.js';
import { useMe } from '../me/me.js';
import type { WorkstationChoice } from './where-the-card-is.js';
import { text } from './workstations.text.js';

export type { WorkstationChoice } from './where-the-card-is.js';

export interface Workstations {
  /** Undefined while it is not known. */
  rows: WorkstationChoice[] | undefined;
  error: unknown;
  retry: () => unknown;
}

export function useWorkstations(): Workstations {
  const me = useMe();
  const all = me.can('workstation.view');
  const workstations = useQuery({ ...queries.workstations(), enabled: all });
  const bridge = useQuery({ ...bridgeQuery(), enabled: !all });
  const mine = useInfiniteQuery({ ...queries.devices({ mine: true }), enabled: !all });
  if (all) {
    const rows = workstations.data?.filter(({ revokedAt, enrolledAt }) => revokedAt === null && enrolledAt !== null);
    return { rows, error: workstations.error, retry: workstations.refetch };
  }
  if (bridge.isPending) return { rows: undefined, error: null, retry: bridge.refetch };
  if (bridge.data?.workstation) return { rows: [bridge.data.workstation], error: null, retry: bridge.refetch };
  const devices = mine.data?.pages.flatMap((page) => page.rows);
  const ids = [...new Set(devices?.map(({ workstationId }) => workstationId).filter((id) => id !== null))];
  const rows = devices && ids.map((workstationId) => ({ workstationId, name: nameOf(workstationId), online: true }));
  return { rows, error: mine.error, retry: mine.refetch };

  function nameOf(id: string): string {
    const labels = devices?.filter(({ workstationId }) => workstationId === id).map(({ label }) => label);
    return text.lastUsedAt(labels ?? []);
  }
}
