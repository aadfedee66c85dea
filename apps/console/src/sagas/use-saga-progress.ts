/**
 * Follows a saga over server-sent events: every row once, from the first, through lost connections and gateway restarts. Whatever
 * changes the saga's own record has that asked for again.
 */
import { useEffect, useReducer, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { SagaProgress } from '../api/types.js';
import { pageLanguage } from '../ui/language.js';
import { noProgress, type Progress, withRow } from './progress.js';

/** After an answer that was no stream. Each browser at another time, as the gateway says for broken streams. */
const reconnectMs = (): number => 1_000 + Math.random() * 2_000;

export function useSagaProgress(requestId: string): { progress: Progress; away: boolean } {
  const queryClient = useQueryClient();
  const [progress, take] = useReducer(
    (before: Progress, row: SagaProgress | null) => (row === null ? noProgress : withRow(before, row)),
    noProgress,
  );
  const [away, setAway] = useState(false);

  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    let over = false;
    const refresh = (): void => void queryClient.invalidateQueries({ queryKey: ['saga', requestId] });
    const end = (): void => {
      over = true;
      source?.close();
      refresh();
      void queryClient.invalidateQueries({ queryKey: ['devices'] });
      void queryClient.invalidateQueries({ queryKey: ['device'] });
    };
    const connect = (): void => {
      source = new EventSource(`/api/v1/sagas/${requestId}/events?afterSequence=${last}&language=${pageLanguage()}`);
      source.onopen = () => {
        setAway(false);
        // The row that came last may have asked for a record that a server was not there to give.
        refresh();
      };
      source.addEventListener('progress', (event: MessageEvent<string>) => {
        const row = JSON.parse(event.data) as SagaProgress;
        last = Math.max(last, row.sequence);
        take(row);
        if (row.kind !== 'step') refresh();
      });
      source.addEventListener('end', end);
      source.onerror = () => {
        if (over) return;
        setAway(true);
        // The browser comes back by itself after a broken stream, but not after an answer that is none.
        if (source?.readyState === EventSource.CLOSED) {
          refresh();
          timer = setTimeout(connect, reconnectMs());
        }
      };
    };
    take(null);
    connect();
    return () => {
      over = true;
      clearTimeout(timer);
      source?.close();
    };
  }, [requestId, queryClient]);
  return { progress, away };
}
