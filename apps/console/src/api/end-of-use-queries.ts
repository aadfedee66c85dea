/** What the CA and relying parties owe of certificates and passkeys that are taken out of use (F08). Part of queries.ts. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { PasskeyDeletionState } from '@cardwright/contracts/nats/list-filters';
import { api, unwrap } from './client.js';
import { at, liveMs, next, page, pageSize } from './pages.js';

export const endOfUseQueries = {
  /** Of all cards that this person may see, newest first. open: only what the CA has not done. */
  revocations: (filter: { deviceId?: string; open?: true }, limit = pageSize) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['revocations', 'pages', { ...filter, limit }],
      queryFn: ({ signal, pageParam }) =>
        unwrap(api.GET('/api/v1/revocations', { signal, params: { query: { ...filter, limit, ...at(pageParam) } } })),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  /** Of all cards that this person may see, newest first. */
  passkeyDeletions: (filter: { deviceId?: string; state?: PasskeyDeletionState }) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['passkey-deletions', 'pages', filter],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/passkey-deletions', {
            signal,
            params: { query: { ...filter, limit: pageSize, ...at(pageParam) } },
          }),
        ),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  openRevocations: (deviceId: string) =>
    queryOptions({
      queryKey: ['revocations', deviceId],
      queryFn: ({ signal }) =>
        unwrap(
          api.GET('/api/v1/revocations', { signal, params: { query: { deviceId, open: true, limit: pageSize } } }),
        ).then((it) => it.rows),
      refetchInterval: liveMs,
    }),
};
