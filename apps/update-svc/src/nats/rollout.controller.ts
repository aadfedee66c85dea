/** Requests about roll-outs on `cw.v1.update.rollouts.>`. Delegation only. */
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { updateSubject } from '@cardwright/contracts/nats/subjects';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';
import { UPDATE_CONFIG, type UpdateConfig } from '../config/config.js';
import { RolloutDecisions } from '../rollouts/rollout-decisions.js';

type Asked<Name extends keyof UpdateApi> = RequestEnvelope<RequestOf<UpdateApi, Name>>;
type Reply<Name extends keyof UpdateApi> = Promise<ReplyOf<UpdateApi, Name>>;

@Controller()
export class RolloutController {
  constructor(
    private readonly rollouts: RolloutDecisions,
    @Inject(UPDATE_CONFIG) private readonly config: Pick<UpdateConfig, 'rolloutRings' | 'rolloutSpreadDays'>,
  ) {}

  @MessagePattern(updateSubject('rollouts.list'))
  list(@Payload() asked: Asked<'rollouts.list'>): Reply<'rollouts.list'> {
    return this.rollouts.list(asked);
  }

  @MessagePattern(updateSubject('rollouts.plan'))
  async plan(): Reply<'rollouts.plan'> {
    return { rings: [...this.config.rolloutRings], spreadDays: this.config.rolloutSpreadDays };
  }

  @MessagePattern(updateSubject('rollouts.get'))
  async get(@Payload() asked: Asked<'rollouts.get'>): Reply<'rollouts.get'> {
    return { rollout: await this.rollouts.get(asked) };
  }

  @MessagePattern(updateSubject('rollouts.advance'))
  async advance(@Payload() asked: Asked<'rollouts.advance'>): Reply<'rollouts.advance'> {
    return { rollout: await this.rollouts.advance(asked) };
  }

  @MessagePattern(updateSubject('rollouts.pause'))
  async pause(@Payload() asked: Asked<'rollouts.pause'>): Reply<'rollouts.pause'> {
    return { rollout: await this.rollouts.pause(asked) };
  }

  @MessagePattern(updateSubject('rollouts.resume'))
  async resume(@Payload() asked: Asked<'rollouts.resume'>): Reply<'rollouts.resume'> {
    return { rollout: await this.rollouts.resume(asked) };
  }

  @MessagePattern(updateSubject('rollouts.stop'))
  async stop(@Payload() asked: Asked<'rollouts.stop'>): Reply<'rollouts.stop'> {
    return { rollout: await this.rollouts.stop(asked) };
  }
}
