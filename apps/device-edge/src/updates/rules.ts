/** How this workstation checks for updates, as its policies say; asked each time, since they change while the agent runs. */
import type { UpdateCheckReply } from '@cardwright/contracts/nats/edge.api';

export interface UpdateRules {
  /** Checks by itself; off: only when somebody asks by hand (requirement A19). */
  automatic: boolean;
  intervalMs: number;
  /** What is put off comes back after this at the latest; null: when the server says. */
  repromptMs: number | null;
}

/** What the server said last of how it wants to be asked. It can only make less of what the policies of the workstation allow. */
export interface ServerRules {
  /** Checks are answered with "disabled" (requirement A18). They go on, since nothing else says when it is over. */
  off: boolean;
  /** It is asked no more often than this; null: as the policies say. */
  leastMinutes: number | null;
}

/** What is known of a card in a reader, for `explain`: what was heard last, and what will be done next. */
export interface CardOutlook {
  readerName: string;
  /** failed: the last check got no answer; null: it was not asked yet. */
  heard: UpdateCheckReply['answer'] | 'failed' | null;
  heardMsAgo: number | null;
  /** Its holder is being shown an offer, or will be as soon as somebody is at the desk. */
  offered: boolean;
  /** null: never by itself. */
  asksInMs: number | null;
}
