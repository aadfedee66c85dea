/** Runs the audit chainer with the service, and stops it with it. Import it once in a service that has audit tables. */
import { Module } from '@nestjs/common';
import { AuditChainer } from './audit-chainer.js';

@Module({ providers: [AuditChainer] })
export class AuditModule {}
