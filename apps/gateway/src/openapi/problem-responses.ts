/**
 * The problems that each operation answers with: its own (`@Operation`) and those that follow from what it takes. One response per status, with an
 * example of each code; `default` stays for what can happen to every request, such as a service that does not answer.
 */
import { type ErrorCode, errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { KeptAnswer } from '@cardwright/contracts/nats/idempotent-operations';
import { keepsAnswer } from './idempotent.js';
import { ownProblems } from './operation.js';
import { operationsOf, type DocumentOperation, type Method } from './operations.js';
import { schemaRef } from './reply.js';

type Operation = DocumentOperation['operation'] & {
  [ownProblems]?: readonly ErrorCode[];
  [keepsAnswer]?: KeptAnswer;
};

const statusOf = (code: ErrorCode): number => errorCatalogue[code].httpStatus;

/** Changes the document. */
export function describeProblems(document: OpenAPIObject): void {
  const codes = new Set<ErrorCode>();
  const responses: Record<string, ReturnType<typeof responseOf>> = {};
  /** Operations that answer alike refer to one response, which has the name of its codes. */
  const shared = (problems: readonly ErrorCode[]): { $ref: string } => {
    const name = problems.join('.');
    responses[name] ??= responseOf(problems);
    return { $ref: `#/components/responses/${name}` };
  };
  for (const { path, method, operation } of operationsOf(document)) {
    const marked: Operation = operation;
    const problems = problemsOf(path, method, marked);
    delete marked[ownProblems];
    delete marked[keepsAnswer];
    for (const status of [...new Set(problems.map(statusOf))].toSorted((a, b) => a - b))
      operation.responses[String(status)] = shared(problems.filter((code) => statusOf(code) === status));
    problems.forEach((code) => codes.add(code));
  }
  const sorted = Object.entries(responses).toSorted(([a], [b]) => (a < b ? -1 : 1));
  document.components!.responses = Object.fromEntries(sorted);
  document.components!.examples = Object.fromEntries([...codes].toSorted().map((code) => [code, exampleOf(code)]));
}

const ofKeys: readonly ErrorCode[] = ['REQUEST_INVALID', 'REQUEST_KEY_REUSED', 'REQUEST_KEY_RUNNING'];
const keyProblems: Readonly<Record<KeptAnswer, readonly ErrorCode[]>> = {
  kept: ofKeys,
  secret: [...ofKeys, 'REQUEST_KEY_ANSWERED'],
};

/** A card, its sagas and offers, and the one in a reader. */
const aboutCard = /\{(device|request|offer)Id\}|\/inspections$/;

function problemsOf(path: string, method: Method, operation: Operation): readonly ErrorCode[] {
  const { security, requestBody, parameters = [] } = operation;
  const signedIn = security === undefined || security.length > 0;
  const takes = parameters.some((each) => 'in' in each && each.in !== 'header') || requestBody !== undefined;
  return [
    ...new Set<ErrorCode>([
      ...(takes ? (['REQUEST_INVALID'] as const) : []),
      ...(requestBody ? (['REQUEST_MALFORMED', 'REQUEST_MEDIA_TYPE', 'REQUEST_TOO_LARGE'] as const) : []),
      ...(signedIn ? (['AUTH_REQUIRED', 'AUTH_TOKEN_INVALID', 'AUTH_FORBIDDEN'] as const) : []),
      ...(signedIn && method !== 'get' ? (['AUTH_CSRF'] as const) : []),
      ...(signedIn && aboutCard.test(path) ? (['AUTH_NOT_YOUR_DEVICE'] as const) : []),
      ...(path.includes('{') ? (['REQUEST_NOT_FOUND'] as const) : []),
      'REQUEST_RATE_LIMITED',
      ...(operation[keepsAnswer] ? keyProblems[operation[keepsAnswer]] : []),
      ...(operation[ownProblems] ?? []),
    ]),
  ];
}

const responseOf = (codes: readonly ErrorCode[]) => ({
  description: codes.map((code) => errorCatalogue[code].title).join('; '),
  content: {
    'application/problem+json': {
      schema: schemaRef('Problem'),
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  },
});

function exampleOf(code: ErrorCode) {
  const { title, httpStatus, fix } = errorCatalogue[code];
  return {
    summary: title,
    value: {
      ...{ type: `urn:cardwright:error:${code}`, title, status: httpStatus, detail: title, instance: '/api/v1/…' },
      ...{ code, fix, correlationId: '0b6f2f0e-6f0c-4a53-9d0c-3f3f0a1c7b52' },
    },
  };
}
