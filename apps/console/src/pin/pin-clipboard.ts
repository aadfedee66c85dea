/**
 * [C31] A PIN in the clipboard: put there by the click that shows it, and taken out again after use or a while. Browsers let a page write to the
 * clipboard only while it has the focus, and some only in answer to a click or a key: until then what is to be taken out stays noted, also when the
 * page is loaded anew. Nobody reads the clipboard, because that asks the person.
 */

/** What of the browser is used. */
export interface ClipboardPage {
  /** null where the page is not served securely. Both reject where the browser does not allow it now. */
  clipboard: {
    writeText: (text: string) => Promise<void>;
    /** In answer to a click, of what comes later. */
    writeComing: (text: Promise<string>) => Promise<void>;
  } | null;
  hasFocus: () => boolean;
  /** Calls once, at the first of these. */
  once: (events: readonly ('focus' | 'pointerup' | 'keydown')[], call: () => void) => void;
  after: (ms: number, call: () => void) => void;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Until when something is kept in the clipboard, as `now`; null: nothing of ours is in it. Outlives the page, and is not what was copied. */
  kept: number | null;
}

const keptMs = 60_000;

export class PinClipboard {
  /** Counts copies: what was to take out an earlier one takes out nothing else. */
  private copies = 0;
  private held: number | undefined;

  constructor(private readonly page: ClipboardPage) {}

  /** To be called in answer to the click itself. Answers whether it is there. */
  async copy(pin: Promise<string>): Promise<boolean> {
    const { clipboard } = this.page;
    if (clipboard === null) return false;
    try {
      await clipboard.writeComing(pin);
    } catch {
      return false;
    }
    this.page.kept = this.page.now() + keptMs;
    this.hold(keptMs);
    return true;
  }

  /** To be called when the page is loaded: what one before it has copied is still taken out. */
  resume(): void {
    const { kept, now } = this.page;
    if (kept !== null) this.hold(Math.min(Math.max(kept - now(), 0), keptMs));
  }

  private hold(ms: number): void {
    const copy = (this.copies += 1);
    this.held = copy;
    this.page.after(ms, () => this.held === copy && this.clear());
  }

  /** Nothing where nothing is to be taken out. */
  clear(): void {
    const { held, page } = this;
    if (held === undefined) return;
    const again = (): void => {
      if (this.held === held) this.clear();
    };
    if (!page.hasFocus()) return page.once(['focus'], again);
    page.clipboard!.writeText('').then(
      () => {
        if (this.held !== held) return;
        this.held = undefined;
        page.kept = null;
      },
      () => page.once(['pointerup', 'keydown'], again),
    );
  }
}
