/** Who decided what about a saga; nothing for whoever may not see others' cards. Asked for again with the saga's own record. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { HistoryEntry, Saga } from '../api/types.js';
import { useMe } from '../me/me.js';
import { isDecision } from './chapters.js';

export function useDecisions({ deviceId, requestId, finishedAt }: Saga): HistoryEntry[] {
  const me = useMe();
  const history = useInfiniteQuery({
    ...queries.deviceHistory(deviceId, requestId),
    enabled: me.can('others.view'),
    ...(finishedAt !== null && { refetchInterval: false }),
  });
  return history.data?.pages.flatMap(({ rows }) => rows).filter(isDecision) ?? [];
}
