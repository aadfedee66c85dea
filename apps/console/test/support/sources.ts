/** The sources of the console as they are written: which module leads to which, and what each does when it starts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../src/', import.meta.url));
/** Of all modules, as paths below `src`. */
export const modules: readonly string[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.tsx?$/.test(file) && !/\.(spec|d)\.ts$/.test(file));
export const textOf = (module: string): string => readFileSync(root + module, 'utf8');

const parsed = new Map<string, ts.SourceFile>();
export function parse(module: string): ts.SourceFile {
  const file = parsed.get(module) ?? ts.createSourceFile(module, textOf(module), ts.ScriptTarget.Latest, true);
  parsed.set(module, file);
  return file;
}

/** Of an import in it; undefined for what is not of the console. */
export function moduleOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const base = posix.join(posix.dirname(from), specifier).replace(/\.js$/, '');
  return ['.ts', '.tsx'].map((ending) => base + ending).find((file) => existsSync(root + file));
}

/** What it imports, types left out, and what it loads later. */
export function importsOf(module: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    const target = specifier && moduleOf(module, specifier);
    if (target) found.push(target);
    ts.forEachChild(node, visit);
  };
  visit(parse(module));
  return found;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) && !node.importClause?.isTypeOnly) return asText(node.moduleSpecifier);
  if (ts.isExportDeclaration(node) && !node.isTypeOnly && node.moduleSpecifier) return asText(node.moduleSpecifier);
  const loads = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return loads ? asText(node.arguments[0]!) : undefined;
}
const asText = (node: ts.Expression): string => (node as ts.StringLiteral).text;

/** All that it leads to, itself too. */
export function reachedFrom(module: string, but: ReadonlySet<string>): Set<string> {
  const reached = new Set([module]);
  for (const each of reached) for (const next of importsOf(each)) if (!but.has(next)) reached.add(next);
  return reached;
}
