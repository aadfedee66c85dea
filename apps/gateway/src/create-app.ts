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
import type { GatewayConfig } from './config/config.js';
import { identifyBy } from './auth/identify.js';
import { defaultBodyLimit, parseBodies } from './limits/body-limits.js';
import { identifyBeforeLargeBodies } from './limits/large-bodies.js';
import { readAwayLargeBodies } from './limits/read-away.js';
import { asyncApiDocument } from './openapi/asyncapi-document.js';
import { openApiDocument } from './openapi/document.js';
import { addHeaders, unreadableAddress } from './problem-details/answer-headers.js';
import { refuseUnknownRoutes } from './problem-details/unknown-routes.js';
import { serveApiDocs } from './static/api-docs.js';
import { serveBrand } from './static/brand.js';
import { serveConsole } from './static/console.js';
import { securityHeaders } from './static/security-headers.js';
import { answerInLanguage } from './words/answer-language.js';

/** Until a request has arrived completely: a file over a slow line may take that long, a sender that dawdles may not. */
const requestTimeout = 60_000;

export interface GatewayParts {
  config: GatewayConfig;
  connection: NatsConnection;
  health: HealthRegistry;
  logger?: LoggerService | false;
}

/** The last so many addresses of X-Forwarded-For are the proxies', counted from the one that is connected to us. */
const trustOf = (trusted: GatewayConfig['trustProxy']) =>
  typeof trusted === 'number' ? (_address: string, hop: number) => hop < trusted : trusted;

export async function createApp({ config, connection, health, logger }: GatewayParts): Promise<NestFastifyApplication> {
  const { tls } = config;
  const setHeaders = securityHeaders(config);
  const adapter = new FastifyAdapter({
    bodyLimit: defaultBodyLimit.bytes,
    requestTimeout,
    frameworkErrors: unreadableAddress(setHeaders),
    trustProxy: trustOf(config.trustProxy),
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
    bodyParser: false,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  parseBodies(fastify);
  readAwayLargeBodies(fastify);
  identifyBeforeLargeBodies(fastify, identifyBy(app));
  addHeaders(fastify, setHeaders);
  refuseUnknownRoutes(fastify);
  answerInLanguage(fastify);
  await fastify.register(cookie);
  serveBrand(fastify, config.brand);
  await serveConsole(fastify, config.consoleDir);
  await serveApiDocs(fastify, { openApi: () => openApiDocument(app), asyncApi: asyncApiDocument });
  await app.init();
  await fastify.ready();
  return app;
}
