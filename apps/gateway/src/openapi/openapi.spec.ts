import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { idempotentOperations } from '@cardwright/contracts/nats/idempotent-operations';
import { reasons, type ReasonUse } from '@cardwright/contracts/card/reasons';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiText } from '../openapi-text.js';
import { answerExamples } from './generated/answer-examples.js';
import { requestExamples } from './request-examples.js';

interface Operation {
  operationId: string;
  tags: string[];
  summary?: string;
  description?: string;
  security?: object[];
  responses: Record<
    string,
    {
      content?: Record<string, { schema: { $ref?: string }; example?: unknown }>;
      headers?: Record<string, { description: string }>;
    }
  >;
  requestBody?: {
    content: Record<
      string,
      { schema: { $ref?: string }; example?: unknown; examples?: Record<string, { value: object }> }
    >;
  };
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
}
interface Document {
  openapi: string;
  servers: object[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, { properties?: Record<string, { enum?: string[] }> }>;
    examples: Record<string, { value: object }>;
    responses: Record<string, object>;
    securitySchemes: Record<string, object>;
  };
}

let text: string;
let document: Document;
beforeAll(async () => {
  text = await openApiText();
  document = JSON.parse(text) as Document;
});
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** One-time codes, tokens, and what is sealed or signed, by the names of their members. */
function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' && inner.length >= 43 && /^(code|jwe|jwt|proofBase64Url|url)$/.test(name)
      ? [inner]
      : secretsIn(inner),
  );
}

/** Whatever makes or changes something: each POST by its route, each PATCH as `PATCH <route>`. */
const changing = (): [name: string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, { post, patch }]) => {
    const route = path.replace('/api/v1/', '');
    return [
      ...(post === undefined ? [] : [[route, post] as [string, Operation]]),
      ...(patch === undefined ? [] : [[`PATCH ${route}`, patch] as [string, Operation]]),
    ];
  });

describe('OpenAPI document', () => {
  it('is committed as it is now (node apps/gateway/dist/write-openapi.js)', () => {
    expect(readFileSync(path('../../openapi.json'), 'utf8')).toBe(text);
  });

  it('describes answers as the contracts are now (node tools/reply-schemas.mjs)', () => {
    execFileSync(process.execPath, [path('../../../../tools/reply-schemas.mjs'), '--check']);
  }, 30_000);

  it('is OpenAPI 3.1 and refers to nothing that it does not have', () => {
    expect(document.openapi).toBe('3.1.0');
    const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!);
    expect(references.filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  it('describes the answer and the problems of every operation', () => {
    for (const [route, operations] of Object.entries(document.paths))
      for (const [method, { responses }] of Object.entries(operations)) {
        const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        expect([route, method, answers.length]).toEqual([route, method, 1]);
        expect(Object.values(answers[0]![1].content ?? {})[0]?.schema.$ref).toBeTruthy();
        expect(responses.default?.content?.['application/problem+json']?.schema.$ref).toMatch(/Problem$/);
      }
  });

  it('[F07] takes an idempotency key with whatever starts or changes something, unless doing it twice is the same as once', () => {
    const named = (has: boolean) =>
      changing().flatMap(([name, { parameters = [] }]) =>
        parameters.some((each) => each.name === 'idempotency-key') === has ? [name] : [],
      );
    const taking = named(true);
    expect(taking).toHaveLength(idempotentOperations.size);
    expect(taking).toEqual(expect.arrayContaining(['people', 'PATCH people/{personId}']));
    expect(document.paths['/api/v1/devices/{deviceId}/lock']!.post!.parameters).toContainEqual(
      expect.objectContaining({
        in: 'header',
        required: false,
        schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' },
      }),
    );
    const conflicts = (name: string) => JSON.stringify(new Map(changing()).get(name)!.responses['409'] ?? {});
    for (const route of taking) expect(conflicts(route)).toMatch(/REQUEST_KEY_REUSED\.REQUEST_KEY_RUNNING/);
    expect(conflicts('deployment-codes')).toMatch(/REQUEST_KEY_ANSWERED/);
    expect(text).not.toContain('x-keeps-answer');
    // Looks and dry runs; imports and a sign-out, which change nothing the second time; pairings and passkeys, where a one-time code or challenge is the key.
    expect(named(false)).toEqual([
      'people/{personId}/sign-out',
      'people/import',
      'people/imports',
      'people/imports/{importId}/commit',
      'models/validate',
      'profiles/validate',
      'workstations/{workstationId}/doctor',
      'workstations/enrol',
      'bridge/challenges',
      'bridge/pairing',
      'bridge/pairing/typed',
      'inspections',
      'bulk-actions/preview',
      'devices/{deviceId}/plan',
      'devices/{deviceId}/reprovision/plan',
      'devices/{deviceId}/update/plan',
      'campaigns/count',
      'sagas/{requestId}/passkey-options',
      'sagas/{requestId}/passkey',
      'sagas/{requestId}/temporary-pin',
      'sagas/{requestId}/reveal-initial-pin',
      'audit/verify',
    ]);
  });

  it('shows what to send first, by bodies that their own schemas take and reasons of the catalogue that are for it', () => {
    const shown = Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .filter(({ requestBody }) => requestBody?.content['application/json']?.examples !== undefined);
    expect(shown.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(requestExamples).toSorted());
    const uses: Record<string, ReasonUse> = {
      ...{ reprovision: 'reprovision', requestReprovision: 'reprovision', update: 'update', resetPin: 'pin-reset' },
      ...{
        requestPinReset: 'pin-reset',
        lock: 'lock',
        requestLock: 'lock',
        replace: 'replace',
        askReplacement: 'replace',
      },
      ...{ suspend: 'suspend', resume: 'resume', terminate: 'cancel' },
    };
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(document, 'document');
    for (const { operationId, requestBody } of shown) {
      const { schema, examples } = requestBody!.content['application/json']!;
      const use = uses[operationId.split('.')[1]!];
      for (const [name, { value }] of Object.entries(examples!)) {
        expect([operationId, name, ajv.validate({ $ref: `document${schema.$ref!}` }, value), ajv.errors]).toEqual([
          ...[operationId, name, true, null],
        ]);
        if (use !== undefined) {
          const reason = reasons.find(({ code }) => code === (value as { reason: string }).reason);
          expect([operationId, name, reason?.uses.includes(use)]).toEqual([operationId, name, true]);
          expect(reason!.textNeeded && !('reasonText' in value)).toBe(false);
        }
      }
    }
  });

  it('shows an answer of each operation, as a system gave it, that its schema takes (api-fuzz.system.spec records them)', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(document, 'document');
    const answers = Object.values(document.paths).flatMap((path) =>
      Object.values(path).flatMap(({ operationId, responses }) => {
        const [, response] = Object.entries(responses).find(([status]) => status.startsWith('2'))!;
        const json = response.content?.['application/json'];
        return json === undefined ? [] : [{ operationId, ...json }];
      }),
    );
    const faults = answers
      .filter(({ example }) => example !== undefined)
      .filter(({ schema, example }) => !ajv.validate({ $ref: `document${schema.$ref!}` }, example));
    expect(faults.map(({ operationId }) => operationId)).toEqual([]);
    const without = answers.filter(({ example }) => example === undefined).map(({ operationId }) => operationId);
    expect(without).toEqual([]);
  });

  it('shows what was sent for such an answer, without anything that was a secret then', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(document, 'document');
    const bodies = Object.values(document.paths).flatMap((path) =>
      Object.values(path).flatMap(({ operationId, requestBody }) => {
        const json = requestBody?.content['application/json'];
        return json === undefined ? [] : [{ operationId, ...json }];
      }),
    );
    const sent = bodies.filter(({ example }) => example !== undefined);
    const faults = sent.filter(({ schema, example }) => !ajv.validate({ $ref: `document${schema.$ref!}` }, example));
    expect(faults.map(({ operationId }) => operationId)).toEqual([]);
    const secrets = [...Object.values(answerExamples), ...sent.map(({ example }) => example)].flatMap(secretsIn);
    expect(secrets.length).toBeGreaterThan(5);
    // Rows of one letter (record-examples.ts).
    expect(secrets.filter((secret) => /(?!A+\b)\b[A-Za-z0-9_-]{43,}/.test(secret))).toEqual([]);
    const without = bodies.filter(({ example, examples }) => example === undefined && examples === undefined);
    expect(without.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('names the headers of answers: the id of the request in all, and with 429 when to come back', () => {
    const $ref = (name: string) => ({ $ref: `#/components/headers/${name}` });
    const read = document.paths['/api/v1/people/{personId}']!.get!.responses['200']! as unknown as { headers: object };
    expect(Object.keys(read.headers)).toEqual(['ETag', 'x-correlation-id']);
    const { responses } = document.components as unknown as { responses: Record<string, { headers: object }> };
    expect(responses['REQUEST_RATE_LIMITED']!.headers).toEqual({
      'x-correlation-id': $ref('x-correlation-id'),
      'Retry-After': $ref('Retry-After'),
      RateLimit: $ref('RateLimit'),
      'RateLimit-Policy': $ref('RateLimit-Policy'),
    });
    expect(responses['REQUEST_NOT_FOUND']!.headers).toEqual({ 'x-correlation-id': $ref('x-correlation-id') });
  });

  it('says of every operation what it is for, each in other words', () => {
    const operations = Object.values(document.paths).flatMap((each) => Object.values(each));
    expect(
      operations.filter(({ summary }) => !/^[A-Z].*[^.]$/.test(summary ?? '')).map((each) => each.operationId),
    ).toEqual([]);
    const unfinished = operations.filter(({ description }) => description !== undefined && !description.endsWith('.'));
    expect(unfinished.map(({ operationId, description }) => [operationId, description])).toEqual([]);
    const summaries = operations.map(({ summary }) => summary);
    expect(summaries.filter((summary, index) => summaries.indexOf(summary) !== index)).toEqual([]);
  });

  it('names the problems of an operation by their status, with an example of each', () => {
    const bind = document.paths['/api/v1/devices/{deviceId}/bind']!.post!;
    const problem = (codes: string) => ({ $ref: `#/components/responses/${codes}` });
    expect({ ...bind.responses, 201: 'done', default: 'any other' }).toEqual({
      201: 'done',
      400: problem('REQUEST_INVALID.REQUEST_MALFORMED'),
      401: problem('AUTH_REQUIRED.AUTH_TOKEN_INVALID'),
      403: problem('AUTH_FORBIDDEN.AUTH_CSRF.AUTH_NOT_YOUR_DEVICE.AUTH_SEPARATION_OF_DUTIES'),
      404: problem('REQUEST_NOT_FOUND.PROFILE_NOT_FOUND'),
      409: problem(
        'REQUEST_KEY_REUSED.REQUEST_KEY_RUNNING.LIFECYCLE_TRANSITION.PERSON_DISABLED.PROFILE_WITHDRAWN.LIFECYCLE_GROUP_OCCUPIED.LIFECYCLE_REPLACEMENT_MISMATCH',
      ),
      413: problem('REQUEST_TOO_LARGE'),
      415: problem('REQUEST_MEDIA_TYPE'),
      429: problem('REQUEST_RATE_LIMITED'),
      default: 'any other',
    });
    expect(document.components.responses['REQUEST_NOT_FOUND.PROFILE_NOT_FOUND']).toEqual({
      description: 'There is no such thing, or you may not see it; No such credential profile',
      headers: { 'x-correlation-id': { $ref: '#/components/headers/x-correlation-id' } },
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: {
            REQUEST_NOT_FOUND: { $ref: '#/components/examples/REQUEST_NOT_FOUND' },
            PROFILE_NOT_FOUND: { $ref: '#/components/examples/PROFILE_NOT_FOUND' },
          },
        },
      },
    });
    expect(document.components.examples.LIFECYCLE_GROUP_OCCUPIED?.value).toEqual({
      type: 'urn:cardwright:error:LIFECYCLE_GROUP_OCCUPIED',
      title: 'The holder has an active card of this credential group',
      status: 409,
      detail: 'The holder has an active card of this credential group',
      instance: '/api/v1/…',
      code: 'LIFECYCLE_GROUP_OCCUPIED',
      fix: expect.stringMatching(/^[A-Z].*\.$/),
      correlationId: '0b6f2f0e-6f0c-4a53-9d0c-3f3f0a1c7b52',
    });
    // Nobody has to be signed in for it.
    expect(Object.keys(document.paths['/api/v1/system']!.get!.responses)).toEqual(['200', '429', 'default']);
    expect(text).not.toContain('x-own-problems');
  });

  it('says of whatever is made or begun where it is read again', () => {
    const located = changing().flatMap(([name, { responses }]) => {
      const { headers } = responses['201'] ?? responses['202'] ?? {};
      return headers?.['Location'] === undefined ? [] : [[name, headers['Location'].description]];
    });
    expect(located).toHaveLength(24);
    expect(Object.fromEntries(located)).toMatchObject({
      people: 'Where it is read again: /api/v1/people/{personId}',
      'devices/{deviceId}/bind': 'Where it is read again: /api/v1/sagas/{requestId}',
      'devices/{deviceId}/replacement-ask': 'Where it is read again: /api/v1/devices/{deviceId}',
    });
  });

  it('groups operations by the first part of their path, and says what each group is', () => {
    const used = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map(({ tags }) => ({ tags, first: path.split('/')[3] })),
    );
    expect(used.filter(({ tags, first }) => tags.join() !== first)).toEqual([]);
    expect(document.tags.map(({ name }) => name).toSorted()).toEqual(
      [...new Set(used.map(({ first }) => first))].toSorted(),
    );
    expect(document.tags.filter(({ description }) => !/^[A-Z].{9}/.test(description))).toEqual([]);
    expect(document.servers).toEqual([{ url: '/', description: 'The installation that this document is of' }]);
  });

  it('asks for the header against forgery beside the cookie wherever something is changed, and for nothing beside a token', () => {
    expect(document.components.securitySchemes['csrf']).toMatchObject({ in: 'header', name: 'x-csrf-token' });
    const ways = { get: [{ bearer: [] }, { cookie: [] }], other: [{ bearer: [] }, { cookie: [], csrf: [] }] };
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, { security = [] }] of Object.entries(methods))
        if (security.length > 0)
          expect([path, method, security]).toEqual([path, method, ways[method === 'get' ? 'get' : 'other']]);
  });

  it('lists every error code', () => {
    expect(document.components.schemas.Problem?.properties?.code?.enum).toEqual(Object.keys(errorCatalogue).toSorted());
  });
});
