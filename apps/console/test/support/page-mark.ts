/**
 * What a picture of a page depends on, as two hashes: of the texts that the page shows, and of the styles that it shows them in. Both are the same on
 * every machine, with every font and every version of the browser: nothing in them is measured, and nothing is taken from the browser's own rules.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { classOf } from '../../build/class-of.js';
import type { Page } from 'playwright-core';

export interface PageMark {
  text: string;
  styles: string;
}

const sources = fileURLToPath(new URL('../../src/', import.meta.url));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
/** As it is meant: without comments and line breaks. */
const source = (file: string): string =>
  readFileSync(sources + file, 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ' ')
    .replaceAll(/\s+/g, ' ');

const lock = JSON.parse(readFileSync(new URL('../../../../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, { version: string }>;
};
/** npm keeps it with the console, or above. */
const { version } = (lock.packages['apps/console/node_modules/@mantine/core'] ??
  lock.packages['node_modules/@mantine/core'])!;
const everywhere = ['app/theme.ts', 'app/global.css', 'app/mantine-styles.ts'].map(source).join('') + version;

/**
 * For a page that shows dates: days and times are written by the browser's own tables, which differ from version to version. Where
 * `cardwright-page-mark` is in the storage, each is a word.
 */
export const sameDates = `
  try {
    if (localStorage.getItem('cardwright-page-mark') !== null) {
      Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { get: () => () => 'then' });
      Intl.RelativeTimeFormat.prototype.format = () => 'some time ago';
    }
  } catch {}
`;

/** Runs in the page. Of what cannot be seen nothing is taken, nor of how the browser lays it out, nor a class that React numbers (`__m__-`): by when. */
const seen = `(() => {
  const shown = [...document.body.querySelectorAll('*')].filter((it) => it.checkVisibility());
  const fields = shown.filter((it) => 'placeholder' in it).map((it) => it.placeholder + ' ' + it.value);
  const text = [document.body.innerText, ...fields].join(' ').replace(/\\s+/g, ' ').trim();
  const looks = shown.map((it) => {
    const names = [...it.classList].filter((name) => !/^(m_|__m__-)|focus-auto|mantine-active|ScrollArea/.test(name)).sort();
    const given = ['variant', 'size', 'color'].map((name) => it.dataset[name] ?? '');
    const colours = [...it.style].filter((name) => /^--/.test(name) && /^var\\(--mantine/.test(it.style.getPropertyValue(name)));
    return [it.localName, ...names, ...given, ...colours.map((name) => name + it.style.getPropertyValue(name)).sort()].join(' ');
  });
  return { text, looks: [...new Set(looks)].sort() };
})()`;

export async function pageMark(page: Page): Promise<PageMark> {
  const { text, looks } = await page.evaluate<{ text: string; looks: string[] }>(seen);
  const used = new Set(looks.flatMap((look) => look.split(' ').flatMap((name) => moduleOf(name) ?? [])));
  return { text: sha256(text), styles: sha256([everywhere, ...[...used].sort().map(source), ...looks].join('\n')) };
}

/** Where the rules of a class are, by what all classes of that file begin with: `ui-page_` -> `ui/page.module.css`. */
const modules = new Map(
  readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.module.css'))
    .map((file) => [classOf('', sources + file), file]),
);
const moduleOf = (name: string): string | undefined => modules.get(name.replace(/_.*$/, '_'));
