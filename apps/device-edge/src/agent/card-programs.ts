/**
 * Names the programs that may have a card open, where the agent itself cannot see them: a service's user may not look at the programs of the
 * person at the seat, but that person's desk part may. It says names and nothing else, and the agent believes them as far as a text goes.
 */
import { namingPrograms } from '@cardwright/card-session/transports/pcsc-clients';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Visitor } from '../desk-link/desk-door.js';
import type { Desks } from '../desk-link/desks.js';
import { DeskQuestions } from './desk-questions.js';

/** Reading what runs takes milliseconds; a desk part of the release before never answers. */
const answerMs = 1_000;
/** The kernel keeps 15 bytes of a program's name, and lets the program choose them. */
const programName = /^[\p{L}\p{N} ._:+@/()-]{1,16}$/u;

export class CardPrograms {
  private readonly asks = new DeskQuestions<string[]>(answerMs, []);

  constructor(private readonly desks: Pick<Desks, 'seated'>) {}

  /** Rejects as the work does; CARD_BUSY comes with the names in its message and in details.programs. */
  async name<Value>(work: Promise<Value>): Promise<Value> {
    try {
      return await work;
    } catch (error) {
      if (!isCardwrightError(error, 'CARD_BUSY')) throw error;
      const names = await this.ask();
      throw namingPrograms(
        error,
        names.map((name) => ({ name })),
      );
    }
  }

  /** What a desk part says. Only who was asked has an answer, and a user's process may say anything. */
  answered(visitor: Visitor, askId: unknown, names: unknown): void {
    const listed: unknown[] = Array.isArray(names) ? names : [];
    const isName = (each: unknown): each is string => typeof each === 'string' && programName.test(each);
    this.asks.answered(visitor, String(askId), listed.filter(isName));
  }

  left(visitor: Visitor): void {
    this.asks.left(visitor);
  }

  private async ask(): Promise<string[]> {
    const visitor = await this.desks.seated().catch(() => undefined);
    if (visitor === undefined) return [];
    return this.asks.ask(visitor, (askId) => ({ say: 'programs', askId, agentPid: process.pid }));
  }
}
