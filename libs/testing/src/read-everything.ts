/** Reads whatever the REST API shows, once: each GET of its document whose parameters are known, or become known by what others answer. Specs only. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  responses: Record<string, { content?: Record<string, { schema: { $ref: string } }> }>;
}
export interface ApiDocument {
  paths: Record<string, { get?: Operation; post?: Operation }>;
}
export interface Read {
  operationId: string;
  status: number;
  /** `#/components/schemas/...` of an answer that is no problem. */
  schema: string;
  body: unknown;
}

const mediaType = 'application/json';

/**
 * tokens: by turns, until one may. known: values of parameters, by their names; grows by the ids of what is read. What cannot be asked, for want of a value,
 * is left out.
 */
export async function readEverything(
  url: string,
  tokens: readonly string[],
  document: ApiDocument,
  known: Record<string, string>,
): Promise<Read[]> {
  const open = new Map(
    Object.entries(document.paths).flatMap(([path, { get }]) =>
      get?.responses['200']?.content?.[mediaType] === undefined ? [] : [[path, get] as const],
    ),
  );
  const read: Read[] = [];
  for (let before = -1; before < read.length;) {
    before = read.length;
    for (const [path, operation] of open) {
      const address = addressOf(path, operation, known);
      if (address === undefined) continue;
      open.delete(path);
      const { status, body } = await ask(url + address, tokens);
      harvest(body, known);
      const schema = operation.responses['200']!.content![mediaType]!.schema.$ref;
      read.push({ operationId: operation.operationId, status, schema, body });
    }
  }
  return read;
}

function addressOf(path: string, { parameters = [] }: Operation, known: Record<string, string>): string | undefined {
  const needed = parameters.filter(({ required, in: where }) => required && where !== 'header');
  if (needed.some(({ name }) => known[name] === undefined)) return undefined;
  const inQuery = needed
    .filter(({ in: where }) => where === 'query')
    .map(({ name }): [string, string] => [name, known[name]!]);
  const query = new URLSearchParams(inQuery).toString();
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(known[name]!));
  return query === '' ? place : `${place}?${query}`;
}

async function ask(address: string, tokens: readonly string[]): Promise<{ status: number; body: unknown }> {
  let last = { status: 0, body: undefined as unknown };
  for (const token of tokens) {
    const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    last = { status: answer.status, body: await answer.json() };
    if (answer.status !== 403) break;
  }
  return last;
}

/** The first id of each name counts. */
function harvest(value: unknown, known: Record<string, string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && /Id$|^serialNumberHex$/.test(name)) known[name] ??= inner;
    harvest(inner, known);
  }
}

const examplesFile = fileURLToPath(
  new URL('../../../apps/gateway/src/openapi/generated/answer-examples.ts', import.meta.url),
);

/** Makes them the examples of the OpenAPI document, each list with its first row alone. names: what stands for an address of this run. */
export async function recordAnswers(answered: readonly Read[], names: readonly [string, string][]): Promise<void> {
  const examples = answered
    .map(({ operationId, body }): [string, unknown] => [operationId, shortened(body)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const json = JSON.stringify(Object.fromEntries(examples), null, 1);
  const text = names.reduce((before, [address, name]) => before.replaceAll(address, name), json);
  await writeFile(
    examplesFile,
    `/** What a system answered: api-fuzz.system.spec with CARDWRIGHT_RECORD_ANSWERS=1. Do not edit. */\nexport const answerExamples: Readonly<Record<string, unknown>> = ${text};\n`,
  );
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shortened(inner)]));
}
