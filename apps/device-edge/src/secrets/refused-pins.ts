/**
 * PINs that a card did not accept, by request: the same value is not sent to it again, whichever card session of the request it comes in
 * (faults.md rule 5). Kept as digests under a key of this process, in memory only. Governing document: design.md 3.
 */
import { createHmac, randomBytes } from 'node:crypto';

export interface RefusedPinsOfRequest {
  has(pin: Uint8Array): boolean;
  add(pin: Uint8Array): void;
}

/** More than any workstation works on at a time; the oldest are forgotten. */
const requestsKept = 100;

export class RefusedPins {
  private readonly key = randomBytes(32);
  private readonly digests = new Map<string, Set<string>>();

  of(requestId: string): RefusedPinsOfRequest {
    const digest = (pin: Uint8Array): string => createHmac('sha256', this.key).update(pin).digest('base64');
    return {
      has: (pin) => this.digests.get(requestId)?.has(digest(pin)) === true,
      add: (pin) => {
        const refused = this.digests.get(requestId) ?? new Set();
        this.digests.set(requestId, refused.add(digest(pin)));
        for (const oldest of this.digests.keys()) {
          if (this.digests.size <= requestsKept) break;
          this.digests.delete(oldest);
        }
      },
    };
  }
}
