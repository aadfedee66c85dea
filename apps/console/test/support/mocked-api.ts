/**
 * The API as a browser sees it, without any service: every answer is made from the OpenAPI document, unless a test says what is answered. A new field
 * is in it by itself.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Page, Route } from 'playwright-core';
import { problemAnswer } from './problem-answer.js';

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
}
interface Document {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: Schema }> }> }>
  >;
  components: { schemas: Record<string, Schema> };
}

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const dist = path('../../dist/');
const document = JSON.parse(readFileSync(path('../../../gateway/openapi.json'), 'utf8')) as Document;

const id = '11111111-2222-4333-8444-555555555555';
/** Made by the server alone, so that nobody chooses them; a page reads these as what they are. */
const made: readonly [name: RegExp, value: string][] = [
  [/(At|Until|Before|On|notAfter)$|^(at|since|until|deadline|expirationDate|serverTime)$/, '2026-11-28T10:00:00.000Z'],
  [/(Id|Uuid)$|^(id|kid|jwe|csrfToken|nextCursor|keyset)$/, id],
  [/(Hex|Base64|Base64Url|Hash|thumbprint)$/, 'A1B2C3D4'],
  [/(Url|^url|^portal)$/, 'https://cardwright.example/elsewhere'],
  [/^(version|agentVersion|minimumAgentVersion)$/, '1.2.3'],
];

/** Of what a page shows by: those that show most. */
const telling: readonly unknown[] = ['ACTIVE', 'FAILED', 'ISSUE', 'error'];

const there = /^(online|enabled|cardPresent|known)$/;
/** What is still in use, or free. */
const absent = /^(revokedAt|withdrawnAt|heldBy|endedAt)$/;

/** What is answered instead, by method and template (`GET /api/v1/me`): a body, a refusal, the rows of a stream, or none at all (offline). */
export type Answers = Readonly<Record<string, Answer>>;
export type Answer = { json: unknown } | { problem: ErrorCode } | { rows: readonly unknown[] } | 'offline';

export interface MockedApiOptions {
  me: { roles: readonly string[]; permissions: readonly string[] } & Record<string, unknown>;
  /** A text that somebody could have chosen; name: of its field. */
  textOf: (name: string) => string;
  answers?: Answers;
}

export class MockedApi {
  private readonly me: MockedApiOptions['me'];
  private readonly textOf: (name: string) => string;
  private answers: Answers;

  constructor({ me, textOf, answers = {} }: MockedApiOptions) {
    this.me = me;
    this.textOf = textOf;
    this.answers = answers;
  }

  /** From now on. */
  now(answers: Answers): void {
    this.answers = answers;
  }

  /** Serves the console and the API to this page, at whatever address it opens; nothing leaves the browser. */
  async serve(page: Page): Promise<void> {
    await page.route('**/*', (route) => this.answer(route));
  }

  private async answer(route: Route): Promise<void> {
    const { pathname } = new URL(route.request().url());
    if (!pathname.startsWith('/api/v1/')) return asFile(route, pathname);
    const method = route.request().method().toLowerCase();
    const known = Object.entries(document.paths).find(
      ([template, methods]) =>
        method in methods && new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
    );
    const told = this.answers[`${method.toUpperCase()} ${known?.[0]}`];
    if (told !== undefined) return asTold(route, told);
    const [status, answered] =
      Object.entries(known?.[1][method]?.responses ?? {}).find(([each]) => each.startsWith('2')) ?? [];
    const [type, content] = Object.entries(answered?.content ?? {})[0] ?? [];
    if (content === undefined) return route.fulfill({ status: 404 });
    const value = this.valueOf('', content.schema);
    if (type === 'text/event-stream')
      return route.fulfill({ contentType: type, body: `event: progress\ndata: ${JSON.stringify(value)}\n\n` });
    const body = pathname === '/api/v1/me' ? { ...(value as object), ...this.me } : value;
    return route.fulfill({ status: Number(status), json: body });
  }

  private valueOf(name: string, schema: Schema, depth = 0): unknown {
    if (schema.$ref !== undefined)
      return this.valueOf(name, document.components.schemas[schema.$ref.split('/').at(-1)!]!, depth);
    if (absent.test(name) && [schema.type].flat().includes('null')) return null;
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices)
      return this.valueOf(
        name,
        choices.find(({ type }) => type !== 'null')!,
        depth,
      );
    if (schema.allOf) return Object.assign({}, ...schema.allOf.map((each) => this.valueOf(name, each, depth)));
    if (schema.const !== undefined) return schema.const;
    if (schema.enum)
      return telling.find((each) => schema.enum!.includes(each)) ?? schema.enum.find((each) => each !== null);
    const type = [schema.type].flat().find((each) => each !== 'null');
    if (type === 'array') return depth > 12 ? [] : [this.valueOf(name, schema.items ?? {}, depth + 1)];
    if (type === 'integer' || type === 'number') return 5;
    if (type === 'boolean') return there.test(name);
    if (type === 'string') return made.find(([pattern]) => pattern.test(name))?.[1] ?? this.textOf(name);
    const { additionalProperties: rest } = schema;
    return {
      ...Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([each, its]) => [each, this.valueOf(each, its, depth + 1)]),
      ),
      ...(typeof rest === 'object' && { [this.textOf('key')]: this.valueOf(name, rest, depth + 1) }),
    };
  }
}

function asTold(route: Route, told: Answer): Promise<void> {
  if (told === 'offline') return route.abort('connectionrefused');
  if ('json' in told) return route.fulfill({ json: told.json });
  if ('problem' in told) return route.fulfill(problemAnswer(told.problem, {})(route.request().url()));
  const body = told.rows.map((row) => `event: progress\ndata: ${JSON.stringify(row)}\n\n`).join('');
  return route.fulfill({ contentType: 'text/event-stream', body: `retry: 600000\n${body}` });
}

/** A file of the build, or the page itself. Without the gateway's policy (CSP): what the page does of its own is the question. */
async function asFile(route: Route, pathname: string): Promise<void> {
  if (/^\/(auth|codec)\//.test(pathname)) return route.fulfill({ status: 404 });
  const file = /\.\w+$/.test(pathname) ? pathname.slice(1) : 'index.html';
  const kind = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', html: 'text/html' } as const;
  const body = await readFile(dist + file).catch(() => null);
  if (body === null) return route.fulfill({ status: 404 });
  return route.fulfill({
    body,
    contentType: kind[file.split('.').at(-1) as keyof typeof kind] ?? 'application/octet-stream',
  });
}
