/** Postponements between holder and server: what the holder was told is kept, said to the server, and said again until it has heard. */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Log } from '../log/log.js';
import type { ServerQuestions } from './ask-server.js';
import { fromNow } from './due-time.js';
import type { UpdateClock } from './ports.js';
import type { Postponement, Postponements } from './postponements.js';

interface PostponingOptions {
  postponements: Postponements;
  questions: ServerQuestions;
  clock: UpdateClock;
  log: Log;
}

export class Postponing {
  constructor(private readonly options: PostponingOptions) {}

  /** Says it to the server. Answers how long the offer stays away, in milliseconds; undefined: the server did not hear of it, or refused. */
  async report(row: Postponement): Promise<number | undefined> {
    const { questions, clock, log, postponements } = this.options;
    const { offerId, cause, serverUntil } = row;
    const until = serverUntil === null ? {} : { until: serverUntil };
    try {
      const reply = await questions.ask('update.postpone', { offerId, cause, ...until });
      const waitMs = Math.max(fromNow(clock, reply.until, reply.now), 0);
      log('info', 'update postponed', { offerId, cause });
      await this.keep({ ...row, heard: true, until: new Date(clock.wallMs() + waitMs).toISOString() });
      return waitMs;
    } catch (error) {
      const code = isCardwrightError(error) ? error.code : 'INTERNAL';
      log('warn', 'update not postponed', { offerId, cause, code });
      // What the server refuses it would refuse again.
      if (isCardwrightError(error) && error.code !== 'REQUEST_SERVICE_UNAVAILABLE')
        await postponements.remove(offerId).catch(() => undefined);
      return undefined;
    }
  }

  keep(row: Postponement): Promise<void> {
    const { log, postponements } = this.options;
    return postponements
      .add(row)
      .catch((error: Error) => log('warn', 'a postponement is kept in memory only', { reason: error.message }));
  }

  /** Milliseconds until a postponed offer comes back, by the server's clock where it is known. */
  waitMs({ until, serverUntil }: Postponement, serverNow?: string): number {
    const byServer = serverNow !== undefined && serverUntil !== null;
    return fromNow(this.options.clock, byServer ? serverUntil : until, byServer ? serverNow : undefined);
  }

  /** Of this offer, where the server has not heard of it yet. */
  unheard(offerId: string): Postponement | undefined {
    const row = this.options.postponements.get(offerId);
    return row?.heard === false ? row : undefined;
  }

  allUnheard(): Postponement[] {
    return this.options.postponements.all().filter(({ heard }) => !heard);
  }

  /** When the holder of this card was told to be asked again, in milliseconds from now; nothing: was told nothing. */
  promisedMs(identityText: string): number[] {
    return this.options.postponements.ofCard(identityText).map((row) => Math.max(this.waitMs(row), 0));
  }

  /** The wall clock was set back. */
  shift(ms: number): Promise<void> {
    return this.options.postponements.shift(ms).catch(() => undefined);
  }

  /** What was postponed for this card has come. On a full disk the row stays: the server is asked once too often, at worst. */
  forgetCard(identityText: string): Promise<void> {
    return this.options.postponements.removeOfCard(identityText).catch(() => undefined);
  }
}
