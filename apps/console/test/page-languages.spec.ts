/**
 * No page mixes two languages, as far as sources tell: a page that is in German too reads no text that is in English alone, and no text that is in both is
 * read when a module starts, which would keep the language of then. In a browser: integration/languages.spec.ts.
 */
import { expect, it } from '@jest/globals';
import ts from 'typescript';
import { moduleOf, modules, parse, reachedFrom, textOf } from './support/sources.js';

const router = 'app/router.tsx';
/** Pages that are in every language, and the frame around them. */
const inGerman = [
  ...['app/shell.tsx', 'app/home.tsx', 'app/fallback-pages.tsx'],
  ...textOf(router)
    .split('createRoute({')
    .filter((route) => /forHolders: true|frame: '/.test(route))
    .map((route) => moduleOf(router, /import\('([^']+)'\)/.exec(route)![1]!)!),
];
/** It asks for the reader's language itself; in a letter it is that of whoever gets it; languages are called as they call themselves. */
const otherwise = new Set(['api/problem.text.ts', 'sagas/pin-letter.text.ts', 'app/app.text.ts languageNames']);

const isPart = (node: ts.Node): boolean =>
  ts.isObjectLiteralExpression(node) || ts.isStringLiteralLike(node) || ts.isArrayLiteralExpression(node);
const variablesOf = (module: string): ts.VariableDeclaration[] =>
  parse(module).statements.flatMap((each) => (ts.isVariableStatement(each) ? each.declarationList.declarations : []));
const isExported = ({ parent }: ts.VariableDeclaration): boolean =>
  (parent.parent as ts.VariableStatement).modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

/** Exports of a catalogue that are the same in every language. */
const inOneLanguage = (module: string): string[] =>
  variablesOf(module)
    .filter((each) => isExported(each) && each.initializer !== undefined && isPart(each.initializer))
    .map(({ name }) => `${module} ${name.getText()}`);

it('a page that is in German too reads no text that is in English alone', () => {
  expect(inGerman.length).toBeGreaterThan(15);
  const reached = new Set(inGerman.flatMap((page) => [...reachedFrom(page, new Set([router]))]));
  const catalogues = [...reached].filter((module) => module.endsWith('.text.ts') && !otherwise.has(module));
  expect(catalogues.length).toBeGreaterThan(15);
  expect(catalogues.flatMap(inOneLanguage).filter((each) => !otherwise.has(each))).toEqual([]);
});

/** What of it follows the language of the page. */
function following(module: string): Set<string> {
  const names = new Set<string>();
  for (const { name, initializer } of variablesOf(module)) {
    if (initializer === undefined) continue;
    const [from] = initializer.getText().split(/[.(<]/);
    if (from !== 'inPagesLanguage' && !names.has(from!)) continue;
    if (ts.isIdentifier(name)) names.add(name.text);
    else for (const each of name.elements) if (!ts.isOmittedExpression(each)) names.add(each.name.getText());
  }
  return names;
}

/** Names in it of texts that follow the language of the page: its own, and those that it imports. */
function followingIn(module: string): Set<string> {
  const names = following(module);
  for (const each of parse(module).statements) {
    if (!ts.isImportDeclaration(each)) continue;
    const from = moduleOf(module, (each.moduleSpecifier as ts.StringLiteral).text);
    const bindings = each.importClause?.namedBindings;
    if (from === undefined || bindings === undefined || !ts.isNamedImports(bindings)) continue;
    const theirs = following(from);
    for (const { name, propertyName } of bindings.elements)
      if (theirs.has((propertyName ?? name).text)) names.add(name.text);
  }
  return names;
}

const atOnce = new Set(['map', 'flatMap', 'filter', 'find', 'some', 'every', 'reduce', 'sort', 'toSorted', 'forEach']);
/** Given to `map` and its like, a function runs where it stands. */
function runsLater(node: ts.Node): boolean {
  if (!ts.isFunctionLike(node)) return false;
  const { parent } = node;
  return !(
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    atOnce.has(parent.expression.name.text)
  );
}
const isName = ({ parent }: ts.Identifier, node: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isBindingElement(parent)) &&
  parent.name === node;

/** A catalogue may take its own groups apart: they follow the language all the same. */
const takesApart = (module: string, node: ts.Identifier): boolean => {
  const whole = ts.isPropertyAccessExpression(node.parent) ? node.parent : node;
  return module.endsWith('.text.ts') && ts.isVariableDeclaration(whole.parent) && whole.parent.initializer === whole;
};

function readAtStart(module: string): string[] {
  const names = followingIn(module);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (runsLater(node) || ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node) && names.has(node.text) && !isName(node, node) && !takesApart(module, node))
      found.push(`${module}: ${node.parent.getText()}`);
    ts.forEachChild(node, visit);
  };
  if (names.size > 0) visit(parse(module));
  return found;
}

it('no text that follows the language of the page is read when a module starts', () => {
  expect(modules.filter((module) => followingIn(module).size > 0).length).toBeGreaterThan(50);
  expect(modules.flatMap(readAtStart)).toEqual([]);
});
