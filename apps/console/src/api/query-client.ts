/** TanStack Query as this console uses it: a problem that will not pass is not asked for again, and a lost session is noticed at once. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { asProblem } from './problem.js';
import { stepUpCode } from './step-up.js';

export function makeQueryClient(): QueryClient {
  /** Whatever learns first that the session is over has `me` asked again, and the shell shows the sign-in page. */
  const noticeSignOut = (error: unknown): void => {
    const { status, code } = asProblem(error);
    // AUTH_CSRF: the session of this browser is another one since, by a sign-in in another window; `me` brings its token.
    if ((status === 401 && code !== stepUpCode) || code === 'AUTH_CSRF')
      void client.invalidateQueries({ queryKey: ['me'] });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== 'me') noticeSignOut(error);
      },
    }),
    mutationCache: new MutationCache({ onError: noticeSignOut }),
    defaultOptions: {
      queries: {
        // A 4xx answer would be the same the second time; a server that was absent may be back.
        retry: (failures, error) => failures < 2 && isPassing(asProblem(error).status),
        staleTime: 2_000,
      },
      mutations: { retry: false },
    },
  });
  return client;
}

/** Without an answer, or with one that may be another a moment later. */
const isPassing = (status: number): boolean => status === 0 || status >= 500;

const askAgainMs = 3_000;
/** A `refetchInterval`: asks on after the retries have failed, so that nobody has to load a page anew because a server was away just then. */
export const untilBack = ({ state }: { state: { status: string; error: unknown } }): number | false =>
  state.status === 'error' && isPassing(asProblem(state.error).status) ? askAgainMs : false;
