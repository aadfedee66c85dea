/**
 * A desk part whose screen only counts: it comes in by the agent's own door and proves who it is, as the real one does, and is told what to show.
 * Counted is what a person would notice: an offer that comes onto the screen. The same offer shown anew in its own place is no second one.
 */
import { connectToService, type ServiceLink } from '@cardwright/device-edge/desk-link/connect';
import type { DeskPlace, ScreenReport } from './words.js';

/** The link reads its session from the environment when it is connected: one at a time. */
let turn: Promise<unknown> = Promise.resolve();

export class DeskScreen {
  private readonly shown = new Set<string>();
  private readonly appeared = new Map<string, number>();
  private link: ServiceLink | undefined;

  private constructor(private readonly place: DeskPlace) {}

  static sit(place: DeskPlace): Promise<DeskScreen> {
    const screen = new DeskScreen(place);
    const seated = turn.then(() => screen.connect());
    turn = seated.catch(() => undefined);
    return seated.then(() => screen);
  }

  report(): ScreenReport {
    const { index, sessionId } = this.place;
    return { index, sessionId, shown: [...this.shown], appeared: Object.fromEntries(this.appeared) };
  }

  leave(): void {
    this.link?.close();
  }

  private async connect(): Promise<void> {
    process.env['XDG_SESSION_ID'] = this.place.sessionId;
    this.link = await connectToService(this.place.deskFolder, 'desk', {
      message: (message) => {
        if (message.say === 'withdraw') this.shown.delete(message.offerId);
        if (message.say !== 'present' || !message.prompt.choice) return;
        const { offerId } = message.prompt;
        if (!this.shown.has(offerId)) this.appeared.set(offerId, (this.appeared.get(offerId) ?? 0) + 1);
        this.shown.add(offerId);
      },
      end: () => undefined,
    });
  }
}
