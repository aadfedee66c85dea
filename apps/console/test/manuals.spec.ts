/**
 * Manuals that cannot lie: whatever docs/manuals names of the console, the REST API, the command line, settings, codes or pictures is there. Words in
 * bold are those of the console and nothing else.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { anchorsOf } from '../../../tools/check-references.mjs';
import { manualOf, manualsFolder } from '../build/manuals.js';
import { type Block, type Inline, type ManualName, manualNames } from '../src/help/manual.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = join(root, 'apps/console/src');
const files = (['en', 'de'] as const).flatMap((language) =>
  manualNames
    .filter((name) => existsSync(join(manualsFolder, language, `${name}.md`)))
    .map((name) => ({ language, name, path: `docs/manuals/${language}/${name}.md` })),
);

/** Every text that a page of the console has in this language. One that is made of values is none of them. */
async function textsOfConsole(language: 'en' | 'de'): Promise<Set<string>> {
  const browser = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { languages: [language] }, configurable: true });
  jest.resetModules();
  const found = new Set<string>();
  const add = (value: unknown): void => {
    if (typeof value === 'string') found.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(add);
  };
  try {
    const sourceFiles = readdirSync(sources, { recursive: true, encoding: 'utf8' });
    for (const each of sourceFiles.filter((it) => it.endsWith('.text.ts') || it.endsWith(`.${language}.ts`)))
      add({ ...((await import(join(sources, each))) as object) });
  } finally {
    if (browser) Object.defineProperty(globalThis, 'navigator', browser);
    else Reflect.deleteProperty(globalThis, 'navigator');
    jest.resetModules();
  }
  return found;
}

const linesOf = (blocks: readonly Block[]): Inline[][] =>
  blocks.flatMap((block): Inline[][] => {
    if (block.kind === 'paragraph') return [block.text];
    if (block.kind === 'list') return block.items.flatMap(linesOf);
    if (block.kind === 'table') return [...block.head, ...block.rows.flat()];
    return [];
  });
const partsOf = (blocks: readonly Block[], kind: 'strong' | 'code'): string[] =>
  linesOf(blocks)
    .flat()
    .flatMap((part) => (typeof part === 'object' && part.kind === kind ? [part.text] : []));
const blocksOf = (blocks: readonly Block[]): Block[] =>
  blocks.flatMap((block) => (block.kind === 'list' ? [block, ...block.items.flatMap(blocksOf)] : [block]));
/** What is typed or sent: code in a line, and each line of a block. */
const codeOf = (blocks: readonly Block[]): string[] => [
  ...partsOf(blocks, 'code'),
  ...blocksOf(blocks).flatMap((block) => (block.kind === 'code' ? block.text.split('\n') : [])),
];

describe.each(files)('$path', ({ language, name, path }) => {
  const { blocks } = manualOf(language, name);
  const code = codeOf(blocks);

  it('names in bold what the console says, and nothing else', async () => {
    // Pages of operators are in English alone.
    const inEnglish = name === 'cardholder' ? [] : await textsOfConsole('en');
    const texts = new Set([...(await textsOfConsole(language)), ...inEnglish]);
    expect(partsOf(blocks, 'strong').filter((text) => !texts.has(text))).toEqual([]);
  });

  it('has the tasks of the English one, in its order', () => {
    const levels = (of: 'en' | 'de') =>
      manualOf(of, name).blocks.flatMap((block) => (block.kind === 'heading' ? [block.level] : []));
    expect(levels(language)).toEqual(levels('en'));
  });

  it('names operations of the REST API that exist', () => {
    const { paths } = JSON.parse(read('apps/gateway/openapi.json')) as { paths: Record<string, object> };
    const exists = (method: string, asked: string): boolean =>
      Object.entries(paths).some(
        ([template, operations]) =>
          method.toLowerCase() in operations &&
          [template, asked].every((it) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(it)),
      );
    const named = code.flatMap((text) => [...text.matchAll(/\b(GET|POST|PUT|PATCH|DELETE) (\/api\/v1\/[^\s?]+)/g)]);
    // What describes the API is no operation of it.
    const missing = named.filter(([, method, asked]) => !exists(method!, asked!) && asked !== '/api/v1/asyncapi.json');
    expect(missing.map(([it]) => it)).toEqual([]);
  });

  it('names commands and options of the command line that exist', () => {
    const commands = read('docs/cli-commands.md')
      .split(/\n(?=- `)/)
      .slice(1);
    const missing = code
      .filter((text) => text.startsWith('cardwright '))
      .filter((text) => {
        const known = commands.find((it) => `${text} `.startsWith(`cardwright ${/^- `([a-z -]*[a-z])/.exec(it)![1]} `));
        const general = ['--json', '--url', '--help'];
        const options = text.match(/--[a-z-]+/g) ?? [];
        return !known || options.some((option) => !general.includes(option) && !known.includes(`\`${option}`));
      });
    expect(missing).toEqual([]);
  });

  it('names settings, codes and events that exist', () => {
    const known = ['docs/configuration.md', 'docs/error-codes.md', 'apps/gateway/asyncapi.json'].map(read).join('\n');
    const named = code.filter((text) => /^[A-Z]+_[A-Z_]+$/.test(text));
    const events = code.flatMap((text) => [...text.matchAll(/\btype[= ]([a-z-]+\.[a-z-]+)/g)]).map(([, type]) => type!);
    expect([...named, ...events].filter((text) => !known.includes(text))).toEqual([]);
  });

  it('has links that lead to a task of the console’s page', () => {
    const broken = linesOf(blocks).flatMap((line) =>
      line.flatMap((part) => {
        if (typeof part !== 'object' || part.kind !== 'link' || /^https?:/.test(part.to)) return [];
        const [page, anchor] = part.to.split('#');
        const of = page === '' ? name : (page!.slice('/help/'.length) as ManualName);
        const ids = manualOf(language, of).blocks.map((block) => (block.kind === 'heading' ? block.id : ''));
        return anchor === undefined || ids.includes(anchor) ? [] : [part.to];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('has headings whose English anchors are those of GitHub', () => {
    const [, ...anchors] = anchorsOf(read(`docs/manuals/en/${name}.md`));
    expect(blocks.flatMap((block) => (block.kind === 'heading' ? [block.id] : []))).toEqual(anchors);
  });

  it('shows pictures that there are, in its language and both colour schemes', () => {
    const folder = join(manualsFolder, language);
    const pictures = blocksOf(blocks).flatMap((block) => (block.kind === 'picture' ? [block.light, block.dark] : []));
    expect(pictures.filter((it) => !it.startsWith(`../images/${language}/`) || !existsSync(join(folder, it)))).toEqual(
      [],
    );
  });

  it('has no word of ours where holders read it', () => {
    const ours = {
      en: /\b(sagas?|APDUs?|PUK|slot|key reference|reprovision|workflow|request|9[ACDE]|agent|workstation|devices?|PIV|profile)\b/i,
      de: /\b(Sagas?|APDUs?|PUK|Slot|Schlüsselreferenz|Workflow|9[ACDE]|Agent|Arbeitsplatz|Geräte?|PIV|Profil|Reprovision\w*)\b/i,
    }[language];
    const said = read(path).replaceAll(/\*\*[^*]+\*\*|`[^`]+`|\]\([^)]+\)/g, '');
    expect(['cardholder', 'update'].includes(name) ? said.match(ours) : null).toBeNull();
  });
});

it('a picture that no manual shows is not kept', () => {
  const shown = files.flatMap(({ path }) =>
    [...read(path).matchAll(/\.\.\/images\/([\w/-]+)\.light\.webp/g)].map(([, picture]) => picture!),
  );
  const kept = readdirSync(join(manualsFolder, 'images'), { recursive: true, encoding: 'utf8' }).filter((it) =>
    it.endsWith('.webp'),
  );
  expect(new Set(kept.map((it) => it.replace(/\.(light|dark)\.webp$/, '')))).toEqual(new Set(shown));
});
