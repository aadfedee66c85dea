/**
 * The pictures of the manuals (docs/manuals/images) are of the pages as they are: what each page shows and in which styles is looked at again, and has to be
 * what it was when its picture was made. `npm run pictures` makes them anew, in both languages and colour schemes. No picture is compared.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import type { CDPSession } from 'playwright-core';
import type { Picture } from '../looks/pictures.js';
import { keepStreams } from '../support/keep-streams.js';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import { pageMark, sameDates, type PageMark } from '../support/page-mark.js';

jest.setTimeout(120_000);
const makes = process.env['CARDWRIGHT_PICTURES'] === 'make';
const folder = fileURLToPath(new URL('../../../../docs/manuals/images/', import.meta.url));
const kept = join(folder, 'pictures.json');
/** On this day every picture is made, so that its dates stay. */
const today = new Date('2026-03-04T09:00:00Z');
/** What does not change for so long is what the page shows: longer than the slowest machine needs for it, until one picture is known to be stale. */
let patienceMs = makes ? 1_500 : 20_000;

/** The scenes count their times from now, when they are loaded. */
async function onThatDay(): Promise<readonly Picture[]> {
  const everythingElse = [
    ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
    ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
  ];
  jest.useFakeTimers({ now: today, doNotFake: everythingElse });
  try {
    return (await import('../looks/pictures.js')).pictures;
  } finally {
    jest.useRealTimers();
  }
}
/** Of each picture, in pictures.json: its size in pixels, and of which page it is. */
type Kept = Picture['size'] & PageMark;
const pictures = await onThatDay();
const all = (['en', 'de'] as const).flatMap((language) =>
  pictures.map((picture) => ({ language, picture, name: `${language}/${picture.name}` })),
);

describeWith(chromiumMissing(), 'the pictures of the manuals', () => {
  let person: Person;
  let browser: CDPSession;
  let chosen = '';
  let before: Record<string, Kept>;
  const marks: Record<string, Kept> = {};
  const api = new MockedApi({ me: { roles: ['CH'], permissions: [] }, textOf: (name) => name });

  beforeAll(async () => {
    before = makes ? {} : (JSON.parse(await readFile(kept, 'utf8')) as Record<string, Kept>);
    person = await Person.open('https://cardwright.example');
    const { page } = person;
    browser = await page.context().newCDPSession(page);
    await browser.send('Emulation.setTimezoneOverride', { timezoneId: 'UTC' });
    await page.clock.setFixedTime(today);
    await api.serve(page);
    await page.addInitScript(keepStreams);
    await page.addInitScript(sameDates);
    if (makes) for (const language of ['en', 'de']) await rm(join(folder, language), { recursive: true, force: true });
  });
  afterAll(async () => {
    await person?.close();
    if (makes) await writeFile(kept, `${JSON.stringify(marks, null, 2)}\n`);
  });

  /** In the storage of the browser, where pages read it when they begin. */
  async function keep(choices: string): Promise<void> {
    if (choices === chosen) return;
    // A page that asks for nothing.
    if (chosen === '') await person.goTo('/help/update');
    await person.page.evaluate(choices);
    chosen = choices;
  }

  async function show(picture: Picture, language: string, scheme: 'light' | 'dark', forMark: boolean): Promise<void> {
    const { page } = person;
    api.now(picture.answers);
    await page.setViewportSize(picture.size);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await keep(`localStorage.setItem('cardwright-language', '${language}');
      localStorage.${forMark ? `setItem('cardwright-page-mark', '')` : `removeItem('cardwright-page-mark')`}`);
    await person.goTo(picture.path);
    await page.locator('h1').first().waitFor();
    await picture.act?.(page);
    await page.mouse.move(0, 0);
    if (!makes) return;
    await page.waitForLoadState('networkidle');
    await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  }

  /** Once it is the one that is wanted, or has not changed for a while. */
  async function settledMark(wanted: PageMark | undefined): Promise<PageMark> {
    const { page } = person;
    const isWanted = ({ text, styles }: PageMark): boolean => text === wanted?.text && styles === wanted.styles;
    const begun = Date.now();
    let [last, since] = [await pageMark(page), Date.now()];
    while (!isWanted(last) && Date.now() - since < patienceMs && Date.now() - begun < 60_000) {
      await page.waitForTimeout(100);
      const now = await pageMark(page);
      if (JSON.stringify(now) !== JSON.stringify(last)) [last, since] = [now, Date.now()];
    }
    if (wanted !== undefined && !isWanted(last)) patienceMs = 3_000;
    return last;
  }

  it.each(all)('$name is as its page is (else: npm run pictures)', async ({ picture, language, name }) => {
    await show(picture, language, 'light', true);
    marks[name] = { ...picture.size, ...(await settledMark(before[name])) };
    if (!makes) return expect({ [name]: marks[name] }).toEqual({ [name]: before[name] });
    for (const scheme of ['light', 'dark'] as const) {
      await show(picture, language, scheme, false);
      await settledMark(undefined);
      const shot = { format: 'webp', quality: 72, captureBeyondViewport: false } as const;
      const { data } = await browser.send('Page.captureScreenshot', shot);
      const file = join(folder, `${name}.${scheme}.webp`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, Buffer.from(data, 'base64'));
    }
  });

  it('are all there, and no other', () =>
    expect(Object.keys(before)).toEqual(makes ? [] : all.map(({ name }) => name)));
});
