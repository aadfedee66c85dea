/** Somebody who has a keyboard and no pointer: after every press something has the focus, and it is shown which. */
import { expect } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
import type { Locator, Page } from 'playwright-core';

/** What is wrong with the focus of the page; null: something in the window has it, and a ring or an edge in the accent colour shows that. */
const faultOfFocus = `(() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return 'nothing has the focus';
  const named = at.tagName + ' ' + (at.textContent || at.getAttribute('aria-label') || '').slice(0, 40);
  const { top, bottom, width } = at.getBoundingClientRect();
  if (width === 0 || bottom <= 0 || top >= innerHeight) return 'out of sight: ' + named;
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = 'var(--mantine-primary-color-filled)';
  const accent = getComputedStyle(probe).color;
  probe.remove();
  const shows = (it) => {
    const { outlineStyle, outlineWidth, borderTopColor } = getComputedStyle(it);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || borderTopColor === accent;
  };
  return [at, at.parentElement].some(shows) ? null : 'not shown: ' + named;
})()`;

export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Fails where the focus has fallen to the document or cannot be seen. */
  async press(key: 'Tab' | 'Shift+Tab' | 'Enter' | 'Space' | 'Escape' | 'ArrowDown' | 'ArrowUp'): Promise<void> {
    await this.page.keyboard.press(key);
    await this.isShown();
  }

  async isShown(): Promise<void> {
    await eventually(() => this.page.evaluate<string | null>(faultOfFocus), null);
  }

  /** Forwards to it, or back; each stop on the way is shown. */
  async to(wanted: Locator, by: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await wanted.waitFor();
    for (let presses = 0; presses < 60; presses++) {
      if ((await wanted.and(this.page.locator(':focus')).count()) === 1) return;
      await this.press(by);
    }
    throw new Error(`the keyboard never came to ${String(wanted)}`);
  }

  async enter(wanted: Locator): Promise<void> {
    await this.to(wanted);
    await this.press('Enter');
  }

  /** It has come to another page, whose heading is said. */
  async isAtPage(title: string): Promise<void> {
    await this.has(this.page.getByRole('heading', { level: 1, name: title }));
  }

  /** The focus is here, by itself. */
  async has(wanted: Locator): Promise<void> {
    await eventually(() => wanted.and(this.page.locator(':focus')).count(), 1);
    await this.isShown();
    expect(await wanted.count()).toBe(1);
  }

  /** Into the field that has the focus. */
  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }
}
