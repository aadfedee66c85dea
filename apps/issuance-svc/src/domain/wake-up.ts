/**
 * Decides whether a parked saga that waits for its card or its workstation may continue, from what the agent reports about its readers now.
 * Pure.
 */
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { RequestType } from '@cardwright/contracts/nats/issuance.api';
import type { AgentStatus, ReaderState } from '@cardwright/contracts/nats/edge.api';
import { sharesCard } from './shares-card.js';

export interface WaitingSaga {
  requestId: string;
  /** What it is parked for. */
  code: ErrorCode;
  /** Of its card. */
  identityText: string;
  type: RequestType;
}

type Seen = Pick<AgentStatus, 'pcsc' | 'readers' | 'paused'>;

/** A saga that continues too early parks again and reports what is missing. */
export function mayGoOn(saga: WaitingSaga, agent: Seen): boolean {
  // Its agent answers again: that was all it waited for.
  if (saga.code === 'EDGE_UNREACHABLE') return true;
  // The person is still away, or the computer about to be.
  if (agent.paused === saga.code) return false;
  if (agent.pcsc === 'unavailable') return false;
  if (saga.code.startsWith('EDGE_PCSC_')) return true;
  if (saga.code === 'EDGE_NO_READER') return agent.readers.length > 0;
  const mayWork = saga.code === 'CARD_BUSY' ? isFree : () => true;
  return agent.readers.some((reader) => mayHold(reader, saga) && mayWork(reader, saga));
}

/** Parked because another program had the card: an agent that does not say who has it open cannot wake it. */
const isFree = ({ inUse }: ReaderState, { type }: WaitingSaga): boolean =>
  inUse === null || (inUse === 'shared' && sharesCard(type));

/** A card that the agent could not identify may be any card. */
const mayHold = ({ cardPresent, heldBy, identityText }: ReaderState, saga: WaitingSaga): boolean =>
  cardPresent &&
  (heldBy === null || heldBy === saga.requestId) &&
  (identityText === undefined || identityText === null || identityText === saga.identityText);

/** How long a saga is left alone after it parked, by the attempts it has made: 15 s, a minute, two ...; at most five. */
export const restMs = (attempt: number): number => Math.min(15_000 * attempt ** 2, 300_000);
