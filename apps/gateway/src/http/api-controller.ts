/** What every controller below /api/v1 has in common. */
import { applyDecorators, Controller } from '@nestjs/common';
import { cardRequestDeadlineMs } from '@cardwright/contracts/nats/edge.api';
import { ApiBearerAuth, ApiCookieAuth } from '@nestjs/swagger';

export const ApiController = (path: string): ClassDecorator =>
  applyDecorators(Controller(`api/v1/${path}`), ApiBearerAuth(), ApiCookieAuth());

/** For requests that end at a card: the agent's own limits come first, so that its reason is the one that people see. */
export const cardTimeout = { timeoutMs: cardRequestDeadlineMs } as const;
