/** The workstation bridge (docs/decisions/0012): the gateway asks for a session, whose id is the authority, and agents answer challenges. */
import type { EdgeCalls } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId, type ReplyOf, type RequestEnvelope, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { anyEdgeCallSubject, issuanceSubject, workstationOfSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, NatsContext, Payload } from '@nestjs/microservices';
import type { Answer, Asked } from '../domain/asked.js';
import { requireSha256Hex } from '../domain/sha256-hex.js';
import { contextOf } from '../persistence/change-context.js';
import { BridgeService } from '../records/sessions/bridge.service.js';

@Controller()
export class BridgeController {
  constructor(private readonly bridge: BridgeService) {}

  @MessagePattern(issuanceSubject('bridge.open'))
  async open(@Payload() { body }: Asked<'bridge.open'>): Answer<'bridge.open'> {
    const jtiSha256Hex = requireSha256Hex(body, 'jtiSha256Hex');
    return this.bridge.open(requireSha256Hex(body, 'sessionSha256Hex'), jtiSha256Hex);
  }

  @MessagePattern(issuanceSubject('bridge.pair'))
  async pair(@Payload() asked: Asked<'bridge.pair'>): Answer<'bridge.pair'> {
    const { body } = asked;
    const codeSha256Hex = requireSha256Hex(body, 'codeSha256Hex');
    return this.bridge.pair(requireSha256Hex(body, 'sessionSha256Hex'), codeSha256Hex, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('bridge.pair-typed'))
  async pairTyped(@Payload() asked: Asked<'bridge.pair-typed'>): Answer<'bridge.pair-typed'> {
    const { body } = asked;
    const codeSha256Hex = requireSha256Hex(body, 'codeSha256Hex');
    return this.bridge.pairTyped(requireSha256Hex(body, 'sessionSha256Hex'), codeSha256Hex, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('bridge.state'))
  async state(@Payload() asked: Asked<'bridge.state'>): Answer<'bridge.state'> {
    return this.bridge.state(requireSha256Hex(asked.body, 'sessionSha256Hex'), contextOf(asked));
  }

  @MessagePattern(issuanceSubject('bridge.unpair'))
  async unpair(@Payload() asked: Asked<'bridge.unpair'>): Answer<'bridge.unpair'> {
    return this.bridge.unpair(requireSha256Hex(asked.body, 'sessionSha256Hex'), contextOf(asked));
  }

  /** The workstation is the subject's; an agent names no tenant, there is one. */
  @MessagePattern(anyEdgeCallSubject('bridge.answer'), { lane: { atOnce: 1, waiting: 4, burst: 30, perSecond: 0.5 } })
  async answer(
    @Payload() asked: RequestEnvelope<RequestOf<EdgeCalls, 'bridge.answer'>>,
    @Ctx() context: NatsContext,
  ): Promise<ReplyOf<EdgeCalls, 'bridge.answer'>> {
    const workstationId = workstationOfSubject(context.getSubject());
    return this.bridge.answer(workstationId, asked.body, { ...contextOf(asked), tenantId: defaultTenantId });
  }

  /** Whoever is at the computer makes a few. */
  @MessagePattern(anyEdgeCallSubject('bridge.code'), { lane: { atOnce: 1, waiting: 2, burst: 10, perSecond: 0.05 } })
  async code(
    @Payload() { body }: RequestEnvelope<RequestOf<EdgeCalls, 'bridge.code'>>,
    @Ctx() context: NatsContext,
  ): Promise<ReplyOf<EdgeCalls, 'bridge.code'>> {
    return this.bridge.offerTyped(workstationOfSubject(context.getSubject()), body.codeSha256Hex);
  }
}
