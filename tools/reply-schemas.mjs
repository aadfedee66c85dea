/**
 * Makes JSON schemas of every answer of the REST API from the TypeScript types themselves (apps/gateway/src/openapi/replies.ts),
 * so that the OpenAPI document cannot say anything else than the contracts. Not a general generator: it knows the kinds
 * of type that contracts use and stops at any other. `node tools/reply-schemas.mjs [--check]`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import ts from 'typescript';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const source = resolve(root, 'apps/gateway/src/openapi/replies.ts');
const target = resolve(root, 'apps/gateway/src/openapi/generated/reply-schemas.ts');
const componentRef = (name) => ({ $ref: `#/components/schemas/${name}` });

/** Text of the generated module. */
async function generate() {
  const program = ts.createProgram([source], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    skipLibCheck: true,
    customConditions: ['@cardwright/source'],
    types: [],
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(source);
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(file));
  const replies = exported.find(({ name }) => name === 'Replies');
  const components = {};
  const writer = new SchemaWriter(checker, program, components);
  const rows = {};
  for (const reply of checker.getDeclaredTypeOfSymbol(replies).getProperties().toSorted(byName))
    rows[reply.name] = writer.schemaOf(checker.getTypeOfSymbol(reply));
  const sorted = Object.fromEntries(Object.entries(components).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const text =
    '/** Made by tools/reply-schemas.mjs from replies.ts and the contracts. Do not edit. */\n' +
    `export const replySchemas = ${JSON.stringify({ replies: rows, components: sorted })};\n`;
  return prettier.format(text, { ...(await prettier.resolveConfig(target)), parser: 'typescript' });
}

const byName = (a, b) => (a.name < b.name ? -1 : 1);

class SchemaWriter {
  constructor(checker, program, components) {
    Object.assign(this, { checker, program, components });
  }

  schemaOf(type) {
    const name = this.nameOf(type);
    if (name === undefined) return this.inline(type);
    if (!(name in this.components)) {
      this.components[name] = {};
      const described = this.description(type.aliasSymbol ?? type.symbol);
      this.components[name] = { ...this.inline(type), ...described };
    }
    return componentRef(name);
  }

  /** Component name: declared types of ours. `Page<Person>` is PersonPage; a page of something unnamed has no name. */
  nameOf(type) {
    const symbol = type.aliasSymbol ?? type.symbol;
    const isLiteralUnion =
      type.isUnion() && type.aliasSymbol !== undefined && type.types.every((t) => t.isStringLiteral());
    if (!isLiteralUnion && (!(type.flags & ts.TypeFlags.Object) || symbol === undefined)) return undefined;
    if (symbol.name.startsWith('__') || this.checker.isArrayType(type) || this.checker.isTupleType(type))
      return undefined;
    const declaration = symbol.declarations?.[0];
    if (declaration === undefined || this.program.isSourceFileDefaultLibrary(declaration.getSourceFile()))
      return undefined;
    const argument = (type.aliasTypeArguments ?? this.checker.getTypeArguments(type))[0];
    if (argument === undefined) return symbol.name;
    const argumentName = this.nameOf(argument);
    return argumentName === undefined ? undefined : argumentName + symbol.name;
  }

  inline(type) {
    const { flags } = type;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (flags & ts.TypeFlags.Null) return { type: 'null' };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { type: typeof type.value, enum: [type.value] };
    if (flags & ts.TypeFlags.BooleanLiteral) return { type: 'boolean', enum: [type.intrinsicName === 'true'] };
    if (flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
    if (flags & ts.TypeFlags.NonPrimitive) return { type: 'object' };
    if (type.isUnion()) return this.union(type);
    if (this.checker.isArrayType(type))
      return { type: 'array', items: this.schemaOf(this.checker.getTypeArguments(type)[0]) };
    if (flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.object(type);
    throw new TypeError(`no schema for ${this.checker.typeToString(type)}`);
  }

  union(type) {
    const members = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    const isNull = (member) => Boolean(member.flags & ts.TypeFlags.Null);
    const others = members.filter((member) => !isNull(member));
    const nullable = others.length < members.length;
    const strings = others.filter((member) => member.isStringLiteral());
    const rest = others.filter((member) => !member.isStringLiteral() && !(member.flags & ts.TypeFlags.BooleanLiteral));
    const schemas = rest.map((member) => this.schemaOf(member));
    // Sorted, because the compiler's own order follows whatever it happened to read first.
    if (strings.length > 0) schemas.push({ type: 'string', enum: strings.map(({ value }) => value).toSorted() });
    if (rest.length + strings.length < others.length) schemas.push({ type: 'boolean' });
    if (schemas.length !== 1) return { anyOf: [...schemas, ...(nullable ? [{ type: 'null' }] : [])] };
    const [only] = schemas;
    if (!nullable) return only;
    if (!only.type || only.type === 'object') return { anyOf: [only, { type: 'null' }] };
    return { ...only, type: [only.type, 'null'], ...(only.enum ? { enum: [...only.enum, null] } : {}) };
  }

  object(type) {
    const index = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const properties = {};
    const required = [];
    for (const property of this.checker.getPropertiesOfType(type)) {
      const isOptional = Boolean(property.flags & ts.SymbolFlags.Optional);
      const declared = this.checker.getTypeOfSymbol(property);
      const schema = this.schemaOf(isOptional ? (this.checker.getNonOptionalType?.(declared) ?? declared) : declared);
      properties[property.name] = { ...schema, ...this.description(property) };
      if (!isOptional) required.push(property.name);
    }
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(index ? { additionalProperties: this.schemaOf(index.type) } : {}),
    };
  }

  description(symbol) {
    const text = ts.displayPartsToString(symbol?.getDocumentationComment(this.checker) ?? []);
    return text === '' ? {} : { description: text };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await generate();
  const fresh =
    text ===
    (() => {
      try {
        return readFileSync(target, 'utf8');
      } catch {
        return '';
      }
    })();
  if (process.argv.includes('--check') && !fresh) {
    console.error('reply-schemas.ts is stale: run `node tools/reply-schemas.mjs`');
    process.exitCode = 1;
  } else if (!fresh) writeFileSync(target, text);
}
