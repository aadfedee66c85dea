/**
 * Makes JSON schemas of every answer of the REST API and of every event of the feed from the TypeScript types themselves
 * (apps/gateway/src/openapi/replies.ts, events.ts), so that the OpenAPI and AsyncAPI documents cannot say anything else than the contracts. Not a general generator: it knows the kinds
 * of type that contracts use and stops at any other. `node tools/reply-schemas.mjs [--check]`
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import ts from 'typescript';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const openapi = resolve(root, 'apps/gateway/src/openapi');
const componentRef = (name) => ({ $ref: `#/components/schemas/${name}` });

const replies = { source: resolve(openapi, 'replies.ts'), target: resolve(openapi, 'generated/reply-schemas.ts') };
const events = { source: resolve(openapi, 'events.ts'), target: resolve(openapi, 'generated/event-schemas.ts') };

/** Text of each generated module, by its path. */
async function generate() {
  const program = ts.createProgram([replies.source, events.source], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    skipLibCheck: true,
    customConditions: ['@cardwright/source'],
    types: [],
  });
  const ofReplies = new Rows(program, replies.source);
  const ofEvents = new Rows(program, events.source);
  const { envelope } = ofEvents.rows('FeedEnvelopes', (writer, type) => writer.inline(type));
  return {
    [replies.target]: await textOf('replySchemas', 'replies.ts', replies.target, {
      replies: ofReplies.rows('Replies', (writer, type) => writer.schemaOf(type)),
      components: ofReplies.components(),
    }),
    [events.target]: await textOf('eventSchemas', 'events.ts', events.target, {
      envelope,
      events: ofEvents.rows('FeedEvents', (writer, type, symbol) => ({
        ...writer.schemaOf(type),
        ...writer.description(symbol),
      })),
      components: ofEvents.components(),
    }),
  };
}

async function textOf(name, from, target, schemas) {
  const text =
    `/** Made by tools/reply-schemas.mjs from ${from} and the contracts. Do not edit. */\n` +
    `export const ${name} = ${JSON.stringify(schemas)};\n`;
  return prettier.format(text, { ...(await prettier.resolveConfig(target)), parser: 'typescript' });
}

/** What a module exports as a type with one row per property. */
class Rows {
  constructor(program, source) {
    this.checker = program.getTypeChecker();
    this.exported = this.checker.getExportsOfModule(this.checker.getSymbolAtLocation(program.getSourceFile(source)));
    this.found = {};
    this.writer = new SchemaWriter(this.checker, program, this.found);
  }

  rows(type, schema) {
    const symbol = this.exported.find(({ name }) => name === type);
    const rows = this.checker.getDeclaredTypeOfSymbol(symbol).getProperties().toSorted(byName);
    return Object.fromEntries(
      rows.map((row) => [row.name, schema(this.writer, this.checker.getTypeOfSymbol(row), row)]),
    );
  }

  components() {
    return Object.fromEntries(Object.entries(this.found).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
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

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [target, text] of Object.entries(await generate())) {
    const fresh = existsSync(target) && readFileSync(target, 'utf8') === text;
    if (process.argv.includes('--check') && !fresh) {
      console.error(`${target} is stale: run \`node tools/reply-schemas.mjs\``);
      process.exitCode = 1;
    } else if (!fresh) writeFileSync(target, text);
  }
