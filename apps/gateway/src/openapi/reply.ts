/**
 * `@Reply('sagas.get')`: documents the answer of a route by the schema that tools/reply-schemas.mjs made from the
 * contracts' types, and the problem details that every route may answer with.
 */
import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiDefaultResponse, ApiResponse } from '@nestjs/swagger';
import { idempotentOperations } from '@cardwright/contracts/nats/idempotent-operations';
import { Idempotent } from './idempotent.js';
import type { replySchemas } from './generated/reply-schemas.js';

export type ReplyName = keyof typeof replySchemas.replies;

const components = '#/components/schemas/';
export const schemaRef = (name: string): { $ref: string } => ({ $ref: components + name });
/** Of a reference that `schemaRef` made. */
export const componentOf = ($ref: string): string => $ref.slice(components.length);

/** Component name of a reply: `sagas.pin-key` -> `SagasPinKeyReply`. */
export const replyComponent = (name: string): string =>
  `${name.replaceAll(/(^|[.-])([a-z])/g, (_match, _separator, letter: string) => letter.toUpperCase())}Reply`;

type Headers = NonNullable<NonNullable<Parameters<typeof ApiResponse>[0]>['headers']>;

/** Answers with this status. A request that takes an idempotency key is known by the name of its answer. */
export const Reply = (name: ReplyName, status = 200, headers?: Headers): MethodDecorator => {
  const keeps = idempotentOperations.get(name);
  return applyDecorators(
    HttpCode(status),
    ...(keeps === undefined ? [] : [Idempotent(keeps)]),
    ApiResponse({ status, description: 'Done', schema: schemaRef(replyComponent(name)), ...(headers && { headers }) }),
    Problems(),
  ) as MethodDecorator;
};

/** A file of this media type, or of one of these. */
export const ReplyFile = (...mediaTypes: string[]): MethodDecorator =>
  applyDecorators(
    ApiResponse({
      status: 200,
      description: 'Done',
      content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: schemaRef('File') }])),
    }),
    Problems(),
  ) as MethodDecorator;

export const Problems = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiDefaultResponse({
      description: 'Problem details (RFC 9457)',
      content: { 'application/problem+json': { schema: schemaRef('Problem') } },
    }),
  ) as MethodDecorator & ClassDecorator;
