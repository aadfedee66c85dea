/** Follows what happens at the readers, and tells the server which cards come and go. */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ReaderEvent } from '@cardwright/card-session/card-transport.port';
import type { EdgeBus } from '../bus/edge-bus.js';
import type { Log } from '../log/log.js';
import type { CardReaders } from '../reader/card-readers.js';
import type { SeenCards } from '../reader/seen-cards.js';
import type { Operations } from '../operations/operations.js';
import type { CardUpdates } from '../updates/card-updates.js';
import type { AgentState } from './agent-state.js';
import type { DeskLink } from './desk-link.js';
import type { Reinsertions } from './reinsertions.js';

/** Right after an insertion other programs look at the card too: they are given this long, this often. */
const identifyTries = 6;
const identifyPauseMs = 400;

interface CardWatchOptions {
  cards: Pick<CardReaders, 'identify'>;
  seen: SeenCards;
  state: Pick<AgentState, 'readersOrReason'>;
  operations: Pick<Operations, 'heldBy' | 'cardRemoved'>;
  desk: Pick<DeskLink, 'cardRemoved'>;
  reinsertions: Pick<Reinsertions, 'cardRemoved'>;
  updates: Pick<CardUpdates, 'inserted' | 'removed'>;
  bus: Pick<EdgeBus, 'publish'>;
  background: (work: Promise<unknown>) => void;
  isStopped: () => boolean;
  /** After each event. */
  changed: () => Promise<void>;
  log: Log;
}

export class CardWatch {
  constructor(private readonly options: CardWatchOptions) {}

  /** Ends with the events. */
  async follow(events: AsyncIterable<ReaderEvent>): Promise<void> {
    const { seen, desk, reinsertions, updates, operations, bus, background, log } = this.options;
    for await (const event of events) {
      if (event.kind === 'card-inserted') background(this.announce(event.readerName, 'once'));
      if (event.kind === 'card-removed') {
        const identityText = seen.identityIn(event.readerName);
        seen.removed(event.readerName);
        desk.cardRemoved(event.readerName);
        reinsertions.cardRemoved(event.readerName);
        background(updates.removed(event.readerName));
        const heldBy = (await operations.cardRemoved(event.readerName)) ?? null;
        bus.publish('card.removed', { readerName: event.readerName, heldBy, identityText });
      }
      if (event.kind === 'service-down') {
        seen.serviceLost();
        log('warn', 'PC/SC went away');
      }
      if (event.kind === 'service-up') {
        log('info', 'PC/SC is there');
        await this.announceAll();
      }
      if (!this.options.isStopped()) await this.options.changed();
    }
  }

  /** Which readers are empty as the agent starts. */
  async noteEmpty(): Promise<void> {
    for (const { readerName, cardPresent, unresponsive } of (await this.options.state.readersOrReason()).readers)
      if (!cardPresent && unresponsive !== true) this.options.seen.empty(readerName);
  }

  /** The server may have missed what was said before. No card is read for it. */
  async sayPresent(): Promise<void> {
    const { readers } = await this.options.state.readersOrReason();
    const cards = readers.flatMap(({ readerName, identityText }) =>
      typeof identityText === 'string' ? [{ readerName, identityText }] : [],
    );
    this.options.bus.publish('card.present', { cards });
  }

  /** Cards that were in before. */
  async announceAll(): Promise<void> {
    for (const { readerName, cardPresent, heldBy } of (await this.options.state.readersOrReason()).readers)
      if (cardPresent && heldBy === null) this.options.background(this.announce(readerName, 'spread'));
  }

  /** Reports a card to the server, with its identity where it can be read without disturbing anybody. */
  private async announce(readerName: string, check: 'once' | 'spread'): Promise<void> {
    const { seen, state, bus, updates } = this.options;
    const note = seen.inserted(readerName);
    const identityText = await this.identify(readerName);
    note(identityText);
    const reader = (await state.readersOrReason()).readers.find((each) => each.readerName === readerName);
    if (reader?.cardPresent !== true) return;
    const insertedMsAgo = seen.insertedMsAgo(readerName);
    bus.publish('card.inserted', {
      ...{ readerName, atrHex: reader.atrHex ?? '', identityText },
      ...(insertedMsAgo !== undefined && { insertedMsAgo }),
    });
    if (identityText !== null) await updates.inserted(readerName, identityText, check);
  }

  private async identify(readerName: string): Promise<string | null> {
    for (let tries = 1; !this.options.isStopped(); tries++) {
      if (this.options.operations.heldBy(readerName) !== undefined) return null;
      try {
        return await this.options.cards.identify(readerName);
      } catch (error) {
        if (!isCardwrightError(error, 'CARD_BUSY') || tries === identifyTries) return null;
        await new Promise((resolve) => setTimeout(resolve, identifyPauseMs));
      }
    }
    return null;
  }
}
