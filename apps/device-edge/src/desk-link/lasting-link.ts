/** A user's process that stays with the machine service: comes back when the service was started again, or this process can do its part again. */
import type { Log } from '../log/log.js';
import { connectToService, type ServiceLink } from './connect.js';
import type { FromService, FromUser, LinkRole } from './protocol.js';

/** The machine service may be started later, or again. */
const retryMs = { first: 500, most: 10_000 };

interface Listener {
  message(message: FromService): void;
  /** Not connected any more. isOver: and never will be. */
  unlinked(isOver: boolean): Promise<void>;
  /** Whether it can do its part again. */
  isReady(): Promise<boolean>;
}

export class LastingLink {
  private link: ServiceLink | undefined;
  private hangUp = (): void => undefined;

  constructor(
    private readonly folder: string,
    private readonly role: LinkRole,
    private readonly log: Log,
  ) {}

  /** Lost where there is no service. */
  send(message: FromUser): void {
    this.link?.send(message);
  }

  /** The service must not count on this process, until it is ready again. */
  leave(): void {
    this.hangUp();
  }

  /** Until it ends. */
  async stay(listener: Listener, ended: Promise<void>): Promise<void> {
    let over = false;
    void ended.then(() => (over = true));
    let pauseMs = retryMs.first;
    while (!over) {
      let isPast = false;
      const lost = await new Promise<boolean>((resolve) => {
        void ended.then(() => resolve(false));
        this.hangUp = () => resolve(true);
        const on = { message: (message: FromService) => listener.message(message), end: () => resolve(true) };
        const connected = (link: ServiceLink): void => {
          // This process has left while the service still looked who it is.
          if (isPast) return link.close();
          this.link = link;
          pauseMs = retryMs.first;
          this.log('info', 'connected to the card service', { folder: this.folder });
        };
        connectToService(this.folder, this.role, on).then(connected, (error: Error) => {
          if (pauseMs === retryMs.first) this.log('warn', error.message);
          resolve(true);
        });
      });
      isPast = true;
      this.link?.close();
      this.link = undefined;
      await listener.unlinked(!lost);
      if (!lost) break;
      do {
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, pauseMs))]);
        pauseMs = Math.min(pauseMs * 2, retryMs.most);
      } while (!over && !(await listener.isReady()));
    }
  }
}
