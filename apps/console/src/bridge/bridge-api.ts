/** What the pages of the bridge ask the gateway. */
import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';

export const bridgeQuery = () =>
  queryOptions({
    queryKey: ['bridge'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/bridge/pairing', { signal })),
  });
/** What this installation gives out to computers without the program. */
export const agentPackagesQuery = () =>
  queryOptions({
    queryKey: ['agent-packages'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/agent-packages', { signal })),
  });
export const askForChallenge = () => unwrap(api.POST('/api/v1/bridge/challenges'));
/** The code that the small window came back with. A query, as it is good once and must be sent once however often a page is drawn. code: null sends nothing. */
export const sendCode = (code: string | null) =>
  queryOptions({
    queryKey: ['bridge-code', code],
    queryFn: () => unwrap(api.POST('/api/v1/bridge/pairing', { body: { code: code ?? '' } })).finally(tellOtherWindows),
    enabled: code !== null,
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
export const sendTypedCode = (code: string) => unwrap(api.POST('/api/v1/bridge/pairing/typed', { body: { code } }));
export const disconnect = () => unwrap(api.DELETE('/api/v1/bridge/pairing'));

/** Between the small window and the page that opened it: that something is new, and nothing else. Both are of this origin. */
const channelName = 'cardwright-bridge';
function tellOtherWindows(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage('news');
  channel.close();
}
export function hearOtherWindows(listener: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = listener;
  return () => channel.close();
}
