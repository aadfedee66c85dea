/** The lab's requests (apps/gateway/src/lab). Not in the generated client: they are no part of the API that integrators use. */
import { queryOptions } from '@tanstack/react-query';
import type { SimulatedLab } from '@cardwright/contracts/lab/simulated-readers';
import { request } from '../api/client.js';

export type LabAct =
  | { what: 'pull'; readerName: string }
  | { what: 'insert'; readerName: string; serial: number }
  | { what: 'swap'; readerName: string; otherReaderName: string };

export const labQuery = () =>
  queryOptions({
    queryKey: ['lab'],
    queryFn: ({ signal }) => request<SimulatedLab>('/api/v1/lab', { signal }),
    refetchInterval: 1_000,
    retry: false,
  });

export const act = (body: LabAct): Promise<SimulatedLab> =>
  request<SimulatedLab>('/api/v1/lab', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/**
 * Who has a link of `npm start` is signed in then. A query, as it must be asked once however often a page is drawn. token: null asks nothing. Throws
 * AUTH_TOKEN_INVALID for a link that is over; 404 where there are none.
 */
export const signInByLink = (token: string | null) =>
  queryOptions({
    queryKey: ['sign-in-link', token],
    queryFn: () =>
      request('/api/v1/lab/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      }).then(() => true),
    enabled: token !== null,
    retry: false,
    staleTime: Infinity,
  });
