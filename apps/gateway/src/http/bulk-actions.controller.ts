/** One action on many cards or sagas: looked at first, then done. */
import { Body, Post, Req } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { StepUp } from '../auth/step-up.guard.js';
import { Operation, reasoned } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { BulkActBody, BulkPreviewBody } from './dto/bulk-actions.dto.js';
import { wordsAsReason } from './reason-text.js';

@ApiController('bulk-actions')
export class BulkActionsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly stepUp: StepUp,
  ) {}

  @Post('preview')
  @Operation('Look at what an action would do to many', {
    says: 'Of each card or saga whether it would be done, and why not. Nothing is changed.',
    problems: ['BULK_TOO_MANY'],
  })
  @Reply('bulk.preview')
  preview(@Body() body: BulkPreviewBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('bulk.preview', body, caller, cardTimeout);
  }

  @Post()
  @Operation('Do an action to many', {
    says: 'Each as the action on one alone, with an audit row of its own; one that is refused holds up no other, and its row says why. At most 100 devices or 10 sagas. `resume` asks for a fresh sign-in (docs/decisions/0013).',
    problems: ['BULK_TOO_MANY', 'AUTH_STEP_UP_REQUIRED', ...reasoned],
  })
  @Reply('bulk.act')
  act(@Body() body: BulkActBody, @CurrentCaller() caller: Caller, @Req() request: FastifyRequest) {
    if (body.action === 'resume') this.stepUp.require(request);
    return this.rpc.issuance('bulk.act', body.action === 'cancel' ? cancelling(body) : body, caller, cardTimeout);
  }
}

/** Throws REQUEST_INVALID {field}. */
function cancelling(body: BulkActBody): Omit<BulkActBody, 'reasonText'> {
  if (body.reason !== undefined)
    throw new CardwrightError('REQUEST_INVALID', say('input.cancel-reason'), {
      field: 'reason',
    });
  return wordsAsReason(body);
}
