/** A card in a reader, as checks for updates know it: when it is asked about next, and what its holder is being shown. */
import type { UpdateCheckReply } from '@cardwright/contracts/nats/edge.api';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import type { DueTime } from './due-time.js';
import type { Prompt } from './ports.js';

export interface WatchedCard {
  readonly identityText: string;
  readerName: string;
  /** false: it was taken out a moment ago. */
  present: boolean;
  next: DueTime;
  /** When the last check ended, by the clock that never jumps; undefined: none has yet. */
  askedAtMs: number | undefined;
  /** What the server answered last; undefined: nothing yet. */
  heard: UpdateCheckReply['answer'] | undefined;
  /** The last check got no answer. */
  failed: boolean;
  /** An offer for it is postponed: its time is a promise. */
  awaited: boolean;
  /** To be shown, or shown. skewMs: the server's clock less ours. */
  offered: { offer: UpdateOffer; prompt: Prompt; skewMs: number } | undefined;
  /** The check under way. */
  asking: Promise<void> | undefined;
  /** The server said that something changed while it was asked. */
  askAgain: boolean;
}
