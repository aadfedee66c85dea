/**
 * Pages of a holder in every look: language, colours, width, zoom. Each is photographed and asked what assistive technology would stumble over
 * (axe-core, WCAG 2.2 AA), and whether it is wider than the window.
 */
import axe from 'axe-core';
import { partOf } from '@cardwright/testing/part-of';
import type { Page } from 'playwright-core';
import type { Person } from './browser.js';

export interface LookOfPage {
  language: 'en' | 'de';
  scheme: 'light' | 'dark';
  /** CSS pixels. 640 is a window of 1280 at 200 % zoom. */
  width: 1280 | 640 | 390;
  /** Of the system, instead of the page's own. */
  colours?: 'forced';
  motion?: 'reduced';
}

export const lookOf = (
  language: LookOfPage['language'],
  scheme: LookOfPage['scheme'],
  width: LookOfPage['width'],
): LookOfPage => ({ language, scheme, width });

/** Each value at least once, and the narrowest with the longer language. */
export const looks: readonly LookOfPage[] = [
  lookOf('en', 'light', 1280),
  lookOf('de', 'dark', 390),
  lookOf('de', 'light', 640),
];

/** Those of one run: the usual one comes last, and the page stays in it. */
export const looksOfRun: readonly LookOfPage[] = [...partOf(looks.slice(1), 1), looks[0]!];

const heights = { 1280: 800, 640: 400, 390: 844 } as const;

export async function lookAs(person: Person, look: LookOfPage): Promise<void> {
  const { language, scheme, width, colours, motion } = look;
  const { page } = person;
  await page.setViewportSize({ width, height: heights[width] });
  await page.emulateMedia({
    colorScheme: scheme,
    forcedColors: colours === 'forced' ? 'active' : 'none',
    reducedMotion: motion === 'reduced' ? 'reduce' : 'no-preference',
  });
  await page.evaluate(`localStorage.setItem('cardwright-language', '${language}')`);
}

/** What is wrong with the page as it is shown now; empty: nothing. name: of the photograph. */
export async function faultsOf(person: Person, name: string): Promise<string[]> {
  const { page } = person;
  // A dialog lies over the part of the page that is in the window, and over no other.
  await person.photograph(name, page, (await page.getByRole('dialog').count()) === 0);
  const wider: number = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return [...(wider > 0 ? [`${name}: ${wider} px wider than the window`] : []), ...(await violations(page, name))];
}

async function violations(page: Page, name: string): Promise<string[]> {
  // Evaluated, not loaded: the content security policy of the page stays as it is.
  const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(`(async () => {
    if (window.axe === undefined) { ${axe.source} }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    // Left out by its tags alone: what is read on a control is part of what it is called (WCAG 2.5.3).
    const rules = { 'label-content-name-mismatch': { enabled: true } };
    return (await window.axe.run(document, { runOnly: tags, rules })).violations;
  })()`);
  return found.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** In the looks of this run; the last one is the usual one again. */
export async function faultsInAllLooks(person: Person, name: string, path: string, heading: string): Promise<string[]> {
  const faults: string[] = [];
  for (const look of looksOfRun) {
    await lookAs(person, look);
    await person.goTo(path);
    await person.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await person.page
      .getByRole('status', { name: /Loading|Wird geladen/ })
      .first()
      .waitFor({ state: 'detached' });
    faults.push(...(await faultsOf(person, `${name}-${look.language}-${look.width}`)));
  }
  return faults;
}
