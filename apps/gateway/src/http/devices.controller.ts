/**
 * Devices: looked at, planned, issued, activated, recycled, reprovisioned, updated, suspended. Everything that writes a card answers with its
 * saga (202); what changes the record alone answers with the device.
 */
import { Body, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Reply } from '../openapi/reply.js';
import { ApiController, cardTimeout } from './api-controller.js';
import { DeviceParam, PageQuery } from './dto/common.dto.js';
import {
  ActivateBody,
  AtReaderBody,
  BindBody,
  DeclineAskBody,
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
import { idempotencyHeader, withIdempotencyKey } from './idempotency-key.js';

@ApiController('inspections')
export class InspectionsController {
  constructor(private readonly rpc: RpcClient) {}

  /** Reads the card in a workstation's reader; makes it known as a device when it is not. */
  @Post()
  @HttpCode(200)
  @Reply('devices.inspect')
  inspect(@Body() body: InspectBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.inspect', body, caller, cardTimeout);
  }
}

@ApiController('devices')
export class DevicesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Reply('devices.list')
  list(@Query() query: DevicesQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.list', query, caller);
  }

  /** What expires within 30, 60 and 90 days, and for how many cards their holder asks for a new one. */
  @Get('overview')
  @Reply('devices.overview')
  overview(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.overview', {}, caller);
  }

  @Get(':deviceId')
  @Reply('devices.get')
  get(@Param() param: DeviceParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.get', param, caller);
  }

  /** What its holder was offered, when, and what they did. Newest first. */
  @Get(':deviceId/update-offers')
  @Reply('devices.update-offers')
  updateOffers(@Param() param: DeviceParam, @Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.update-offers', { ...param, ...query }, caller);
  }

  @Post(':deviceId/plan')
  @HttpCode(200)
  @Reply('devices.plan')
  plan(@Param() param: DeviceParam, @Body() body: PlanBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.plan', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/issue')
  @HttpCode(202)
  @ApiHeader(idempotencyHeader)
  @Reply('devices.issue', 202)
  issue(
    @Param() param: DeviceParam,
    @Body() body: IssueBody,
    @Headers(idempotencyHeader.name) key: string | undefined,
    @CurrentCaller() caller: Caller,
  ) {
    return this.rpc.issuance('devices.issue', { ...param, ...withIdempotencyKey(body, key) }, caller, cardTimeout);
  }

  /** A blank card is its person's from now on, who is offered the issue where the card is put in. */
  @Post(':deviceId/bind')
  @HttpCode(201)
  @Reply('devices.bind', 201)
  bind(@Param() param: DeviceParam, @Body() body: BindBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.bind', { ...param, ...body }, caller);
  }

  /** The card is blank and nobody's again; what was offered is withdrawn. */
  @Post(':deviceId/unbind')
  @HttpCode(200)
  @Reply('devices.unbind')
  unbind(@Param() param: DeviceParam, @Body() body: UnbindBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.unbind', { ...param, ...body }, caller);
  }

  @Post(':deviceId/activate')
  @HttpCode(202)
  @Reply('devices.activate', 202)
  activate(@Param() param: DeviceParam, @Body() body: ActivateBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.activate', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/recycle')
  @HttpCode(202)
  @Reply('devices.recycle', 202)
  recycle(@Param() param: DeviceParam, @Body() body: RecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.recycle', { ...param, ...body }, caller, cardTimeout);
  }

  /** Reads the real card and writes nothing. */
  @Post(':deviceId/reprovision/plan')
  @HttpCode(200)
  @Reply('devices.plan-reprovision')
  planReprovision(@Param() param: DeviceParam, @Body() body: ReprovisionPlanBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.plan-reprovision', { ...param, ...body }, caller, cardTimeout);
  }

  @Post(':deviceId/reprovision')
  @HttpCode(202)
  @ApiHeader(idempotencyHeader)
  @Reply('devices.reprovision', 202)
  reprovision(
    @Param() param: DeviceParam,
    @Body() body: ReprovisionBody,
    @Headers(idempotencyHeader.name) key: string | undefined,
    @CurrentCaller() caller: Caller,
  ) {
    return this.rpc.issuance(
      'devices.reprovision',
      { ...param, ...withIdempotencyKey(body, key) },
      caller,
      cardTimeout,
    );
  }

  /** Waits for the holder, who runs it as "Reprovision my card"; `POST /sagas/{requestId}/cancel` withdraws it. No card is needed. */
  @Post(':deviceId/reprovision-request')
  @HttpCode(201)
  @Reply('devices.request-reprovision', 201)
  requestReprovision(
    @Param() param: DeviceParam,
    @Body() body: ReprovisionRequestBody,
    @CurrentCaller() caller: Caller,
  ) {
    return this.rpc.issuance('devices.request-reprovision', { ...param, ...body }, caller);
  }

  /** Reads the real card and writes nothing. */
  @Post(':deviceId/update/plan')
  @HttpCode(200)
  @Reply('devices.plan-update')
  planUpdate(@Param() param: DeviceParam, @Body() body: UpdatePlanBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.plan-update', { ...param, ...body }, caller, cardTimeout);
  }

  /** Single keys are made anew with their certificates; the PIN is asked and stays, like everything else. */
  @Post(':deviceId/update')
  @HttpCode(202)
  @ApiHeader(idempotencyHeader)
  @Reply('devices.update', 202)
  update(
    @Param() param: DeviceParam,
    @Body() body: UpdateBody,
    @Headers(idempotencyHeader.name) key: string | undefined,
    @CurrentCaller() caller: Caller,
  ) {
    return this.rpc.issuance('devices.update', { ...param, ...withIdempotencyKey(body, key) }, caller, cardTimeout);
  }

  /** A new PIN by the PUK; the saga waits for it like an issue. */
  @Post(':deviceId/pin-reset')
  @HttpCode(202)
  @Reply('devices.reset-pin', 202)
  resetPin(@Param() param: DeviceParam, @Body() body: PinWorkBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.reset-pin', { ...param, ...body }, caller, cardTimeout);
  }

  /** Of one's own card, by the PIN that it has; the saga waits for the old and the new one, which are sealed together. */
  @Post(':deviceId/pin-change')
  @HttpCode(202)
  @Reply('devices.change-pin', 202)
  changePin(@Param() param: DeviceParam, @Body() body: AtReaderBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.change-pin', { ...param, ...body }, caller, cardTimeout);
  }

  /** Waits for its holder, who is offered to choose a new PIN where the card is put in; `POST /sagas/{requestId}/cancel` withdraws it. */
  @Post(':deviceId/pin-reset-request')
  @HttpCode(201)
  @Reply('devices.request-pin-reset', 201)
  requestPinReset(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.request-pin-reset', { ...param, ...body }, caller);
  }

  /** Blocks the PIN; a PIN reset is the way back. */
  @Post(':deviceId/lock')
  @HttpCode(202)
  @Reply('devices.lock', 202)
  lock(@Param() param: DeviceParam, @Body() body: PinWorkBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.lock', { ...param, ...body }, caller, cardTimeout);
  }

  /** Waits for the card, and begins when it is in a reader anywhere; `POST /sagas/{requestId}/cancel` withdraws it. */
  @Post(':deviceId/lock-request')
  @HttpCode(201)
  @Reply('devices.request-lock', 201)
  requestLock(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.request-lock', { ...param, ...body }, caller);
  }

  /** A request that waits for a new card; what the reason says of the old one is done at once. */
  @Post(':deviceId/replace')
  @HttpCode(201)
  @Reply('devices.replace', 201)
  replace(@Param() param: DeviceParam, @Body() body: ReplaceBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.replace', { ...param, ...body }, caller);
  }

  /** A holder asks for a new card in the place of their own; an operator decides. */
  @Post(':deviceId/replacement-ask')
  @HttpCode(201)
  @Reply('devices.ask-replacement', 201)
  askReplacement(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.ask-replacement', { ...param, ...body }, caller);
  }

  /** By an operator, with words that its holder reads, or by its holder, who takes it back. */
  @Post(':deviceId/replacement-ask/decline')
  @HttpCode(200)
  @Reply('devices.decline-replacement')
  declineReplacement(@Param() param: DeviceParam, @Body() body: DeclineAskBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.decline-replacement', { ...param, ...body }, caller);
  }

  @Post(':deviceId/suspend')
  @HttpCode(200)
  @Reply('devices.suspend')
  suspend(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.suspend', { ...param, ...body }, caller);
  }

  @Post(':deviceId/resume')
  @HttpCode(200)
  @Reply('devices.resume')
  resume(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.resume', { ...param, ...body }, caller);
  }

  @Post(':deviceId/terminate')
  @HttpCode(200)
  @Reply('devices.terminate')
  terminate(@Param() param: DeviceParam, @Body() body: LifecycleBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('devices.terminate', { ...param, ...body }, caller);
  }
}
