/**
 * What update-svc is made of, for `main.ts` and for specs that start it in their own process. No Temporal worker yet:
 * there are no update workflows to run; the task queue `update` is theirs.
 */
import type { ServiceOptions } from '@cardwright/service-kit/bootstrap-service';
import { queueGroup } from '@cardwright/contracts/nats/subjects';
import type { Environment } from '@cardwright/service-kit/config/env';
import { AppModule } from './app.module.js';
import { readUpdateConfig } from './config/config.js';
import { entities, migrations, schema } from './persistence/database.js';

export const updateService = (env: Environment = process.env): ServiceOptions => ({
  name: 'update-svc',
  queueGroup: queueGroup.update,
  module: AppModule.register(readUpdateConfig(env)),
  database: { schema, entities, migrations },
  env,
});
