/** How many connections one identity may hold open at a time: streams of events, and requests that wait for a saga. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/auth.guard.js';

/** A person watches a handful of sagas; a script that watches more polls. */
const maxStreams = 50;

@Injectable()
export class StreamPlaces {
  /** Taken ones by identity. */
  private readonly taken = new Map<string, number>();

  /** Each holds a connection and a subscription. Returns what gives the place back. Throws REQUEST_RATE_LIMITED. */
  enter({ actor }: Caller): () => void {
    const key = `${actor?.iss} ${actor?.sub}`;
    const count = (this.taken.get(key) ?? 0) + 1;
    if (count > maxStreams)
      throw new CardwrightError('REQUEST_RATE_LIMITED', say('access.streams'), { limit: maxStreams });
    this.taken.set(key, count);
    return () => {
      const left = (this.taken.get(key) ?? 1) - 1;
      if (left > 0) this.taken.set(key, left);
      else this.taken.delete(key);
    };
  }
}
