/** Windows of a browser's own, which ask for PIN and certificate: found by their names and answered with keys. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Desktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';

const run = promisify(execFile);
const screenshots = fileURLToPath(new URL('../../../../test-results/card-sign-in/', import.meta.url));

interface Asks {
  /** Of the window for the PIN, as xdotool takes it. */
  pinWindow: string;
  /** Whether what is typed goes into its field by now. */
  isReady?: () => Promise<boolean>;
  /** Pictures begin with it. */
  prefix?: string;
}

export class NativeWindows {
  constructor(
    private readonly desktop: Desktop,
    private readonly asks: Asks,
  ) {}

  /** The last one with this name that is seen; undefined: there is none. */
  async find(name: string): Promise<string | undefined> {
    const found = await this.xdotool('search', '--onlyvisible', '--name', name).catch(() => '');
    return found.split('\n').at(-1) || undefined;
  }

  /** Without a window manager nobody gives a window the keyboard. */
  async press(window: string, ...keys: string[]): Promise<void> {
    await this.xdotool('windowfocus', '--sync', window, ...keys);
  }

  async type(window: string, pin: string): Promise<void> {
    await this.press(window, 'type', '--delay', '60', pin);
    await this.press(window, 'key', 'Return');
  }

  /** Another one than `before`: a browser asks once more in a new one. */
  async askedForPin(before?: string): Promise<string> {
    let window: string | undefined;
    const isNew = async () => ![undefined, before].includes((window = await this.pinWindow()));
    await eventually(isNew, true, 30_000);
    return window!;
  }

  /** Browsers look for certificates several times, and ask each time: each window is cancelled until the page has come to `end`. */
  async cancelUntil(url: () => string, end: string): Promise<void> {
    const cancelled = new Set<string>();
    const arrived = async () => {
      const window = await this.pinWindow();
      if (window !== undefined && !cancelled.has(window)) await this.press(window, 'key', 'Escape');
      if (window !== undefined) cancelled.add(window);
      return url();
    };
    await eventually(arrived, end, 60_000);
  }

  async photograph(name: string): Promise<void> {
    await mkdir(screenshots, { recursive: true });
    await writeFile(join(screenshots, `${this.asks.prefix ?? ''}${name}.png`), await this.desktop.screenshot());
  }

  private async pinWindow(): Promise<string | undefined> {
    const window = await this.find(this.asks.pinWindow);
    return window !== undefined && (await (this.asks.isReady?.() ?? true)) ? window : undefined;
  }

  private async xdotool(...args: string[]): Promise<string> {
    return (await run('xdotool', args, { env: this.desktop.env })).stdout.trim();
  }
}
