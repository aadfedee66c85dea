/**
 * Reads a saga's server-sent events (HTML standard, section 9.2) and comes back with the last id when the connection
 * breaks, so that a restart of the gateway is not noticed. Gives up when it stays away for a minute.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import { type ApiClient, problemOf } from './api-client.js';

const patienceMs = 60_000;

/** Every row once, in order; ends with the saga. Rejects with the API's own error, or REQUEST_SERVICE_UNAVAILABLE. */
export async function* sagaEvents(
  api: ApiClient,
  requestId: string,
  signal: AbortSignal,
): AsyncGenerator<SagaProgress> {
  let last = 0;
  let lastHeard = Date.now();
  for (;;) {
    try {
      const response = await api.request(`/api/v1/sagas/${requestId}/events`, {
        headers: { accept: 'text/event-stream', 'last-event-id': String(last) },
      });
      if (response.status === 204) return;
      if (!response.ok) throw await problemOf(response);
      for await (const event of parseEvents(response.body!)) {
        lastHeard = Date.now();
        if (event.event === 'end') return;
        if (event.event !== 'progress') continue;
        const row = JSON.parse(event.data) as SagaProgress;
        last = row.sequence;
        yield row;
      }
    } catch (error) {
      if (signal.aborted) throw error;
      const passing = !(error instanceof CardwrightError) || error.row.retry === 'safe';
      if (!passing || Date.now() - lastHeard > patienceMs) throw error;
    }
    await delay(1000, undefined, { signal });
  }
}

export interface ServerSentEvent {
  event: string;
  data: string;
}

/** Events of a stream; comments and unknown fields are left out. */
export async function* parseEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split(/\r?\n\r?\n/);
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/.exec(line));
      const values = (name: string) => lines.filter((line) => line?.[1] === name).map((line) => line![2]!);
      const data = values('data');
      if (data.length > 0) yield { event: values('event').at(-1) ?? 'message', data: data.join('\n') };
    }
  }
}
