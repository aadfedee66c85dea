/** From what the server says to what the holder is shown. Pure. */
import type { UpdateOffer, UpdateUrgency } from '@cardwright/contracts/update/update-offer';
import { fromNow } from './due-time.js';
import { helpPage } from './page-address.js';
import type { Prompt, PromptKind, UpdateClock } from './ports.js';

/**
 * serverNow: the server's clock when it answered. trusted: the offer is one that the vault has signed; of another one only the kind is shown, and how
 * long it can wait. longestMs: it waits no longer than this; null: as long as the server says.
 */
export function promptOf(
  offer: UpdateOffer,
  {
    clock,
    serverUrl,
    serverNow,
    trusted,
    longestMs = null,
  }: {
    clock: UpdateClock;
    serverUrl: string;
    serverNow: string | undefined;
    trusted: boolean;
    longestMs?: number | null;
  },
): Prompt {
  const { offerId, kind, deviceLabel, urgency, record, postponable, postponedUntil } = offer;
  return {
    offerId,
    kind,
    deviceLabel: trusted ? deviceLabel : null,
    urgency: trusted ? urgency : 'normal',
    usuallySeconds: trusted ? (record?.medianSeconds ?? null) : null,
    choice: true,
    postponeMs: postponable
      ? Math.min(Math.max(fromNow(clock, postponedUntil, serverNow), 0), longestMs ?? Infinity)
      : null,
    helpUrl: helpPage(serverUrl),
  };
}

/** A lock asks nobody: the holder is told, once. */
export const lockNotice = (requestId: string, serverUrl: string): Prompt =>
  notice('card.lock', 'high', requestId, serverUrl);

/** The card of an update that is done stays in: the holder is reminded, once. */
export const reinsertNotice = (requestId: string, serverUrl: string): Prompt =>
  notice('card.reinsert', 'normal', requestId, serverUrl);

export const outdatedNoticeId = 'agent-outdated';
/** Nothing is offered here until somebody updates this agent: the holder, who may wait for something, is told once. */
export const outdatedNotice = (serverUrl: string): Prompt =>
  notice('agent.outdated', 'normal', outdatedNoticeId, serverUrl);

const notice = (kind: PromptKind, urgency: UpdateUrgency, requestId: string, serverUrl: string): Prompt => ({
  offerId: requestId,
  kind,
  deviceLabel: null,
  urgency,
  usuallySeconds: null,
  choice: false,
  postponeMs: null,
  helpUrl: helpPage(serverUrl),
});
