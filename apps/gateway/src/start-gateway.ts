/** Starts the gateway in this process: waits for NATS, listens, and stops cleanly. `main.ts` and specs call it. */
import { once } from 'node:events';
import { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import { type Environment, readEnv } from '@cardwright/service-kit/config/env';
import { createLogger, type Logger, logLevels, NestLogger } from '@cardwright/service-kit/logging/logger';
import { connectNats, readNatsConfig } from '@cardwright/service-kit/nats/connection';
import { waitFor } from '@cardwright/service-kit/waiting/wait-for';
import { createCardDoor } from './card-sign-in/card-door.js';
import { gatewayConfig } from './config/config.js';
import { createApp } from './create-app.js';
import { createTemporalUi } from './temporal-ui/temporal-ui.js';

export interface RunningGateway {
  /** Where it really listens: HTTP_PORT 0 takes any free one. */
  url: string;
  logger: Logger;
  close(): Promise<void>;
}

export interface StartOptions {
  env: Environment;
  logger?: Logger;
  signal?: AbortSignal;
}

/** Rejects with ConfigurationError when settings are missing or unsafe. */
export async function startGateway({ env, logger: given, signal }: StartOptions): Promise<RunningGateway> {
  const config = gatewayConfig(env);
  const { nats, level } = readEnv(env, (reader) => ({
    nats: readNatsConfig(reader, 'gateway'),
    level: reader.oneOf('LOG_LEVEL', logLevels, 'info'),
  }));
  const logger = given ?? createLogger({ name: 'gateway', level });
  const connection = await waitFor(() => connectNats(nats), {
    what: 'NATS',
    log: (message, error) => logger.warn({ err: error }, message),
    giveUp: (error) => error instanceof TypeError || (error as NodeJS.ErrnoException | null)?.code === 'ENOENT',
    signal,
  });
  const health = new HealthRegistry();
  health.register('nats', () => connection.flush());
  try {
    const app = await createApp({ config, connection, health, logger: new NestLogger(logger) });
    await app.listen(config.port, config.host);
    const url = await app.getUrl();
    const temporalUi = config.temporalUi && (await createTemporalUi(app, config, config.temporalUi));
    await temporalUi?.listen({ port: config.temporalUi!.port, host: config.host });
    const cardDoor = config.cardSignIn && createCardDoor(app, config, config.cardSignIn);
    if (cardDoor !== null) await once(cardDoor.listen(config.cardSignIn!.port, config.host), 'listening');
    logger.info({ url, publicUrl: config.publicUrl }, 'ready');
    return {
      url,
      logger,
      close: async () => {
        health.markStopping();
        // Streams never end by themselves: their clients come back to another copy with their last event id.
        temporalUi?.server.closeAllConnections();
        await temporalUi?.close();
        cardDoor?.closeAllConnections();
        cardDoor?.close();
        app.getHttpServer().closeAllConnections();
        await app.close();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
