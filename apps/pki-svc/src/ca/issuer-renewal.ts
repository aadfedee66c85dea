/** Looks every few hours whether an issuer or the content signer runs out, and rolls it over in time (issuing-ca.ts says when). */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LeaderLoop } from '@cardwright/service-kit/leader-loop';
import { nestLogger } from '@cardwright/service-kit/logging/logger';
import { IssuingCa } from './issuing-ca.js';

const intervalMs = 6 * 3_600_000;

@Injectable()
export class IssuerRenewal implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: LeaderLoop;

  constructor(dataSource: DataSource, ca: IssuingCa) {
    this.loop = new LeaderLoop({
      dataSource,
      lock: 'cardwright-issuer-renewal',
      intervalMs,
      work: async () => {
        await ca.ensure();
        return false;
      },
      logger: nestLogger(new Logger(IssuerRenewal.name)),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
