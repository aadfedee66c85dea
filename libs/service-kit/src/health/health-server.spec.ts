import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HealthRegistry } from './health-registry.js';
import { startHealthServer, type HealthServer } from './health-server.js';

describe('health', () => {
  const registry = new HealthRegistry();
  let server: HealthServer;
  let database = true;

  beforeAll(async () => {
    server = await startHealthServer(registry, 0);
    registry.register('nats', () => undefined);
    registry.register('database', () =>
      database ? undefined : Promise.reject(new Error('password of alice is wrong')),
    );
  });
  afterAll(() => server.close());

  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return { status: response.status, body: (await response.json()) as unknown };
  };

  it('is alive and ready', async () => {
    expect(await get('/healthz')).toEqual({ status: 200, body: { alive: true } });
    expect(await get('/readyz')).toEqual({
      status: 200,
      body: { ready: true, checks: { nats: 'ok', database: 'ok' } },
    });
  });

  it('is alive but not ready when a dependency fails, and does not tell why', async () => {
    database = false;
    expect((await get('/healthz')).status).toBe(200);
    expect(await get('/readyz')).toEqual({
      status: 503,
      body: { ready: false, checks: { nats: 'ok', database: 'failed' } },
    });
    database = true;
  });

  it('is not ready once it stops', async () => {
    registry.markStopping();
    expect((await get('/readyz')).status).toBe(503);
  });

  it('answers 404 to anything else', async () => {
    expect((await get('/')).status).toBe(404);
  });
});
