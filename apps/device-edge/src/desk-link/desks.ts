/**
 * The desk parts of this computer's sessions, and which of them shows what. A prompt is at one desk: that of the session that is active on the
 * seat. Where nobody knows which that is, the desk that came last. Everybody else's stays silent.
 */
import type { Log } from '../log/log.js';
import type { ActiveSession, Sessions, UserId } from '../sessions/sessions.port.js';
import type { Presenter, Prompt } from '../updates/ports.js';
import type { Visitor } from './desk-door.js';
import type { Speaker } from './doorway.port.js';

export class Desks implements Presenter {
  private readonly visitors = new Set<Visitor>();
  private readonly prompts = new Map<string, { prompt: Prompt; at: Visitor | undefined }>();
  private routing: Promise<void> = Promise.resolve();

  constructor(
    private readonly sessions: () => Sessions,
    private readonly log: Log,
    /** What `report` says may be something else now. */
    private readonly changed: () => void = () => undefined,
  ) {}

  present(prompt: Prompt): void {
    const { offerId } = prompt;
    const at = this.prompts.get(offerId)?.at;
    this.prompts.set(offerId, { prompt, at });
    at?.send({ say: 'present', prompt });
    void this.route();
  }

  withdraw(offerId: string): boolean {
    const at = this.prompts.get(offerId)?.at;
    this.prompts.delete(offerId);
    at?.send({ say: 'withdraw', offerId });
    this.changed();
    return at !== undefined;
  }

  entered(visitor: Visitor): void {
    this.visitors.add(visitor);
    void this.route();
  }

  left(visitor: Visitor): void {
    this.visitors.delete(visitor);
    for (const shown of this.prompts.values()) if (shown.at === visitor) shown.at = undefined;
    void this.route();
  }

  /** Only who shows a prompt can have an answer to it. */
  shows(visitor: Visitor, offerId: string): boolean {
    return this.prompts.get(offerId)?.at === visitor;
  }

  /** It could not: tried again with the next check, or at another desk. */
  notShown(visitor: Visitor, offerId: string): void {
    const shown = this.prompts.get(offerId);
    if (shown?.at !== visitor) return;
    shown.at = undefined;
    this.log('warn', 'an offer cannot be shown: there is no notification service in the session', { offerId });
  }

  /** The desk part of the same person. */
  deskOf(userId: UserId): Visitor | undefined {
    return this.showing().findLast((each) => each.userId === userId);
  }

  /** The desk part of whoever is at the seat, also behind a locked screen. */
  seated(): Promise<Visitor | undefined> {
    return this.atSeat(this.showing());
  }

  /** The same, where it is enough that it can open the system's window for passkeys. */
  withWindow(): Promise<Visitor | undefined> {
    return this.atSeat([...this.visitors]);
  }

  /** May this process ask about cards here? Of who is at the seat, the service itself, root; anybody's where it cannot be known. */
  async mayAsk({ userId, sessionId, isSessionProven, isService }: Speaker): Promise<boolean> {
    if (userId === 0 || userId === process.getuid?.() || isService) return true;
    const active = await this.sessions().active();
    if (active === undefined) return true;
    return active?.userId === userId && (!isSessionProven || active.sessionId === sessionId);
  }

  /** For `status`. */
  report(): { desks: number; waiting: number } {
    return {
      desks: this.showing().length,
      waiting: [...this.prompts.values()].filter(({ at }) => at === undefined).length,
    };
  }

  /** Brings every prompt to the desk where it belongs now. One at a time: who is there may change while it is asked. */
  route(): Promise<void> {
    this.routing = this.routing.then(() => this.routeOnce()).catch(() => undefined);
    return this.routing;
  }

  /** Those that show offers. */
  private showing(): Visitor[] {
    return [...this.visitors].filter(({ role }) => role === 'desk');
  }

  private async atSeat(visitors: readonly Visitor[]): Promise<Visitor | undefined> {
    const active = await this.sessions().active();
    return deskFor(active ? { ...active, locked: false } : active, visitors);
  }

  private async routeOnce(): Promise<void> {
    if (this.prompts.size === 0) return;
    const desk = deskFor(await this.sessions().active(), this.showing());
    for (const [offerId, shown] of this.prompts) {
      if (shown.at === desk) continue;
      shown.at?.send({ say: 'withdraw', offerId });
      shown.at = desk;
      desk?.send({ say: 'present', prompt: shown.prompt });
    }
    this.changed();
  }
}

/** visitors in the order of coming. */
function deskFor(active: ActiveSession | null | undefined, visitors: readonly Visitor[]): Visitor | undefined {
  if (active === undefined) return visitors.at(-1);
  if (active === null || active.locked) return undefined;
  const own = visitors.filter(({ userId }) => userId === active.userId);
  const here = own.findLast(({ sessionId }) => sessionId === active.sessionId);
  return here ?? own.findLast(({ isSessionProven }) => !isSessionProven);
}
