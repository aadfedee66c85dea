/** The texts of openapi.json and asyncapi.json, made without any server: the application is built, described and thrown away. */
import { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import type { NatsConnection } from '@nats-io/transport-node';
import { gatewayConfig } from './config/config.js';
import { createApp } from './create-app.js';
import { asyncApiDocument } from './openapi/asyncapi-document.js';
import { openApiDocument } from './openapi/document.js';

export const asyncApiText = (): string => `${JSON.stringify(asyncApiDocument(), null, 2)}\n`;

export async function openApiText(): Promise<string> {
  const config = gatewayConfig({
    OIDC_ISSUER: 'http://127.0.0.1',
    SESSION_KEY: 'only-for-the-document-no-session-is-ever-sealed',
  });
  const connection = {} as NatsConnection;
  const app = await createApp({ config, connection, health: new HealthRegistry(), logger: false });
  try {
    return `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
  } finally {
    await app.close();
  }
}
