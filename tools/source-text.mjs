/**
 * The texts of a source file that are written for people: its comments, and its string literals. Used by check-references.mjs and
 * requirement-index.mjs. It knows TypeScript's grammar, so that `//` in a URL or a regular expression is no comment.
 *
 * @typedef {{ text: string, at: number }} Piece  at: offset in the file
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** @typedef {{ paths: string[], read: (path: string) => string }} Tree  paths below the root, with `/` */

/** The files of a checkout that are committed, or would be. @param {string} root @returns {Tree} */
export function treeOf(root) {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  // A file that is deleted and not yet committed is still in git's list.
  const deleted = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' });
  const gone = new Set(deleted.split('\0'));
  const paths = [...new Set(list.split('\0'))].filter((path) => path !== '' && !gone.has(path)).sort();
  return { paths, read: (path) => readFileSync(join(root, path), 'utf8') };
}

export const lineAt = (/** @type {string} */ text, /** @type {number} */ at) => text.slice(0, at).split('\n').length;

/** As many blanks; line breaks stay, so that offsets and lines do. */
const blank = (/** @type {string} */ text) => text.replace(/[^\n]/g, ' ');

/** Literals, and how many characters stand behind their text (in front of it is one). */
const literals = new Map([
  [ts.SyntaxKind.StringLiteral, 1],
  [ts.SyntaxKind.NoSubstitutionTemplateLiteral, 1],
  [ts.SyntaxKind.TemplateHead, 2],
  [ts.SyntaxKind.TemplateMiddle, 2],
  [ts.SyntaxKind.TemplateTail, 1],
]);
const textual = new Set([...literals.keys(), ts.SyntaxKind.RegularExpressionLiteral, ts.SyntaxKind.JsxText]);

/**
 * Comments with their marks blanked out, consecutive `//` lines as one; string literals (and parts of templates) without quotes.
 * @param {string} path @param {string} text @returns {{ comments: Piece[], strings: Piece[] }}
 */
export function piecesOf(path, text) {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : path.endsWith('ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, kind);
  /** @type {Piece[]} */
  const strings = [];
  // Offsets are those of UTF-16 units, as TypeScript counts them.
  const code = text.split('');
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (textual.has(node.kind)) {
      const start = node.getStart(file);
      const behind = literals.get(node.kind);
      if (behind !== undefined) strings.push({ text: text.slice(start + 1, node.end - behind), at: start + 1 });
      for (let index = start; index < node.end; index++) if (code[index] !== '\n') code[index] = ' ';
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { comments: commentsIn(code.join('')), strings };
}

/** @param {string} code  without literals @returns {Piece[]} */
function commentsIn(code) {
  return [...code.matchAll(/\/\*[\s\S]*?\*\/|(?:\/\/[^\n]*(?:\n[ \t]*(?=\/\/))?)+/g)].map((match) => ({
    at: match.index,
    text: match[0].startsWith('//')
      ? match[0].replace(/^[ \t]*\/\/+/gm, blank)
      : match[0].replace(/^\/\*+|\*+\/$|^[ \t]*\*(?!\/)/gm, blank),
  }));
}

/** Comments of YAML, shell and Docker files. @param {string} text @returns {Piece[]} */
export const hashComments = (text) =>
  [...text.matchAll(/(?:^|[ \t])#[^\n]*(?:\n[ \t]*#[^\n]*)*/g)].map((match) => ({
    at: match.index,
    text: match[0].replace(/^[ \t]*#/gm, blank),
  }));

/** Markdown without fenced code, which shows what programs print. @param {string} text @returns {Piece[]} */
export const markdownPieces = (text) => [{ at: 0, text: text.replace(/^[ \t]*(```|~~~)[\s\S]*?^[ \t]*\1/gm, blank) }];
