/** Who is in front of a Windows: asked anew each time it matters, and every few seconds, since it tells only programs with a window. */
import type { Log } from '../log/log.js';
import type { WindowsSystem } from '../windows-system/windows-system.port.js';
import type { ActiveSession, SessionEvents, Sessions } from './sessions.port.js';

const lookEveryMs = 2_000;

export class WindowsSessions implements Sessions {
  private last: string;
  private readonly looking: NodeJS.Timeout;

  constructor(
    private readonly system: Pick<WindowsSystem, 'inFront'>,
    private readonly events: Pick<SessionEvents, 'changed' | 'arrived'>,
    private readonly log: Log,
    lookMs = lookEveryMs,
  ) {
    this.last = JSON.stringify(this.read());
    this.looking = setInterval(() => this.look(), lookMs).unref();
  }

  active(): Promise<ActiveSession | null> {
    return Promise.resolve(this.read());
  }

  /** Windows waits for no program before it sleeps. */
  isFallingAsleep(): Promise<boolean> {
    return Promise.resolve(false);
  }
  delaySleep(): void {
    // Nothing here would hold it.
  }

  close(): void {
    clearInterval(this.looking);
  }

  /** Where it cannot be known, nobody is believed to be there. */
  private read(): ActiveSession | null {
    try {
      return this.system.inFront();
    } catch (error) {
      this.log('warn', 'nobody says who is at this computer', { reason: (error as Error).message });
      return null;
    }
  }

  private look(): void {
    const now = this.read();
    const text = JSON.stringify(now);
    if (text === this.last) return;
    this.last = text;
    this.events.changed();
    if (now !== null && !now.locked) this.events.arrived();
  }
}
