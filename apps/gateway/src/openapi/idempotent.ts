/** How the document tells of the header Idempotency-Key, for every operation in the table of the contracts. `@Reply` sets it. */
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import {
  idempotencyKeptHours,
  idempotencyKeyPattern,
  type KeptAnswer,
} from '@cardwright/contracts/nats/idempotent-operations';

export const idempotencyHeader = 'idempotency-key';
export const idempotentRoute = 'cardwright:idempotent';
/** Where it is left for the document, which has no such member in the end. */
export const keepsAnswer = 'x-keeps-answer';

const description =
  `A key of your own for this request, such as a UUID. Sent again within ${idempotencyKeptHours} hours with the same key and body, it is done once and
answered as the first time; with another body, or for another operation, it is refused (409 REQUEST_KEY_REUSED). While the first is at work, the second is
told to come again (409 REQUEST_KEY_RUNNING). A request that was refused frees its key.`.replaceAll('\n', ' ');
const secretDescription =
  'The answer of this operation holds a secret and is not kept: the same key again is answered 409 REQUEST_KEY_ANSWERED, and nothing is done twice.';

export const Idempotent = (keeps: KeptAnswer): MethodDecorator =>
  applyDecorators(
    SetMetadata(idempotentRoute, true),
    ApiExtension(keepsAnswer, keeps),
    ApiHeader({
      name: idempotencyHeader,
      required: false,
      description: keeps === 'secret' ? `${description} ${secretDescription}` : description,
      schema: { type: 'string', pattern: idempotencyKeyPattern.source },
    }),
  ) as MethodDecorator;
