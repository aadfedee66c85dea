/** A request that is answered later: it holds one of the places of whoever asks, and ends with the connection, the token or the session. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../auth/auth.guard.js';
import { type Validity, watchValidity } from '../auth/validity.js';
import type { StreamPlaces } from './stream-places.js';

interface Held {
  places: StreamPlaces;
  caller: Caller;
  validity: Validity;
  reply: FastifyReply;
}

/** work: ends soon after the signal. Throws REQUEST_RATE_LIMITED; AUTH_REQUIRED where the sign-in ended meanwhile. */
export async function heldRequest<Answer>(
  { places, caller, validity, reply }: Held,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const leave = places.enter(caller);
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  let over = false;
  const unwatch = watchValidity(validity, () => {
    over = true;
    gone.abort();
  });
  try {
    const answer = await work(gone.signal);
    if (over) throw new CardwrightError('AUTH_REQUIRED', say('access.sign-in-ended'));
    return answer;
  } finally {
    unwatch();
    leave();
  }
}
