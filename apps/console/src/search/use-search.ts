/** What is typed is asked for after a short pause. Enter waits for the answer to what stands there: a scanner of bar codes types faster than anybody answers. */
import { useEffect, useState } from 'react';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { shortestSearch } from '@cardwright/contracts/nats/search';
import { queries } from '../api/queries.js';
import type { SearchHit } from '../api/types.js';

const pauseMs = 150;

/** Shorter text finds nothing, and is not asked for. */
const isLong = (text: string): boolean => [...text].length >= shortestSearch;

export function useSearch(onOpen: (hit: SearchHit) => void) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  /** Enter was pressed before the answer was there. */
  const [hurried, setHurried] = useState(false);
  const wanted = typed.trim();
  const [paused] = useDebouncedValue(wanted, pauseMs);
  const asked = hurried ? wanted : paused;
  const long = isLong(asked);
  const result = useQuery({ ...queries.search(asked), enabled: long, placeholderData: keepPreviousData });
  const found = long && isLong(wanted) ? result.data : undefined;
  const hits = found?.hits ?? [];
  /** What is shown is the answer to what stands there. */
  const settled = asked === wanted && result.isSuccess && !result.isPlaceholderData;
  const first = hits[0];
  useEffect(() => {
    if (!hurried || !(settled || result.isError)) return;
    setHurried(false);
    if (settled && first !== undefined) onOpen(first);
  }, [hurried, settled, result.isError, first, onOpen]);
  const at = Math.min(chosen, Math.max(0, hits.length - 1));
  return {
    typed,
    wanted,
    isLong: isLong(wanted),
    hits,
    found,
    at,
    settled,
    error: result.isError && long ? result.error : null,
    again: result.refetch,
    /** entered: with Enter at its end. */
    type: (next: string, entered = false): void => {
      setTyped(next);
      setChosen(0);
      setHurried(entered && isLong(next.trim()));
    },
    /** Round and round. */
    move: (by: 1 | -1): void => setChosen(hits.length === 0 ? 0 : (at + by + hits.length) % hits.length),
    choose: setChosen,
    enter: (): void => {
      if (!settled) setHurried(isLong(wanted));
      else if (hits[at] !== undefined) onOpen(hits[at]);
    },
  };
}
