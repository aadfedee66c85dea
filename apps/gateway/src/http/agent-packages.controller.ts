/**
 * The package of the agent for whoever has none yet (B11): what there is, for people who are signed in, and the files themselves for everybody, as a terminal that fetches
 * one is signed in nowhere.
 */
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { AgentPackages as Listed } from '@cardwright/contracts/workstation/agent-package';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/auth.guard.js';
import { CountedAs } from '../limits/rate-limit.guard.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { AgentPackages } from './agent-packages.js';
import { ApiController } from './api-controller.js';

@ApiController('agent-packages')
export class AgentPackagesController {
  constructor(private readonly packages: AgentPackages) {}

  @Get()
  @Operation('List the packages of the agent', {
    says: 'The newest package of each architecture that this installation gives out; none where AGENT_PACKAGE_DIR is not set.',
  })
  @Reply('agent-packages.list')
  async list(): Promise<Listed> {
    return { packages: await this.packages.list() };
  }
}

@ApiExcludeController()
@CountedAs('agent-package')
@Controller('agent-packages')
export class AgentPackageFilesController {
  constructor(private readonly packages: AgentPackages) {}

  @Get(':file')
  @Public()
  async file(@Param('file') file: string, @Res() reply: FastifyReply) {
    const { stream, bytes } = await this.packages.open(file);
    return reply
      .headers({
        'content-type': 'application/vnd.debian.binary-package',
        'content-length': bytes,
        'content-disposition': `attachment; filename="${file}"`,
        'cache-control': 'public, max-age=300',
      })
      .send(stream);
  }
}
