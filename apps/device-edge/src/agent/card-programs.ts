/**
 * Names the programs that may have a card open, where the agent itself cannot see them: a service's user may not look at the programs of the
 * person at the seat, but that person's desk part may. It says names and nothing else, and the agent believes them as far as a text goes.
 */
import { randomUUID } from 'node:crypto';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Visitor } from '../desk-link/desk-door.js';
import type { Desks } from '../desk-link/desks.js';

/** Reading what runs takes milliseconds; a desk part of the release before never answers. */
const answerMs = 1_000;
/** More names help nobody. */
const namesMax = 5;
/** The kernel keeps 15 bytes of a program's name, and lets the program choose them. */
const programName = /^[\p{L}\p{N} ._:+@/()-]{1,16}$/u;

interface Ask {
  visitor: Visitor;
  answer: (names: string[]) => void;
}

export class CardPrograms {
  private readonly asks = new Map<string, Ask>();

  constructor(private readonly desks: Pick<Desks, 'seated'>) {}

  /** Rejects as the work does; CARD_BUSY by another program comes with the names in its message and in details.programs. */
  async name<Value>(work: Promise<Value>): Promise<Value> {
    try {
      return await work;
    } catch (error) {
      // heldBy: it is a request of ours that has the card.
      if (!isCardwrightError(error, 'CARD_BUSY') || error.details['heldBy'] !== undefined) throw error;
      throw withNames(error, await this.ask());
    }
  }

  /** What a desk part says. Only who was asked has an answer, and a user's process may say anything. */
  answered(visitor: Visitor, askId: unknown, names: unknown): void {
    const ask = this.asks.get(String(askId));
    if (ask?.visitor !== visitor) return;
    const listed: unknown[] = Array.isArray(names) ? names : [];
    ask.answer(listed.filter((each): each is string => typeof each === 'string' && programName.test(each)));
  }

  left(visitor: Visitor): void {
    for (const ask of this.asks.values()) if (ask.visitor === visitor) ask.answer([]);
  }

  private async ask(): Promise<string[]> {
    const visitor = await this.desks.seated().catch(() => undefined);
    if (visitor === undefined) return [];
    const askId = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    const names = await new Promise<string[]>((answer) => {
      timer = setTimeout(() => answer([]), answerMs).unref();
      this.asks.set(askId, { visitor, answer });
      visitor.send({ say: 'programs', askId, agentPid: process.pid });
    });
    clearTimeout(timer);
    this.asks.delete(askId);
    return names;
  }
}

/** What the agent sees itself comes first: it knows the process too. */
function withNames(busy: CardwrightError, names: readonly string[]): CardwrightError {
  const { programs } = busy.details;
  const seen = Array.isArray(programs) ? programs.map(String) : [];
  const known = new Set(seen.map((each) => each.replace(/ \(pid \d+\)$/, '')));
  const added = [...new Set(names)].filter((name) => !known.has(name)).slice(0, Math.max(0, namesMax - seen.length));
  if (added.length === 0) return busy;
  const joined = added.join(' or ');
  const message = seen.length > 0 ? `${busy.message} or ${joined}` : `${busy.message}; it may be ${joined}`;
  return new CardwrightError(busy.code, message, { ...busy.details, programs: [...seen, ...added] }, busy.cause);
}
