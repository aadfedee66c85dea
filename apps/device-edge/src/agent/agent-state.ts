/** What there is at this workstation now: readers, the cards in them, and how the agent is. */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { AgentStatus, ReaderState } from '@cardwright/contracts/nats/edge.api';
import type { SaidIn } from '@cardwright/contracts/said';
import { errorWords } from '@cardwright/contracts/words/say';
import { toHex } from '@cardwright/card-protocol/bytes';
import type { CardReaders } from '../reader/card-readers.js';
import type { SeenCards } from '../reader/seen-cards.js';
import { agentVersion } from '../server/version.js';
import type { Operations } from '../operations/operations.js';
import { policiesIn } from './agent-reports.js';
import type { PolicyWatch } from './policy-watch.js';

export type ReadersOrReason = Pick<AgentStatus, 'readers' | 'pcsc' | 'pcscCode'> & {
  detail?: string;
} & SaidIn<'detail'>;

interface AgentStateOptions {
  workstationId: string;
  readerKind: 'pcsc' | 'simulated';
  cards: Pick<CardReaders, 'list' | 'use'>;
  seen: Pick<SeenCards, 'identityIn'>;
  operations: Pick<Operations, 'heldBy' | 'pausedBecause'>;
  policies: Pick<PolicyWatch, 'report'>;
  startedAt: string;
  system: string;
  now: () => Date;
}

export class AgentState {
  constructor(private readonly options: AgentStateOptions) {}

  private async readers(): Promise<ReaderState[]> {
    const { cards, seen, operations } = this.options;
    return (await cards.list()).map(({ readerName, cardPresent, unresponsive, atr }) => ({
      readerName,
      cardPresent,
      ...(unresponsive === true && { unresponsive }),
      atrHex: atr === null ? null : toHex(atr).toUpperCase(),
      identityText: seen.identityIn(readerName),
      heldBy: operations.heldBy(readerName) ?? null,
    }));
  }

  /** Readers, or why there are none. */
  async readersOrReason(): Promise<ReadersOrReason> {
    try {
      const pcsc = this.options.readerKind === 'pcsc' ? 'ok' : 'simulated';
      return { readers: await this.readers(), pcsc };
    } catch (error) {
      if (!isCardwrightError(error) || !error.code.startsWith('EDGE_PCSC_')) throw error;
      return {
        readers: [],
        pcsc: 'unavailable',
        pcscCode: error.code,
        detail: error.message,
        said: { detail: errorWords(error).said },
      };
    }
  }

  /** inUse: cards of which it is asked whether another program has them open. */
  async status(inUse: readonly string[] = []): Promise<AgentStatus> {
    const { readers, pcsc, pcscCode } = await this.readersOrReason();
    for (const reader of readers)
      if (reader.cardPresent && reader.heldBy === null && inUse.includes(reader.identityText ?? ''))
        Object.assign(reader, await this.useOf(reader));
    const { workstationId, startedAt, system } = this.options;
    const clock = this.options.now().toISOString();
    const paused = this.options.operations.pausedBecause;
    const why = { ...(pcscCode !== undefined && { pcscCode }), ...(paused !== undefined && { paused }) };
    const policies = policiesIn(this.options.policies.report);
    return { workstationId, agentVersion, startedAt, pcsc, ...why, readers, clock, system, policies };
  }

  /** Not said of a card that is taken out, or does not answer, in this moment. */
  private async useOf({ readerName }: ReaderState): Promise<Pick<ReaderState, 'inUse'>> {
    return this.options.cards.use(readerName).then(
      (inUse) => ({ inUse }),
      () => ({}),
    );
  }
}
