/** `/healthz`: the process lives. `/readyz`: it can answer, so NATS is there. Reasons are in the log, not here. */
import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/auth.guard.js';
import { CountedAs } from '../limits/rate-limit.guard.js';

@ApiExcludeController()
@CountedAs('probe')
@Controller()
export class HealthController {
  constructor(private readonly health: HealthRegistry) {}

  @Get('healthz')
  @Public()
  alive(): { alive: true } {
    return { alive: true };
  }

  @Get('readyz')
  @Public()
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const report = await this.health.report();
    void reply.status(report.ready ? 200 : 503);
    return report;
  }
}
