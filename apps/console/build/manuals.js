/**
 * Reads docs/manuals when the console is built: a page of the console imports `./en/operator.manual` and gets what `src/help/manual.ts` describes.
 * Text and addresses alone come out of it, never HTML: what is not in the switch below does not build.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Lexer } from 'marked';

/** @typedef {import('../src/help/manual.js').Manual} Manual @typedef {import('../src/help/manual.js').Block} Block */
/** @typedef {import('../src/help/manual.js').Inline} Inline @typedef {import('marked').Token} Token */

/** Where the manuals are: a folder for each language. */
export const manualsFolder = fileURLToPath(new URL('../../../docs/manuals/', import.meta.url));

/** The anchor that GitHub gives to a heading. @param {string} heading */
const slug = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** Of a page, without its title. @param {string} markdown @returns {string[]} */
const headingsOf = (markdown) =>
  new Lexer()
    .lex(markdown)
    .flatMap((token) => (token.type === 'heading' && token['depth'] > 1 ? [plain(token['tokens'])] : []));

/** @param {Token[]} tokens @returns {string} */
const plain = (tokens) =>
  tokens.map((token) => ('tokens' in token && token.tokens ? plain(token.tokens) : unescaped(token['text']))).join('');
/** The lexer leaves entities as they are written. @param {string} text */
const unescaped = (text) => text.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');

/** The file of a manual in this language, or the English one. @param {string} language @param {string} name `operator` */
function fileOf(language, name) {
  const own = join(manualsFolder, language, `${name}.md`);
  return existsSync(own) ? own : join(manualsFolder, 'en', `${name}.md`);
}

/** What a link to a task says on GitHub, and the id that the task has here. @param {string} language @param {string} name @returns {Map<string, string>} */
function anchorsOf(language, name) {
  const slugs = (/** @type {string} */ file) => headingsOf(readFileSync(file, 'utf8')).map(slug);
  const ids = slugs(fileOf('en', name));
  return new Map(slugs(fileOf(language, name)).map((anchor, at) => [anchor, ids[at] ?? anchor]));
}

/**
 * @param {string} language @param {string} name `operator`
 * @returns {Manual} German ones that do not exist are the English ones. Throws at what it cannot show.
 */
export function manualOf(language, name) {
  const file = fileOf(language, name);
  const [title, ...tokens] = new Lexer().lex(readFileSync(file, 'utf8')).filter(({ type }) => type !== 'space');
  if (title?.type !== 'heading') throw new Error(`${file} does not begin with its title`);
  const ids = [...anchorsOf(language, name).values()];
  return {
    language: file === fileOf('en', name) ? 'en' : 'de',
    title: plain(title['tokens']),
    blocks: blocksOf(tokens, { language, name, ids }),
  };
}

/** ids: of the headings to come. @typedef {{ language: string, name: string, ids: string[] }} Reading */

/** @param {Token[]} tokens @param {Reading} reading @returns {Block[]} */
function blocksOf(tokens, reading) {
  return tokens.flatMap((token) => block(token, reading));
}

/** @param {Token} token @param {Reading} reading @returns {Block[]} */
function block(token, reading) {
  switch (token.type) {
    case 'space':
      return [];
    case 'heading':
      return [{ kind: 'heading', level: token['depth'], id: reading.ids.shift() ?? '', text: plain(token['tokens']) }];
    case 'paragraph':
    case 'text': {
      const picture = token['tokens']?.length === 1 && token['tokens'][0].type === 'image' && token['tokens'][0];
      if (picture) return [{ kind: 'picture', alt: unescaped(picture.text), ...pictureAt(picture.href) }];
      return [{ kind: 'paragraph', text: inlines(token['tokens'] ?? [], reading) }];
    }
    case 'list':
      return [
        {
          kind: 'list',
          ordered: token['ordered'],
          items: token['items'].map((/** @type {{ tokens: Token[] }} */ item) => blocksOf(item.tokens, reading)),
        },
      ];
    case 'code':
      return [{ kind: 'code', text: token['text'] }];
    case 'table': {
      const cell = (/** @type {{ tokens: Token[] }} */ { tokens }) => inlines(tokens, reading);
      return [{ kind: 'table', head: token['header'].map(cell), rows: token['rows'].map((row) => row.map(cell)) }];
    }
    default:
      throw new Error(`manuals cannot have this: ${token.type}: ${token.raw}`);
  }
}

/** @param {Token[]} tokens @param {Reading} reading @returns {Inline[]} */
function inlines(tokens, reading) {
  return tokens.map((token) => {
    switch (token.type) {
      case 'text':
      case 'escape':
        return unescaped(token['text']);
      case 'strong':
        return { kind: 'strong', text: plain(token['tokens']) };
      case 'codespan':
        return { kind: 'code', text: unescaped(token['text']) };
      case 'link':
        return link(token['href'], plain(token['tokens']), reading);
      default:
        throw new Error(`manuals cannot have this: ${token.type}: ${token.raw}`);
    }
  });
}

/** @param {string} href as it stands in the page @param {string} text @param {Reading} reading @returns {Inline} */
function link(href, text, { language, name }) {
  if (/^https?:/.test(href)) return { kind: 'link', to: href, text };
  const [file = '', anchor] = href.split('#');
  const manual = file === '' ? name : /^([a-z]+)\.md$/.exec(file)?.[1];
  // A document of the source: the console does not serve it.
  if (manual === undefined) return { kind: 'code', text };
  const hash = anchor === undefined ? '' : `#${anchorsOf(language, manual).get(decodeURIComponent(anchor)) ?? anchor}`;
  return { kind: 'link', to: manual === name ? hash : `/help/${manual}${hash}`, text };
}

/** `../images/en/card.light.webp` -> both, and their size. One that is not made yet has none. @param {string} light */
function pictureAt(light) {
  const sizes = JSON.parse(readFileSync(join(manualsFolder, 'images', 'pictures.json'), 'utf8'));
  const { width = 0, height = 0 } = sizes[/^\.\.\/images\/(.+)\.light\.webp$/.exec(light)?.[1] ?? ''] ?? {};
  return { light, dark: light.replace('.light.', '.dark.'), width, height };
}

/** The plugin of Vite. */
export const manuals = () => ({
  name: 'cardwright:manuals',
  /** @param {string} id */
  resolveId: (id) => (id.endsWith('.manual') ? `\0${id}` : undefined),
  /** @this {{ addWatchFile(file: string): void, warn(text: string): void }} @param {string} id */
  load(id) {
    const [, language, name] = /^\0\.\/(\w+)\/(\w+)\.manual$/.exec(id) ?? [];
    if (language === undefined || name === undefined) return undefined;
    const folder = join(manualsFolder, language);
    this.addWatchFile(join(folder, `${name}.md`));
    this.addWatchFile(join(manualsFolder, 'images', 'pictures.json'));
    /** @type {string[]} */
    const imports = [];
    /** @param {string} picture */
    const imported = (picture) => {
      imports.push(`import picture${imports.length} from ${JSON.stringify(join(folder, picture))};`);
      return `picture${imports.length - 1}`;
    };
    // One that is not made yet is left out, so that the console can be built to make it.
    const there = (/** @type {Block} */ it) => it.kind !== 'picture' || existsSync(join(folder, it.light));
    const { blocks, ...manual } = manualOf(language, name);
    const shown = blocks.filter(there).map((it) => {
      if (it.kind !== 'picture') return JSON.stringify(it);
      return `{ ...${JSON.stringify(it)}, light: ${imported(it.light)}, dark: ${imported(it.dark)} }`;
    });
    return `${imports.join('\n')}\nexport default { ...${JSON.stringify(manual)}, blocks: [${shown.join(',')}] };`;
  },
});
