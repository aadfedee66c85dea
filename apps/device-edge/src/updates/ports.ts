/** What checks for card updates need of the rest of the agent. Times are the workstation's own, as its clock shows them. */
import type { EdgeCalls } from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import type { ServerVersions } from '@cardwright/contracts/workstation/versions';
import type { UpdateKind } from '@cardwright/contracts/update/update-kinds';
import type { UpdateOffer, UpdateUrgency } from '@cardwright/contracts/update/update-offer';

export type UpdateCallName = 'version.exchange' | 'update.check' | 'update.postpone' | 'update.accept';

/** Rejects with what the server answered, or with REQUEST_SERVICE_UNAVAILABLE. */
export type CallServer = <Name extends UpdateCallName>(
  name: Name,
  body: RequestOf<EdgeCalls, Name>,
  timeoutMs: number,
) => Promise<ReplyOf<EdgeCalls, Name>>;

export interface VersionNews {
  /** A check was not answered: this agent is too old. */
  refused(said: ServerVersions): void;
  /** A check was answered. */
  served(): void;
}

export interface UpdateClock {
  /** Jumps when somebody sets the clock; goes on during suspend. */
  wallMs(): number;
  /** Never jumps; stands still during suspend. */
  runningMs(): number;
  sleep(ms: number): Promise<void>;
}

/** `card.reinsert`: the holder is reminded to put the card in again, once. `agent.outdated`: is told that this agent is too old, once. */
export type PromptKind = UpdateKind | 'card.reinsert' | 'agent.outdated';

/** What the holder of a card is shown. */
export interface Prompt {
  /** Of the offer; of the saga where nothing is offered. */
  offerId: string;
  kind: PromptKind;
  /** Chosen by people: escape it. null: not known, or not to be believed. */
  deviceLabel: string | null;
  urgency: UpdateUrgency;
  /** How long it usually takes; null: not known. */
  usuallySeconds: number | null;
  /** The holder may choose; otherwise is only told. */
  choice: boolean;
  /** How long it stays away if the holder chooses "Later"; null: it can no longer be postponed. */
  postponeMs: number | null;
  helpUrl: string;
  /** Somebody asked for it: closing it changes nothing. */
  byHand?: true;
}

/** Where prompts go. Asked again with the same offer it shows the newer one in its place. */
export interface Presenter {
  present(prompt: Prompt): void;
  /** Answers whether somebody could see it; does nothing for a prompt that is not shown. */
  withdraw(offerId: string): boolean;
}

/** What the holder did with a prompt. */
export type PromptAnswer = 'accepted' | 'dismissed' | 'ignored';

/** The offer of a check that somebody asked for by hand. */
export type ManualAnswer =
  | { found: UpdateOffer; readerName: string; prompt: Prompt }
  | { nothing: 'none' | 'not-managed' | 'disabled' | 'version-unsupported' | 'under-way' | 'shown-elsewhere' };
