/** Sagas: their state and timeline, what people decide about them, and the PIN on its sealed way to the agent. */
import { Body, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { heldRequest } from '../events/held-request.js';
import { SagaEvents } from '../events/saga-events.js';
import { StreamPlaces } from '../events/stream-places.js';
import { Operation } from '../openapi/operation.js';
import { Reply, ReplyFile } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { sendCsv } from './csv.js';
import { sagaColumns } from './exported-columns.js';
import { ReasonTextBody, SagaParam } from './dto/common.dto.js';
import {
  BrowserPasskeyBody,
  RetryBody,
  RevealInitialPinBody,
  SagaQuery,
  SagasExportQuery,
  SagasQuery,
  ShowTemporaryPinBody,
  SupplyPinBody,
  TimelineQuery,
} from './dto/sagas.dto.js';
import { wordsAsReason } from './reason-text.js';

@ApiController('sagas')
export class SagasController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly events: SagaEvents,
    private readonly places: StreamPlaces,
  ) {}

  @Get()
  @Operation('List sagas', {
    says: 'In pages, by state, kind, device and person, newest first or sorted as asked. stuck: only those that wait for somebody.',
    problems: ['REQUEST_CURSOR_OF_OTHER_ORDER'],
  })
  @Reply('sagas.list')
  list(@Query() query: SagasQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.list', query, caller);
  }

  @Get('export')
  @Operation('Export the list of sagas', {
    says: 'As CSV (RFC 4180, UTF-8): everything that the list would show with these filters, in its order; at most 100,000 rows. It is written into the audit.',
    problems: ['REQUEST_EXPORT_TOO_LARGE'],
  })
  @ReplyFile('text/csv')
  export(
    @Query() query: SagasExportQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ) {
    const ask = (page: PageRequest) => this.rpc.issuance('sagas.list', { ...query, ...page }, caller);
    return sendCsv(reply, 'sagas', sagaColumns, ask, validity);
  }

  @Get('attention')
  @Operation('Count what waits for somebody', {
    says: 'Stopped work, and work that waits for a PIN, of everything that the list of sagas would show to whoever asks.',
  })
  @Reply('sagas.attention')
  attention(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.attention', {}, caller);
  }

  @Get('weeks')
  @Operation('Show how work went by week', {
    says: 'The last twelve weeks of each kind of work, the one that is not over last: how many came to their end, how many were cancelled or overtaken, and the median time in seconds. It is added up every few minutes.',
  })
  @Reply('sagas.weeks')
  weeks(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.weeks', {}, caller);
  }

  @Get(':requestId')
  @Operation('Get a saga', { says: 'Its state, how far it is, and for what it waits.' })
  @Reply('sagas.get')
  async get(
    @Param() param: SagaParam,
    @Query() { waitSeconds }: SagaQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (waitSeconds === undefined) return this.rpc.issuance('sagas.get', param, caller);
    return heldRequest({ places: this.places, caller, validity, reply }, (signal) =>
      this.events.settled(param.requestId, waitSeconds * 1000, caller, signal),
    );
  }

  @Get(':requestId/timeline')
  @Operation('Get the timeline of a saga', {
    says: 'Every step of its progress, in order. afterSequence: only what came after.',
  })
  @Reply('sagas.timeline')
  timeline(@Param() param: SagaParam, @Query() query: TimelineQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.timeline', { ...param, ...query }, caller);
  }

  @Get(':requestId/trace')
  @Operation('Get the APDU trace of a saga', {
    says: 'What went over the link to the card; secrets are taken out where the card is.',
  })
  @Reply('sagas.trace')
  trace(@Param() param: SagaParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.trace', param, caller);
  }

  @Post(':requestId/retry')
  @Operation('Retry a saga that is stuck', {
    says: 'At another workstation too, where that is named. Goes on where it stopped.',
    problems: ['LIFECYCLE_TRANSITION', 'DECISION_INVALID'],
  })
  @Reply('sagas.retry', 202)
  retry(@Param() param: SagaParam, @Body() body: RetryBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.retry', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':requestId/cancel')
  @Operation('Cancel a saga', {
    says: 'Undone as far as its kind says; effect names what becomes of the card.',
    problems: ['LIFECYCLE_TRANSITION', 'DECISION_INVALID'],
  })
  @Reply('sagas.cancel', 202)
  cancel(@Param() param: SagaParam, @Body() body: ReasonTextBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.cancel', { ...param, ...wordsAsReason(body) }, caller, cardTimeout);
  }

  @Get(':requestId/pin-key')
  @Operation('Get the key to seal a PIN to', {
    says: 'Only while the saga waits for a PIN. With the rule for it, what is asked, and the time that the seal is judged by.',
    problems: ['LIFECYCLE_TRANSITION', 'EDGE_UNREACHABLE'],
  })
  @Reply('sagas.pin-key')
  pinKey(@Param() param: SagaParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.pin-key', param, caller, cardTimeout);
  }

  @Post(':requestId/pin')
  @Operation('Give the PIN that a saga waits for', {
    says: 'As a JWE, sealed to the agent’s key. No service can open it; the agent checks it against the PIN rule.',
    problems: ['PIN_SEALED_INVALID', 'PIN_REPLAYED', 'PIN_KEY_EXPIRED', 'PIN_POLICY', 'LIFECYCLE_TRANSITION'],
  })
  @Reply('sagas.supply-pin', 202)
  supplyPin(@Param() param: SagaParam, @Body() body: SupplyPinBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.supply-pin', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':requestId/skip-pin')
  @Operation('Leave out the PIN that a saga waits for', {
    says: 'The card ends Pending, until an operator activates it.',
    problems: ['LIFECYCLE_TRANSITION'],
  })
  @Reply('sagas.skip-pin', 202)
  skipPin(@Param() param: SagaParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.skip-pin', param, caller, cardTimeout);
  }

  @Post(':requestId/passkey-options')
  @Operation('Ask what a browser is to make a passkey of', {
    says: 'Only while the saga waits for a browser at the computer with the card. Each answer is another challenge; the one before it is good for nothing. Where the relying party has a page for that, the answer is its address.',
    problems: ['LIFECYCLE_TRANSITION', 'RELYING_PARTY_REFUSED', 'RELYING_PARTY_UNAVAILABLE', 'AUTH_STEP_UP_REQUIRED'],
  })
  @Reply('sagas.passkey-options')
  passkeyOptions(@Param() param: SagaParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('sagas.passkey-options', param, caller, cardTimeout);
  }

  @Post(':requestId/passkey')
  @Operation('Give the passkey that a browser has made, or say that its holder is ready', {
    says: 'It is registered only once the card of the saga says that it holds it. Otherwise the saga waits for another one, and says why. Without members: it was registered on the page of the relying party, which is asked; or its holder is ready for the window that the computer with the card opens now.',
    problems: ['LIFECYCLE_TRANSITION', 'RELYING_PARTY_CHALLENGE_EXPIRED'],
  })
  @Reply('sagas.passkey-made', 202)
  passkeyMade(@Param() param: SagaParam, @Body() body: BrowserPasskeyBody, @CurrentCaller() caller: Caller) {
    const { credentialId, clientDataJson, attestationObject } = body;
    const isAll = credentialId !== undefined && clientDataJson !== undefined && attestationObject !== undefined;
    const made = isAll ? { credentialId, clientDataJson, attestationObject } : null;
    return this.rpc.issuance('sagas.passkey-made', { ...param, made }, caller, cardTimeout);
  }

  @Post(':requestId/temporary-pin')
  @Operation('Show a temporary PIN', {
    says: 'The PIN of a card with one PIN for everything while its passkey is made, encrypted by the agent to the key of whoever asks. It serves for nothing once the holder has chosen a PIN. Each look is audited.',
    problems: ['LIFECYCLE_TRANSITION', 'PIN_KEY_EXPIRED', 'EDGE_UNREACHABLE'],
  })
  @Reply('sagas.show-temporary-pin')
  showTemporaryPin(@Param() param: SagaParam, @Body() body: ShowTemporaryPinBody, @CurrentCaller() caller: Caller) {
    const recipientJwk = { ...body.recipientJwk };
    return this.rpc.issuance('sagas.show-temporary-pin', { ...param, recipientJwk }, caller, cardTimeout);
  }

  @Post(':requestId/reveal-initial-pin')
  @Operation('Reveal an initial PIN', {
    says: 'Encrypted to the key of whoever asks, with a reason that is audited. Asks for a fresh sign-in.',
    problems: ['VAULT_SECRET_UNKNOWN', 'AUTH_STEP_UP_REQUIRED'],
  })
  @Reply('sagas.reveal-initial-pin')
  revealInitialPin(@Param() param: SagaParam, @Body() body: RevealInitialPinBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance(
      'sagas.reveal-initial-pin',
      { ...param, ...wordsAsReason(body), recipientJwk: { ...body.recipientJwk } },
      caller,
    );
  }
}
