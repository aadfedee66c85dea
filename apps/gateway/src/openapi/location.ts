/**
 * Where to read again what a request has made or begun: the header Location of 201 and 202 (RFC 9110 section 10.2.2), a path of this API. It follows from
 * what the answer shows, so that every such operation has it and the document says of which.
 */
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { operationsOf } from './operations.js';
import { componentOf } from './reply.js';

type Answer = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** By the member of the answer, the one that counts first: the path before its id, and the member that is its id. */
const places = [
  ['saga', '/api/v1/sagas/', 'requestId'],
  ['person', '/api/v1/people/', 'personId'],
  ['proposal', '/api/v1/profile-proposals/', 'proposalId'],
  ['campaign', '/api/v1/campaigns/', 'campaignId'],
  ['device', '/api/v1/devices/', 'deviceId'],
] as const;
const made = ['201', '202'];

function locationOf(answer: Answer | undefined): string | undefined {
  const place = places.find(([member]) => answer?.[member]);
  if (place === undefined) return undefined;
  const [member, path, id] = place;
  return path + encodeURIComponent(String(answer![member]![id]));
}

@Injectable()
export class LocationInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (!made.includes(String(reply.statusCode))) return next.handle();
    return next.handle().pipe(
      tap((answer: Answer | undefined) => {
        const location = locationOf(answer);
        if (location !== undefined) reply.header('location', location);
      }),
    );
  }
}

/** Changes the document. */
export function describeLocations(document: OpenAPIObject): void {
  const schemas = document.components?.schemas ?? {};
  for (const { method, operation } of operationsOf(document))
    for (const status of method === 'post' ? made : []) {
      const response = operation.responses[status];
      if (response === undefined || '$ref' in response) continue;
      const shown = response.content?.['application/json']?.schema;
      const answer = shown && '$ref' in shown ? schemas[componentOf(shown.$ref)] : shown;
      const properties = (answer && 'properties' in answer && answer.properties) || {};
      const place = places.find(([member]) => member in properties);
      if (place === undefined) continue;
      const [, path, id] = place;
      const description = `Where it is read again: ${path}{${id}}`;
      response.headers = {
        ...response.headers,
        Location: { description, schema: { type: 'string', format: 'uri-reference' } },
      };
    }
}
