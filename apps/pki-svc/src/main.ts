#!/usr/bin/env node
/** The process `pki-svc`. Everything that it does stands in app.module.ts; docs/configuration.md lists its variables. */
import 'reflect-metadata';
import { runService, type ServiceOptions } from '@cardwright/service-kit/bootstrap-service';
import { createLogger } from '@cardwright/service-kit/logging/logger';
import { pkiServiceOptions } from './start-pki-svc.js';

await runService(options());

function options(): ServiceOptions {
  try {
    return pkiServiceOptions(process.env);
  } catch (error) {
    createLogger({ name: 'pki-svc' }).fatal({ err: error }, 'cannot start');
    // 78 = EX_CONFIG (sysexits.h): starting again without a change is of no use.
    process.exit(78);
  }
}
