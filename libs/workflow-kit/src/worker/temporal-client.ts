/** A Temporal client that starts before the server does: it connects at its first use and again after every outage. */
import { Client, Connection } from '@temporalio/client';
import { createDataConverter } from './data-converter.js';
import { temporalTls, type TemporalConfig } from './temporal-address.js';

export interface TemporalClientOptions extends TemporalConfig {
  /** Shown in histories: who started or signalled. */
  identity?: string;
}
export interface TemporalClient {
  client: Client;
  connection: Connection;
  /** For /readyz: rejects when the server does not answer within 2 s. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export function createTemporalClient(options: TemporalClientOptions): TemporalClient {
  const tls = temporalTls(options);
  const connection = Connection.lazy({ address: options.address, ...(tls ? { tls } : {}) });
  const client = new Client({
    connection,
    namespace: options.namespace,
    dataConverter: createDataConverter(options.codecKeysFile),
    ...(options.identity === undefined ? {} : { identity: options.identity }),
  });
  return {
    client,
    connection,
    check: () =>
      connection.withDeadline(Date.now() + 2_000, async () => {
        await connection.workflowService.describeNamespace({ namespace: options.namespace });
      }),
    close: () => connection.close(),
  };
}
