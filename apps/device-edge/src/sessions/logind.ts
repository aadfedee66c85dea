/**
 * Sessions as systemd-logind knows them (org.freedesktop.login1): which one is active on a seat, whether it is locked. Read anew each time it
 * matters, so that a lost connection or a missed signal makes it late and never wrong.
 */
import type { Bus, Signal } from '../dbus/bus.js';
import type { Log } from '../log/log.js';
import { busProperties, logind, logindManager, readSessions, sessionAtSeat } from './session-list.js';
import type { ActiveSession, SessionEvents, Sessions } from './sessions.port.js';
import { SleepDelay } from './sleep-delay.js';

export class LogindSessions implements Sessions {
  private bus: Bus | undefined;
  private last: string | undefined;
  private activePath: string | undefined;
  private readonly sleepDelay: SleepDelay;

  constructor(
    private readonly connect: () => Promise<Bus>,
    private readonly events: SessionEvents,
    private readonly log: Log,
  ) {
    this.sleepDelay = new SleepDelay(log);
  }

  /** Asks for the signals. Rejects where there is no logind. */
  async start(): Promise<void> {
    const bus = await this.connect();
    this.bus = bus;
    await bus.onSignal({ sender: logind }, (signal) => this.heard(signal));
    this.last = keyOf(await this.read(bus));
  }

  async active(): Promise<ActiveSession | null | undefined> {
    try {
      const session = await this.readSomehow();
      this.last = keyOf(session);
      return session;
    } catch (error) {
      this.log('warn', 'nobody says who is at this computer', { reason: (error as Error).message });
      return undefined;
    }
  }

  async isFallingAsleep(): Promise<boolean> {
    const { bus } = this;
    if (bus === undefined) return false;
    const get = (name: string): Promise<unknown[]> =>
      bus.call({
        ...{ destination: logind, path: logindManager.path, interface: busProperties },
        ...{ member: 'Get', signature: 'ss', body: [logindManager.interface, name] },
      });
    const answers = await Promise.all(['PreparingForSleep', 'PreparingForShutdown'].map(get)).catch(() => []);
    return answers.some(([variant]) => (variant as { value?: unknown } | undefined)?.value === true);
  }

  delaySleep(wanted: boolean): void {
    if (wanted) this.sleepDelay.hold();
    else this.sleepDelay.release();
  }

  close(): void {
    this.sleepDelay.release();
    this.disconnect();
  }

  private disconnect(): void {
    this.bus?.close();
    this.bus = undefined;
  }

  private heard({ member, path, body }: Signal): void {
    if (member === 'PrepareForSleep' || member === 'PrepareForShutdown') {
      if (body[0] === true) this.events.sleeping();
      else this.events.awake();
    }
    if (member === 'PrepareForSleep' && body[0] === false) this.events.arrived();
    if (member === 'Lock' && path === this.activePath) this.events.locking();
    const changes = ['SessionNew', 'SessionRemoved', 'PropertiesChanged', 'Lock', 'Unlock', 'PrepareForSleep'];
    if (changes.includes(member)) void this.compare();
  }

  private async compare(): Promise<void> {
    const before = this.last;
    const session = await this.active();
    if (session === undefined || this.last === before) return;
    this.events.changed();
    if (session !== null && !session.locked) this.events.arrived();
  }

  /** The message bus may have been started again: then over a new connection. */
  private async readSomehow(): Promise<ActiveSession | null> {
    if (this.bus !== undefined)
      try {
        return await this.read(this.bus);
      } catch {
        this.disconnect();
      }
    await this.start();
    return this.read(this.bus!);
  }

  private async read(bus: Bus): Promise<ActiveSession | null> {
    const session = sessionAtSeat(await readSessions(bus, { seated: true }));
    this.activePath = session?.path;
    if (session === undefined) return null;
    const { userId, sessionId, locked } = session;
    return { userId, sessionId, locked };
  }
}

const keyOf = (session: ActiveSession | null): string => JSON.stringify(session);
