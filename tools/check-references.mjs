/**
 * Finds in comments, titles of tests and Markdown every reference to a document, a requirement, fault or invariant, a decision, or a source
 * file, and reports those that resolve to nothing. `node tools/check-references.mjs` prints one line per violation and ends with 1 when
 * there is one.
 *
 * What counts as a reference (all rules are here, so that a false alarm can be understood):
 * - document: a name that ends in `.md`. A bare name is looked for in docs/spec, docs, the citing file's folder and the root; a path must be one
 *   from the root, from docs or from the citing file's folder, or the end of one. In Markdown also every relative link, with its `#anchor`.
 * - section: what follows a document's name. "design.md 3", "model.md section 4 steps 6 and 7" (numbered headings and lists), "faults.md 11 to
 *   13", "faults.md I1", "faults.md rule 2", "requirements.md section E 3", and words in double quotes, which must stand in the page.
 * - requirement: a letter A to F (E has no ids) and two digits as a word of its own, not beside a hexadecimal pair ("9A C15"), everything in
 *   brackets that has this shape, and a letter with digits behind the word "requirement". Fault: "fault 11", "faults 4, 5 and 17". Invariant: in brackets or behind faults.md.
 * - decision: "decision 0003", "decisions/0003".
 * - source file: a name that ends in .ts, .tsx, .mjs or .cjs, or in the role of a file here (`check-rooms.spec`, `saga.controller`): some file's path
 *   must end so. Names with `*`, `<` or `$` before them are patterns. `.js` is not looked at: imports and programs end so too.
 * - issue: an issue's number without its project, and work left to an issue that is named as one of its own, because nobody can look them up. "ykman's issue 668"
 *   and "owner/project issue 668" are fine.
 * Fenced code in Markdown, generated files and string literals are left alone, but for titles of tests and for `docs/...md` in strings.
 *
 * @typedef {import('./source-text.mjs').Piece} Piece
 * @typedef {import('./source-text.mjs').Tree} Tree
 * @typedef {{ path: string, at: number, kind: string, text: string }} Violation
 */
import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashComments, lineAt, markdownPieces, piecesOf, treeOf } from './source-text.mjs';
import { bracketIds, idsOf, isKnown, listBelow, madeUp, sectionsOf, specification } from './spec-documents.mjs';
import { root as checkout } from './setup/run.mjs';

const sources = /\.(?:tsx?|[mc]?js)$/;
const withHashes = /\.(?:ya?ml|sh)$|(?:^|\/)Dockerfile$/;
const notOurs = /(?:^|\/)generated\/|^package-lock\.json$/;

/** @param {Tree} tree @returns {Violation[]} */
export function violations(tree) {
  const check = new References(tree);
  for (const path of tree.paths) {
    if (notOurs.test(path) || madeUp.test(path)) continue;
    const text = () => tree.read(path);
    if (path.endsWith('.md')) for (const piece of markdownPieces(text())) check.page(path, piece);
    else if (sources.test(path)) check.source(path, text());
    else if (withHashes.test(path)) for (const piece of hashComments(text())) check.prose(path, piece);
  }
  return check.found;
}

class References {
  /** @type {Violation[]} */
  found = [];

  /** @param {Tree} tree */
  constructor(tree) {
    this.tree = tree;
    this.spec = specification(tree.read);
    this.paths = new Set(tree.paths);
    this.folders = new Set(tree.paths.flatMap((path) => ancestors(path)));
    /** Every end of every path, with and without its extension. */
    this.ends = new Set(tree.paths.flatMap((path) => endsOf(path)));
    this.decisions = new Set(tree.paths.map((path) => /^docs\/decisions\/(\d{4})-/.exec(path)?.[1]));
  }

  /** @param {string} path @param {number} at @param {string} kind @param {string} text */
  report(path, at, kind, text) {
    this.found.push({ path, at, kind, text });
  }

  /** @param {string} path @param {string} text */
  source(path, text) {
    const { comments, strings } = piecesOf(path, text);
    for (const piece of comments) this.prose(path, piece);
    for (const { text: string, at } of strings) {
      for (const match of string.matchAll(/(?<![\w/])docs\/[\w./-]+\.md\b/g))
        if (!this.paths.has(match[0])) this.report(path, at + match.index, 'document', `${match[0]} does not exist`);
      if (!/\.spec\.tsx?$/.test(path)) continue;
      for (const id of idsOf(string))
        if (!isKnown(id, this.spec)) this.report(path, at, kindOf(id), `[${id}] is not in docs/spec`);
    }
  }

  /** A Markdown page: prose, and links. @param {string} path @param {Piece} piece */
  page(path, piece) {
    for (const match of piece.text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)) {
      const target = match[1] ?? '';
      if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
      this.link(path, piece.at + match.index, target);
    }
    // What a link points to was looked at; its words are prose, but for the short names of source files.
    const prose = piece.text.replace(/\[[^\]\n]*\]\([^)\n]*\.tsx?\)|\]\([^)\n]*\)/g, (link) => ' '.repeat(link.length));
    this.prose(path, { ...piece, text: prose });
  }

  /** @param {string} path @param {number} at @param {string} target */
  link(path, at, target) {
    const [file = '', anchor] = target.split('#');
    const resolved = file === '' ? path : posix.join(posix.dirname(path), decodeURI(file)).replace(/\/$/, '');
    if (!this.paths.has(resolved) && !this.folders.has(resolved) && resolved !== '.')
      this.report(path, at, 'link', `${target} does not exist`);
    else if (anchor !== undefined && resolved.endsWith('.md') && !anchorsOf(this.tree.read(resolved)).has(anchor))
      this.report(path, at, 'link', `${target}: no such heading`);
  }

  /** @param {string} path @param {Piece} piece */
  prose(path, piece) {
    const { text, at } = piece;
    this.documents(path, piece);
    for (const match of text.matchAll(/\bdecisions?[ /](\d{4})\b/g))
      if (!this.decisions.has(match[1])) this.report(path, at + match.index, 'decision', `${match[1]} does not exist`);
    for (const match of text.matchAll(/(?<![/\w])issues? (\d{1,3})\b/g))
      if (!/(?:'s|[\w-]+\/[\w-]+) $/.test(text.slice(0, match.index)))
        this.report(path, at + match.index, 'issue', `"${match[0]}" is not in the repository`);
    for (const match of text.matchAll(/\b(?:its|their)\s+own\s+issues?\b/g))
      this.report(path, at + match.index, 'issue', `"${match[0].replace(/[\s*]+/g, ' ')}" is not in the repository`);
    this.ids(path, piece);
    this.files(path, piece);
  }

  /** @param {string} path @param {Piece} piece */
  documents(path, { text, at }) {
    for (const match of text.matchAll(/(?<![\w./*<{$@-])((?:[\w.-]+\/)*[\w-]+\.md)\b(?!\.\w)/g)) {
      const name = match[1] ?? '';
      const found = this.document(path, name);
      const place = at + match.index;
      if (found === undefined) {
        this.report(path, place, 'document', `${name} does not exist`);
        continue;
      }
      for (const problem of this.tail(found, text.slice(match.index + name.length)))
        this.report(path, place, 'section', `${name}: ${problem}`);
    }
  }

  /** The path of a document that is named in a file; at the beginning of a sentence with a capital. @param {string} path @param {string} given */
  document(path, given) {
    const name = this.ends.has(given) ? given : given.replace(/^[A-Z]/, (letter) => letter.toLowerCase());
    const beside = posix.join(posix.dirname(path), name);
    if (!name.includes('/'))
      return [`docs/spec/${name}`, `docs/${name}`, beside, name].find((place) => this.paths.has(place));
    const place = [name, `docs/${name}`, beside].find((one) => this.paths.has(one));
    return place ?? (this.ends.has(name) ? this.tree.paths.find((one) => one.endsWith(`/${name}`)) : undefined);
  }

  /** What the words behind a document's name point to in it. @param {string} document @param {string} rest @returns {string[]} */
  tail(document, rest) {
    const text = this.tree.read(document);
    const quoted = /^[,:]?\s+(?:section\s+\S+\s+)?"([^"]{3,80})"/.exec(rest)?.[1];
    const words = (/** @type {string} */ value) => value.replace(/\s+/g, ' ').toLowerCase();
    if (quoted !== undefined && !words(text).includes(words(quoted)))
      return [`"${words(quoted)}" does not stand there`];
    if (document === 'docs/spec/faults.md') {
      const rules = /^\s+\(?rules?\s+/.exec(rest);
      if (rules)
        return missing('rule', numbersAt(` ${rest.slice(rules[0].length)}`), listBelow(text, /^## Card write/));
      const invariants = /^,?\s+(I\d(?:(?:,| and| to)\s+I\d)*)/.exec(rest)?.[1] ?? '';
      const named = (invariants.match(/\d/g) ?? []).map(Number);
      return [
        ...missing('invariant I', named, this.spec.invariants),
        ...missing('fault', numbersAt(rest), this.spec.faults),
      ];
    }
    if (document === 'docs/spec/requirements.md') {
      const [, letter, number] = /^\s+section\s+([A-Z])(?:\s+(\d+))?\b/.exec(rest) ?? [];
      if (letter === undefined) return [];
      if (!new RegExp(`^## ${letter}\\. `, 'm').test(text)) return [`no section ${letter}`];
      return number === undefined ? [] : missing('decision E', [Number(number)], listBelow(text, /^## E\. /));
    }
    const sections = sectionsOf(text);
    const word = /^\s+(?:sections?|§)\s*/.exec(rest);
    // Only pages with numbered headings are cited by a bare number.
    if (sections.size === 0 && !word) return [];
    const behind = word ? ` ${rest.slice(word[0].length)}` : rest;
    const named = numbersAt(behind);
    const steps = /^\s+(\d+),?\s+steps?\s+/.exec(behind);
    const stepNumbers = steps ? numbersAt(` ${behind.slice(steps[0].length)}`) : [];
    const list = listBelow(text, new RegExp(`^#+ ${steps?.[1]}\\. `));
    return [...missing('section', named, sections), ...missing(`step`, stepNumbers, list)];
  }

  /** @param {string} path @param {Piece} piece */
  ids(path, { text, at }) {
    /** @param {number} index @param {string} id */
    const look = (index, id) => {
      if (!isKnown(id, this.spec)) this.report(path, at + index, kindOf(id), `${id} is not in docs/spec`);
    };
    const brackets = [...text.matchAll(/\[([^\]\n]+)\](?!\()/g)];
    for (const match of brackets) for (const id of bracketIds(match[1] ?? '') ?? []) look(match.index, id);
    const inBrackets = (/** @type {number} */ index) =>
      brackets.some((match) => match.index < index && index < match.index + match[0].length);
    for (const match of text.matchAll(/(?<![\w#$./:'"`-])([ABCDF]\d\d)(?:-([ABCDF]\d\d))?(?![\w:'"`])/g))
      if (!inBrackets(match.index) && !besideBytes(text, match))
        for (const id of [match[1], match[2]]) if (id !== undefined) look(match.index, id);
    for (const match of text.matchAll(/\b[Rr]equirements?\s+([A-Z]\d{1,2})\b/g))
      if (!/^[ABCDF]\d\d$/.test(match[1] ?? '')) look(match.index, match[1] ?? '');
    for (const match of text.matchAll(/\bfaults?(?= \d)/g))
      if (!inBrackets(match.index) && !/\.\w*$/.test(text.slice(0, match.index)))
        for (const number of numbersAt(text.slice(match.index + match[0].length))) look(match.index, `fault ${number}`);
  }

  /** @param {string} path @param {Piece} piece */
  files(path, { text, at }) {
    const names =
      /(?<![\w./*<>{}$@-])(?!this\.)((?:[\w.@-]+\/)*[\w-][\w.-]*?\.(?:tsx?|[mc]js|spec|controller|service|workflow|activities|entity|repository|port|transport))\b(?![\w/(*{<]|\.\w|-)/g;
    for (const match of text.matchAll(names)) {
      const name = match[1] ?? '';
      const known = this.ends.has(name) || this.paths.has(posix.join(posix.dirname(path), name));
      if (!known && !name.endsWith('.d.ts'))
        this.report(path, at + match.index, 'source file', `${name} does not exist`);
    }
  }
}

/** @param {string} id */
const kindOf = (id) =>
  /^fault/.test(id) ? 'fault' : /^I\d/.test(id) ? 'invariant' : /^sec/.test(id) ? 'security row' : 'requirement';

/** `a/b/c` -> `a`, `a/b`. @param {string} path */
const ancestors = (path) =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, index, parts) => parts.slice(0, index + 1).join('/'));

/** @param {string} path @returns {string[]} */
function endsOf(path) {
  const parts = path.split('/');
  const ends = parts.map((_, index) => parts.slice(index).join('/'));
  return [...ends, ...ends.map((end) => end.replace(/\.[a-z]+$/, ''))];
}

/** ` 3`, ` 2 and 3`, ` 4, 5, 17`, ` 11 to 13` at the beginning of a text; a number with a unit or a decimal point is none. @param {string} text @returns {number[]} */
function numbersAt(text) {
  const list = /^\s*(\d{1,2})(?![\w%:.]\w|\w)(?:(?:,| and| to| or|-)\s*\d{1,2}(?![\w%:.]\w|\w))*/.exec(text)?.[0] ?? '';
  return /^\s/.test(list) ? (list.match(/\d+/g) ?? []).map(Number) : [];
}

/** @param {string} what @param {number[]} named @param {Set<number>} there */
const missing = (what, named, there) =>
  named.filter((number) => !there.has(number)).map((number) => `no ${what} ${number}`);

/** An id between two hexadecimal pairs is one of them: `9A C15 9E`. @param {string} text @param {RegExpExecArray} match */
const besideBytes = (text, match) =>
  /(?:^|\s)[0-9A-F]{2,4} $/.test(text.slice(0, match.index)) && /\d/.test(text.slice(0, match.index).slice(-5));

/** The anchors that a page's headings get on GitHub. @param {string} text @returns {Set<string>} */
export function anchorsOf(text) {
  const anchors = new Set();
  for (const [, heading = ''] of text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = heading
      .trim()
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    for (let count = 0; ; count++) {
      const anchor = count === 0 ? slug : `${slug}-${count}`;
      if (anchors.has(anchor)) continue;
      anchors.add(anchor);
      break;
    }
  }
  return anchors;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const tree = treeOf(checkout);
  const found = violations(tree);
  for (const { path, at, kind, text } of found)
    console.error(`${path}:${lineAt(tree.read(path), at)}: ${kind}: ${text}`);
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1;
  if (found.length > 0)
    console.error(
      `${found.length} references resolve to nothing: ${Object.entries(counts)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', ')}`,
    );
  process.exitCode = found.length > 0 ? 1 : 0;
}
