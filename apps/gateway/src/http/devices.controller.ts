/**
 * Devices: looked at, planned, issued, activated, recycled, reprovisioned, updated, suspended. Everything that writes a card answers with its
 * saga (202); what changes the record alone answers with the device.
 */
import { Body, Get, Param, Post, Query, Res } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { atReader, begins, reasoned, Operation } from '../openapi/operation.js';
import { Reply, ReplyFile } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { sendCsv } from './csv.js';
import { deviceColumns } from './exported-columns.js';
import { DeviceParam, PageQuery } from './dto/common.dto.js';
import {
  ActivateBody,
  AtReaderBody,
  BindBody,
  DeclineAskBody,
  DevicesExportQuery,
  DeviceHistoryQuery,
  DevicesQuery,
  InspectBody,
  IssueBody,
  LifecycleBody,
  PinWorkBody,
  PlanBody,
  RecycleBody,
  ReplaceBody,
  ReprovisionBody,
  ReprovisionPlanBody,
  ReprovisionRequestBody,
  UnbindBody,
  UpdateBody,
  UpdatePlanBody,
} from './dto/devices.dto.js';
import { wordsAsReason } from './reason-text.js';

@ApiController('inspections')
export class InspectionsController {
  constructor(private readonly rpc: RpcClient) {}

  @Post()
  @Operation('Look at the card in a reader', {
    says: 'Reads the card in a workstation’s reader, and makes it known as a device when it is not. Writes nothing.',
    problems: [...atReader, 'CARD_NO_IDENTITY'],
  })
  @Reply('devices.inspect')
  inspect(@Body() body: InspectBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.inspect', body, caller, cardTimeout);
  }
}

@ApiController('devices')
export class DevicesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List devices', {
    says: 'In pages; cards and security keys by state, holder, label, identity, profile, model or expiry, sorted as asked. Without the right to see others, one’s own.',
    problems: ['REQUEST_CURSOR_OF_OTHER_ORDER'],
  })
  @Reply('devices.list')
  list(@Query() query: DevicesQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.list', query, caller);
  }

  @Get('export')
  @Operation('Export the list of devices', {
    says: 'As CSV (RFC 4180, UTF-8): everything that the list would show with these filters, in its order; at most 100,000 rows. It is written into the audit.',
    problems: ['REQUEST_EXPORT_TOO_LARGE'],
  })
  @ReplyFile('text/csv')
  export(
    @Query() query: DevicesExportQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ) {
    const ask = (page: PageRequest) => this.rpc.issuance('devices.list', { ...query, ...page }, caller);
    return sendCsv(reply, 'devices', deviceColumns, ask, validity);
  }

  @Get('overview')
  @Operation('Count what needs somebody soon', {
    says: 'What expires within 30, 60 and 90 days, and for how many cards their holder asks for a new one.',
  })
  @Reply('devices.overview')
  overview(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.overview', {}, caller);
  }

  @Get(':deviceId')
  @Operation('Get a device', {
    says: 'With its credentials, its replacement, and what runs on it.',
    problems: ['LIFECYCLE_DEVICE_NOT_FOUND'],
  })
  @Reply('devices.get')
  get(@Param() param: DeviceParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.get', param, caller);
  }

  @Get(':deviceId/history')
  @Operation('List what happened to a device', {
    says: 'The audit trail of the device, its sagas and its certificates: what was done, when, by whom and why; newest first; of one saga where that is named. For whoever may see others’ devices.',
    problems: ['LIFECYCLE_DEVICE_NOT_FOUND'],
  })
  @Reply('devices.history')
  history(@Param() param: DeviceParam, @Query() query: DeviceHistoryQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.history', { ...param, ...query }, caller);
  }

  @Get(':deviceId/update-offers')
  @Operation('List the updates of a device', {
    says: 'What its holder was offered, when, and what they did, newest first; and what is due.',
    problems: ['LIFECYCLE_DEVICE_NOT_FOUND'],
  })
  @Reply('devices.update-offers')
  updateOffers(@Param() param: DeviceParam, @Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.update-offers', { ...param, ...query }, caller);
  }

  @Post(':deviceId/plan')
  @Operation('Plan the issue of a card', {
    says: 'A dry run on the real card: reads only, and says each step, certificate and obstacle.',
    problems: [...atReader, 'PROFILE_NOT_FOUND', 'PROFILE_WITHDRAWN', 'PERSON_DISABLED', 'CARD_CAPABILITY_MISSING'],
  })
  @Reply('devices.plan')
  plan(@Param() param: DeviceParam, @Body() body: PlanBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.plan', { ...param, ...wordsAsReason(body) }, caller, cardTimeout);
  }

  @Post(':deviceId/issue')
  @Operation('Issue a card', {
    says: 'Begins the saga. With pinChange it waits for the holder’s PIN.',
    problems: [
      ...atReader,
      ...begins,
      'REQUEST_PLAN_CHANGED',
      'PROFILE_NOT_FOUND',
      'PROFILE_WITHDRAWN',
      'PROFILE_NOT_SELF_SERVICE',
      'PERSON_DISABLED',
      'PERSON_NOT_APPROVED',
      'LIFECYCLE_ALREADY_ISSUED',
      'LIFECYCLE_ASSIGNED_TO_OTHER',
      'LIFECYCLE_GROUP_OCCUPIED',
      'LIFECYCLE_REPLACEMENT_MISMATCH',
      'LIFECYCLE_REPLACES_ITSELF',
      'CARD_CAPABILITY_MISSING',
      'AUTH_SEPARATION_OF_DUTIES',
      'AUTH_NOT_AT_WORKSTATION',
    ],
  })
  @Reply('devices.issue', 202)
  issue(@Param() param: DeviceParam, @Body() body: IssueBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.issue', { ...param, ...wordsAsReason(body) }, caller, cardTimeout);
  }

  @Post(':deviceId/bind')
  @Operation('Keep a blank card for a person', {
    says: 'It is its person’s from now on, who is offered the issue where the card is put in.',
    problems: [
      'LIFECYCLE_TRANSITION',
      'PERSON_DISABLED',
      'PROFILE_NOT_FOUND',
      'PROFILE_WITHDRAWN',
      'LIFECYCLE_GROUP_OCCUPIED',
      'LIFECYCLE_REPLACEMENT_MISMATCH',
      'AUTH_SEPARATION_OF_DUTIES',
    ],
  })
  @Reply('devices.bind', 201)
  bind(@Param() param: DeviceParam, @Body() body: BindBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.bind', { ...param, ...wordsAsReason(body) }, caller);
  }

  @Post(':deviceId/unbind')
  @Operation('Take a blank card back from its person', {
    says: 'The card is blank and nobody’s again; what was offered is withdrawn.',
    problems: ['LIFECYCLE_TRANSITION'],
  })
  @Reply('devices.unbind')
  unbind(@Param() param: DeviceParam, @Body() body: UnbindBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.unbind', { ...param, ...wordsAsReason(body) }, caller);
  }

  @Post(':deviceId/activate')
  @Operation('Activate a pending card', {
    says: 'By an operator. Its certificates are no longer on hold, and the initial PIN stays until the holder changes it.',
    problems: [...begins],
  })
  @Reply('devices.activate', 202)
  activate(@Param() param: DeviceParam, @Body() body: ActivateBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.activate', { ...param, ...wordsAsReason(body) }, caller, cardTimeout);
  }

  @Post(':deviceId/recycle')
  @Operation('Recycle a card', {
    says: 'Its certificates are revoked, and the card is emptied and becomes blank.',
    problems: [...atReader, ...begins, 'REASON_TEXT_REQUIRED'],
  })
  @Reply('devices.recycle', 202)
  recycle(@Param() param: DeviceParam, @Body() body: RecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.recycle', { ...param, ...wordsAsReason(body) }, caller, cardTimeout);
  }

  @Post(':deviceId/reprovision/plan')
  @Operation('Plan a reprovision', {
    says: 'Reads the real card and writes nothing. Says what is revoked or replaced.',
    problems: [
      ...atReader,
      'LIFECYCLE_NOT_ACTIVE',
      'LIFECYCLE_UNASSIGNED',
      'LIFECYCLE_CARD_EXPIRED',
      'LIFECYCLE_HISTORY_REQUIRED',
      'PROFILE_WITHDRAWN',
    ],
  })
  @Reply('devices.plan-reprovision')
  planReprovision(@Param() param: DeviceParam, @Body() body: ReprovisionPlanBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.plan-reprovision', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/reprovision')
  @Operation('Reprovision a card', {
    says: 'New keys, certificates and PIN. Begins the saga, which waits for the PIN.',
    problems: [
      ...atReader,
      ...begins,
      ...reasoned,
      'REQUEST_PLAN_CHANGED',
      'LIFECYCLE_NOT_ACTIVE',
      'LIFECYCLE_UNASSIGNED',
      'LIFECYCLE_CARD_EXPIRED',
      'LIFECYCLE_HISTORY_REQUIRED',
      'PROFILE_WITHDRAWN',
    ],
  })
  @Reply('devices.reprovision', 202)
  reprovision(@Param() param: DeviceParam, @Body() body: ReprovisionBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.reprovision', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/reprovision-request')
  @Operation('Ask a holder to reprovision their card', {
    says: 'Waits for the holder, who runs it as "Reprovision my card"; POST /sagas/{requestId}/cancel withdraws it. No card is needed.',
    problems: [...reasoned, 'LIFECYCLE_NOT_ACTIVE', 'LIFECYCLE_HISTORY_REQUIRED'],
  })
  @Reply('devices.request-reprovision', 201)
  requestReprovision(
    @Param() param: DeviceParam,
    @Body() body: ReprovisionRequestBody,
    @CurrentCaller() caller: Caller,
  ) {
    return this.rpc.issuance('devices.request-reprovision', { ...param, ...body }, caller);
  }

  @Post(':deviceId/update/plan')
  @Operation('Plan an update', {
    says: 'Reads the real card and writes nothing.',
    problems: [...atReader, 'LIFECYCLE_NOT_ACTIVE'],
  })
  @Reply('devices.plan-update')
  planUpdate(@Param() param: DeviceParam, @Body() body: UpdatePlanBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.plan-update', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/update')
  @Operation('Update a card', {
    says: 'Single keys are made anew with their certificates; the PIN is asked and stays, like everything else.',
    problems: [...atReader, ...begins, 'REQUEST_PLAN_CHANGED', 'LIFECYCLE_NOT_ACTIVE', 'ROLLOUT_NOT_YET'],
  })
  @Reply('devices.update', 202)
  update(@Param() param: DeviceParam, @Body() body: UpdateBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.update', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/pin-reset')
  @Operation('Reset the PIN of a card', {
    says: 'A new PIN by the PUK; the saga waits for it like an issue.',
    problems: [...atReader, ...begins, ...reasoned, 'LIFECYCLE_NOT_ACTIVE'],
  })
  @Reply('devices.reset-pin', 202)
  resetPin(@Param() param: DeviceParam, @Body() body: PinWorkBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.reset-pin', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/pin-change')
  @Operation('Change the PIN of one’s own card', {
    says: 'By the PIN that it has; the saga waits for the old and the new one, which are sealed together.',
    problems: [...atReader, ...begins, 'LIFECYCLE_NOT_ACTIVE'],
  })
  @Reply('devices.change-pin', 202)
  changePin(@Param() param: DeviceParam, @Body() body: AtReaderBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.change-pin', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/passkey')
  @Operation('Make a new passkey on a card in use', {
    says: 'In the place of the one that it had. The saga waits for the PIN for passkeys and a touch; everything else on the card stays.',
    problems: [
      ...atReader,
      ...begins,
      'LIFECYCLE_NOT_ACTIVE',
      'LIFECYCLE_TRANSITION',
      'CARD_UNSUPPORTED',
      'FIDO_PIN_BLOCKED',
      'FIDO_PIN_MUST_CHANGE',
      'RELYING_PARTY_NOT_CONFIGURED',
      'RELYING_PARTY_PERSON_UNKNOWN',
      'AUTH_STEP_UP_REQUIRED',
    ],
  })
  @Reply('devices.passkey', 202)
  makePasskey(@Param() param: DeviceParam, @Body() body: AtReaderBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.passkey', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/pin-reset-request')
  @Operation('Ask a holder to choose a new PIN', {
    says: 'Waits for its holder, who is offered to choose a new PIN where the card is put in; POST /sagas/{requestId}/cancel withdraws it.',
    problems: [...reasoned, 'LIFECYCLE_NOT_ACTIVE'],
  })
  @Reply('devices.request-pin-reset', 201)
  requestPinReset(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.request-pin-reset', { ...param, ...body }, caller);
  }

  @Post(':deviceId/lock')
  @Operation('Lock a card', {
    says: 'Blocks the PIN; a PIN reset is the way back.',
    problems: [...atReader, ...begins, ...reasoned, 'LIFECYCLE_NOT_ACTIVE'],
  })
  @Reply('devices.lock', 202)
  lock(@Param() param: DeviceParam, @Body() body: PinWorkBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.lock', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/lock-request')
  @Operation('Lock a card as soon as it is seen', {
    says: 'Waits for the card, and begins when it is in a reader anywhere; POST /sagas/{requestId}/cancel withdraws it.',
    problems: [...reasoned, 'LIFECYCLE_NOT_ACTIVE'],
  })
  @Reply('devices.request-lock', 201)
  requestLock(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.request-lock', { ...param, ...body }, caller);
  }

  @Post(':deviceId/replace')
  @Operation('Replace a card', {
    says: 'A request that waits for a new card; what the reason says of the old one is done at once.',
    problems: [
      ...reasoned,
      'LIFECYCLE_REPLACEMENT_OPEN',
      'LIFECYCLE_TEMPORARY_CARD',
      'LIFECYCLE_RENEWAL_WINDOW',
      'LIFECYCLE_TRANSITION',
    ],
  })
  @Reply('devices.replace', 201)
  replace(@Param() param: DeviceParam, @Body() body: ReplaceBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.replace', { ...param, ...body }, caller);
  }

  @Post(':deviceId/replacement-ask')
  @Operation('Ask for a new card in the place of one’s own', {
    says: 'A holder asks; an operator decides. A card that is said to be lost or stolen is suspended at once.',
    problems: ['REASON_NOT_ALLOWED', 'LIFECYCLE_NOT_ACTIVE', 'LIFECYCLE_TEMPORARY_CARD', 'LIFECYCLE_REPLACEMENT_OPEN'],
  })
  @Reply('devices.ask-replacement', 201)
  askReplacement(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.ask-replacement', { ...param, ...body }, caller);
  }

  @Post(':deviceId/replacement-ask/decline')
  @Operation('Decline a new card that its holder asks for', {
    says: 'By an operator, with words that its holder reads, or by its holder, who takes it back.',
  })
  @Reply('devices.decline-replacement')
  declineReplacement(@Param() param: DeviceParam, @Body() body: DeclineAskBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.decline-replacement', { ...param, ...wordsAsReason(body) }, caller);
  }

  @Post(':deviceId/suspend')
  @Operation('Suspend a card', {
    says: 'Its certificates are on hold, and it can be taken into use again. A holder reports their own card this way.',
    problems: [...reasoned, 'LIFECYCLE_TRANSITION'],
  })
  @Reply('devices.suspend')
  suspend(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.suspend', { ...param, ...body }, caller);
  }

  @Post(':deviceId/resume')
  @Operation('Take a suspended card into use again', {
    says: 'Its certificates are no longer on hold. A holder may for what they reported as misplaced or forgotten themselves.',
    problems: [...reasoned, 'LIFECYCLE_TRANSITION', 'LIFECYCLE_NOT_FOUND_AGAIN'],
  })
  @Reply('devices.resume')
  resume(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.resume', { ...param, ...body }, caller);
  }

  @Post(':deviceId/terminate')
  @Operation('End a card for good', {
    says: 'Its certificates are revoked. The card needs not be there; recycling makes it blank when it is.',
    problems: [...reasoned, 'LIFECYCLE_TRANSITION'],
  })
  @Reply('devices.terminate')
  terminate(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.terminate', { ...param, ...body }, caller);
  }
}
