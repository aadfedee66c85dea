/** [C31] What becomes of a PIN in the clipboard, with a browser that is told here when it has the focus and what it allows. */
import { describe, expect, it } from '@jest/globals';
import { PinClipboard, type ClipboardPage } from './pin-clipboard.js';

class Page implements ClipboardPage {
  text = 'what was there';
  focused = true;
  allows = true;
  waiting: [events: readonly string[], call: () => void][] = [];
  timers: (() => void)[] = [];
  private readonly writeText = (text: string): Promise<void> => {
    if (!this.focused || !this.allows) return Promise.reject(new Error('NotAllowedError'));
    this.text = text;
    return Promise.resolve();
  };
  clipboard: ClipboardPage['clipboard'] = {
    writeText: this.writeText,
    writeComing: async (text) => this.writeText(await text),
  };
  hasFocus = () => this.focused;
  once = (events: readonly string[], call: () => void) => void this.waiting.push([events, call]);
  delays: number[] = [];
  after = (ms: number, call: () => void) => {
    this.delays.push(ms);
    this.timers.push(call);
  };
  clock = 1_000_000;
  now = () => this.clock;
  kept: number | null = null;
  async happens(event: string): Promise<void> {
    const calls = this.waiting.filter(([events]) => events.includes(event));
    this.waiting = this.waiting.filter((each) => !calls.includes(each));
    for (const [, call] of calls) call();
    await settled();
  }
  async time(): Promise<void> {
    for (const call of this.timers.splice(0)) call();
    await settled();
  }
}
const settled = () => new Promise((resolve) => setImmediate(resolve));
const pin = Promise.resolve('73920518');

async function copied(): Promise<{ page: Page; clipboard: PinClipboard }> {
  const page = new Page();
  const clipboard = new PinClipboard(page);
  expect(await clipboard.copy(pin)).toBe(true);
  expect(page.text).toBe('73920518');
  return { page, clipboard };
}

describe('[C31] a temporary PIN in the clipboard', () => {
  it('is taken out after a while', async () => {
    const { page } = await copied();
    await page.time();
    expect(page.text).toBe('');
  });

  it('is taken out after use, once', async () => {
    const { page, clipboard } = await copied();
    clipboard.clear();
    await settled();
    expect(page.text).toBe('');
    page.text = 'what somebody copied since';
    await page.time();
    clipboard.clear();
    await settled();
    expect(page.text).toBe('what somebody copied since');
  });

  it('is taken out once the page has the focus again', async () => {
    const { page } = await copied();
    page.focused = false;
    await page.time();
    expect(page.text).toBe('73920518');
    page.focused = true;
    await page.happens('focus');
    expect(page.text).toBe('');
  });

  it('is taken out by the next click or key where the browser asks for one', async () => {
    const { page, clipboard } = await copied();
    page.allows = false;
    clipboard.clear();
    await settled();
    expect(page.text).toBe('73920518');
    page.allows = true;
    await page.happens('keydown');
    expect(page.text).toBe('');
  });

  it('is taken out after its while, however often the page is loaded anew meanwhile, and is not in what is noted', async () => {
    const { page } = await copied();
    expect(page.kept).toBe(1_060_000);
    page.timers = [];
    page.clock += 20_000;
    new PinClipboard(page).resume();
    expect(page.delays).toEqual([60_000, 40_000]);
    await page.time();
    expect([page.text, page.kept]).toEqual(['', null]);
    new PinClipboard(page).resume();
    expect(page.timers).toEqual([]);
  });

  it('is taken out at once where its while is over when the page is loaded, and by its use there', async () => {
    const { page } = await copied();
    page.clock += 3_600_000;
    const clipboard = new PinClipboard(page);
    clipboard.resume();
    expect(page.delays.at(-1)).toBe(0);
    clipboard.clear();
    await settled();
    expect([page.text, page.kept]).toEqual(['', null]);
  });

  it('that was copied anew stays for its own while', async () => {
    const { page, clipboard } = await copied();
    const first = page.timers.splice(0);
    await clipboard.copy(Promise.resolve('64829173'));
    for (const call of first) call();
    await settled();
    expect(page.text).toBe('64829173');
    await page.time();
    expect(page.text).toBe('');
  });

  it('is not there where the browser or the connection allows no copy, or there is no PIN, and nothing is taken out', async () => {
    const page = new Page();
    const clipboard = new PinClipboard(page);
    page.allows = false;
    expect(await clipboard.copy(pin)).toBe(false);
    page.allows = true;
    expect(await clipboard.copy(Promise.reject(new Error('refused')))).toBe(false);
    page.clipboard = null;
    expect(await clipboard.copy(pin)).toBe(false);
    clipboard.clear();
    expect([page.text, page.timers]).toEqual(['what was there', []]);
  });
});
