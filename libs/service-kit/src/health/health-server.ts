/**
 * `/healthz` (the process lives) and `/readyz` (its dependencies work) on loopback, for supervisors and containers.
 * Two fixed answers, so plain node:http; it never speaks to the outside.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HealthRegistry } from './health-registry.js';

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

/** port 0: any free one. */
export async function startHealthServer(registry: HealthRegistry, port: number): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const send = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    };
    if (request.url === '/healthz') send(200, { alive: true });
    else if (request.url === '/readyz') void registry.report().then((report) => send(report.ready ? 200 : 503, report));
    else send(404, {});
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
