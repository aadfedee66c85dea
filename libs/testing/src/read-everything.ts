/** Reads whatever the REST API shows, once: each GET of its document whose parameters are known, or become known by what others answer. Specs only. */
export interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  responses: Record<string, { content?: Record<string, { schema: { $ref: string } }> }>;
}
export interface ApiDocument {
  paths: Record<string, { get?: Operation; post?: Operation; put?: Operation }>;
}
export interface Read {
  operationId: string;
  status: number;
  /** `#/components/schemas/...` of an answer that is no problem. */
  schema: string;
  body: unknown;
  /** What was sent, where that is a body. */
  request?: unknown;
}

/** An answer that is no problem. */
export function readOf({ operationId, responses }: Operation, body: unknown): Read {
  const [status, { content }] = Object.entries(responses).find(([each]) => each.startsWith('2'))!;
  return { operationId, status: Number(status), schema: content![mediaType]!.schema.$ref, body };
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
