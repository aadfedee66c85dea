/** The desk part's looks at cards, for the machine service: one at a time, and each can be stopped. */
import type { FromService, FromUser } from '../desk-link/protocol.js';
import type { Log } from '../log/log.js';
import type { Opensc } from './opensc.js';

type Asked = Extract<FromService, { say: 'look' }>;

export class CredentialLooks {
  private readonly running = new Map<string, AbortController>();
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly opensc: Pick<Opensc, 'look' | 'forget'>,
    private readonly send: (message: FromUser) => void,
    private readonly log: Log,
  ) {}

  heard(message: FromService): void {
    if (message.say === 'give-way') this.running.get(message.lookId)?.abort();
    if (message.say !== 'look') return;
    const stop = new AbortController();
    this.running.set(message.lookId, stop);
    this.work = this.work
      .then(() => this.look(message, stop.signal))
      .finally(() => this.running.delete(message.lookId));
  }

  /** The service is gone, and nobody waits. */
  stop(): void {
    for (const controller of this.running.values()) controller.abort();
  }

  private async look({ lookId, readerName, want, thumbprints }: Asked, signal: AbortSignal): Promise<void> {
    try {
      signal.throwIfAborted();
      const seen = await (want === 'look'
        ? this.opensc.look(readerName, thumbprints, signal)
        : this.opensc.forget(readerName, signal));
      this.send({ ask: 'seen', lookId, seen });
    } catch (error) {
      this.log('info', 'a look at the card was stopped', { reason: (error as Error).message });
      this.send({ ask: 'seen', lookId, seen: null });
    }
  }
}
