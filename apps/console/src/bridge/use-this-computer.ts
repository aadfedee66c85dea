/**
 * Which computer this browser is at, and the way to find out: a click opens a small window, which goes to the program of this computer and comes back to
 * `/paired`. The window is opened before anything is asked, as browsers let a page do that at the click alone.
 */
import { useEffect, useRef, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { askForChallenge, bridgeQuery, disconnect, hearOtherWindows } from './bridge-api.js';
import { mayStillCome, standingOf, type Attempt } from './standing.js';
import { openSmallWindow, whereIs } from './small-window.js';

/** The longest that anybody waits before the page says what may be the matter. What comes later is still taken. */
const waitMs = 5_000;
const lookMs = 1_000;

export function useThisComputer() {
  const client = useQueryClient();
  const [{ attempt, since }, setAttempt] = useState<{ attempt: Attempt; since: number }>({ attempt: 'none', since: 0 });
  const small = useRef<Window | null>(null);
  const query = useQuery({
    ...bridgeQuery(),
    refetchInterval: ({ state }) =>
      attempt === 'asking' || (attempt === 'waited' && mayStillCome(state.data)) ? lookMs : false,
  });
  const look = () => client.invalidateQueries({ queryKey: bridgeQuery().queryKey });
  useEffect(() => hearOtherWindows(() => void client.invalidateQueries({ queryKey: ['bridge'] })), [client]);
  useEffect(() => {
    if (attempt !== 'asking') return;
    const timer = setTimeout(() => setAttempt({ attempt: 'waited', since }), waitMs);
    return () => clearTimeout(timer);
  }, [attempt, since]);

  const ask = useMutation({
    mutationFn: async (opened: Window) => {
      try {
        opened.location.replace((await askForChallenge()).url);
      } catch (error) {
        opened.close();
        throw error;
      }
    },
    onSuccess: () => {
      setAttempt({ attempt: 'asking', since: Date.now() });
      return look();
    },
    onError: () => setAttempt({ attempt: 'none', since: 0 }),
  });
  const leave = useMutation({ mutationFn: disconnect, onSettled: look });
  // What was said before the window went is about another attempt.
  const known = query.dataUpdatedAt > since ? query.data : undefined;
  return {
    standing: standingOf(known, attempt, whereIs(small.current)),
    isLoading: query.isPending,
    error: ask.error ?? leave.error ?? query.error,
    /** At a click. */
    connect: () => {
      const opened = openSmallWindow();
      small.current = opened;
      setAttempt({ attempt: opened === null ? 'window-blocked' : 'opening', since: Date.now() });
      if (opened !== null) ask.mutate(opened);
    },
    /** The code that the program of this computer shows was taken. */
    connectedByCode: () => {
      setAttempt({ attempt: 'none', since: 0 });
      void look();
    },
    disconnect: () => {
      setAttempt({ attempt: 'none', since: 0 });
      leave.mutate();
    },
  };
}
