/** `reason` means one thing in the whole API: a code of a closed list. Words are `reasonText`. */
import { beforeAll, expect, it } from '@jest/globals';
import { openApiText } from '../openapi-text.js';
import { asyncApiDocument } from './asyncapi-document.js';

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}
type Named = [where: string, Schema];

let document: { paths: object; components: { schemas: Record<string, Schema> } };
beforeAll(async () => {
  document = JSON.parse(await openApiText()) as typeof document;
});

/** Properties and parameters of this name, anywhere below. */
function named(name: string, value: unknown, where = ''): Named[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, each]) => named(name, each, `${where}/${key}`));
  const { properties, in: place, ...rest } = value as { properties?: Record<string, Schema> } & Record<string, unknown>;
  const own = place !== undefined && rest['name'] === name ? (rest['schema'] as Schema) : properties?.[name];
  return own === undefined ? below : [[where, own], ...below];
}

/** The schema without its references, and each of its variants but null. */
function variants(schema: Schema, all = document.components.schemas): Schema[] {
  if (schema.$ref !== undefined) return variants(all[schema.$ref.split('/').at(-1)!]!, all);
  const inner = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  return inner === undefined
    ? [schema].filter(({ type }) => type !== 'null')
    : inner.flatMap((each) => variants(each, all));
}
const isCode = (value: unknown): boolean =>
  value === null || /^[A-Z]+(_[A-Z]+)*$|^[a-z]+([A-Z][a-z]+)*$/.test(String(value));
const isClosedList = ({ enum: values }: Schema): boolean => values !== undefined && values.every(isCode);
const notOf = (found: Named[], rule: (schema: Schema) => boolean, all?: Record<string, Schema>): string[] =>
  found.filter(([, schema]) => !variants(schema, all).every(rule)).map(([where]) => where);

it('has only closed lists of codes as `reason`, in what is asked and in what is answered', () => {
  const found = named('reason', document);
  expect(found.length).toBeGreaterThan(15);
  expect(notOf(found, isClosedList)).toEqual([]);
});

it('has only free words as `reasonText`', () => {
  const found = named('reasonText', document);
  expect(found.length).toBeGreaterThan(15);
  expect(notOf(found, ({ enum: values }) => values === undefined)).toEqual([]);
});

it('says so in the feed of events too', () => {
  const { components } = JSON.parse(JSON.stringify(asyncApiDocument())) as typeof document;
  const found = named('reason', components);
  expect(found).toHaveLength(2);
  expect(notOf(found, isClosedList, components.schemas)).toEqual([]);
});
