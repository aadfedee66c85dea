#!/usr/bin/env node
/** The process `pki-svc`. Everything that it does stands in app.module.ts. */
import 'reflect-metadata';
import { runService } from '@cardwright/service-kit/bootstrap-service';
import { pkiServiceOptions } from './start-pki-svc.js';

await runService(pkiServiceOptions(process.env));
