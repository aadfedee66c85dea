/**
 * Builds the HTTP application: Nest on Fastify with its body limits, security headers, API document and console. Does not
 * listen and opens no connection, so that specs and write-openapi.ts can use it as it is.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import type { GatewayConfig } from './config.js';
import { readAwayLargeBodies } from './limits/read-away.js';
import { openApiDocument } from './openapi/document.js';
import { serveApiDocs } from './static/api-docs.js';
import { serveConsole } from './static/console.js';
import { addSecurityHeaders } from './static/security-headers.js';

const megabyte = 1024 * 1024;
const bodyLimit = megabyte;
/** People arrive as one file. */
const importLimit = 5 * megabyte;
/** Routes with a limit of their own: the Temporal UI asks for all payloads of a page of history at once. */
const bodyLimits: Readonly<Record<string, number>> = {
  '/api/v1/people/import': importLimit,
  '/codec/decode': 4 * megabyte,
};
/** Until a request has arrived completely: a file over a slow line may take that long, a sender that dawdles may not. */
const requestTimeout = 60_000;

export interface GatewayParts {
  config: GatewayConfig;
  connection: NatsConnection;
  health: HealthRegistry;
  logger?: LoggerService | false;
}

export async function createApp({ config, connection, health, logger }: GatewayParts): Promise<NestFastifyApplication> {
  const { tls } = config;
  const adapter = new FastifyAdapter({
    bodyLimit,
    requestTimeout,
    trustProxy: config.trustProxy,
    // A caller's own id is taken where it is one, so that its log and ours meet.
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-correlation-id'];
      return typeof given === 'string' && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
    },
    ...(tls ? { https: { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) } } : {}),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, connection, health), adapter, {
    ...(logger === undefined ? {} : { logger }),
    abortOnError: false,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRoute', (route) => {
    const own = bodyLimits[route.url];
    if (own !== undefined) route.bodyLimit = own;
  });
  readAwayLargeBodies(fastify);
  addSecurityHeaders(fastify, config);
  app.useBodyParser('text/csv', { bodyLimit: importLimit }, csvBody);
  await fastify.register(cookie);
  await serveConsole(fastify, config.consoleDir);
  await serveApiDocs(fastify, () => openApiDocument(app));
  await app.init();
  await fastify.ready();
  return app;
}

type Done = (error: Error | null, body?: unknown) => void;

/** The bare file stands for `{"csv": "..."}`. Text that is not UTF-8 would be imported as wrong names: refused. */
function csvBody(_request: unknown, body: Buffer, done: Done): void {
  try {
    done(null, { csv: new TextDecoder('utf-8', { fatal: true }).decode(body) });
  } catch {
    done(Object.assign(new Error('not UTF-8'), { statusCode: 400 }));
  }
}
