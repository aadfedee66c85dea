/** Runs the audit chainer with the service, and stops it with it. Import it once in a service that has audit tables. */
import { Injectable, Logger, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nestLogger } from '../logging/logger.js';
import { AuditChainer } from './audit-chainer.js';

@Injectable()
export class AuditChainerRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly chainer: AuditChainer;

  constructor(dataSource: DataSource) {
    const logger = new Logger(AuditChainer.name);
    this.chainer = new AuditChainer(dataSource, nestLogger(logger));
  }

  onApplicationBootstrap(): void {
    this.chainer.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.chainer.stop();
  }
}

@Module({ providers: [AuditChainerRunner] })
export class AuditModule {}
