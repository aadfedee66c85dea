/**
 * The client's own key for a request that starts or changes something (header Idempotency-Key, draft-ietf-httpapi-idempotency-key-header): it goes with the
 * caller. The service that does the work keeps keys and answers.
 */
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { idempotencyKeyPattern } from '@cardwright/contracts/nats/idempotent-operations';
import { say } from '@cardwright/contracts/words/say';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { idempotencyHeader, idempotentRoute } from '../openapi/idempotent.js';

@Injectable()
export class IdempotencyKeyInterceptor implements NestInterceptor {
  /** Throws REQUEST_INVALID. A key in the body, where there may be one, counts before the header's. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (Reflect.getMetadata(idempotentRoute, context.getHandler()) !== true) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const inBody = (request.body as { idempotencyKey?: unknown } | undefined | null)?.idempotencyKey;
    const key = typeof inBody === 'string' ? inBody : request.headers[idempotencyHeader];
    if (key !== undefined && (typeof key !== 'string' || !idempotencyKeyPattern.test(key)))
      throw new CardwrightError('REQUEST_INVALID', say('input.idempotency-key'));
    if (key !== undefined) request.idempotencyKey = key;
    return next.handle();
  }
}
