/** What update-svc is made of, for `main.ts` and for specs that start it in their own process. */
import type { ServiceOptions } from '@cardwright/service-kit/bootstrap-service';
import { queueGroup } from '@cardwright/contracts/nats/subjects';
import { readEnv, type Environment } from '@cardwright/service-kit/config/env';
import { readTemporalConfig } from '@cardwright/workflow-kit/worker/temporal-address';
import { PresenceQuestions } from './check/presence-questions.js';
import { AppModule } from './app.module.js';
import { readUpdateConfig } from './config/config.js';
import { entities, migrations, schema } from './persistence/database.js';

export const updateService = (env: Environment = process.env): ServiceOptions => ({
  name: 'update-svc',
  queueGroup: queueGroup.update,
  module: AppModule.register(readUpdateConfig(env), () => readEnv(env, readTemporalConfig)),
  alsoReads: readTemporalConfig,
  listening: (app) => void app.get(PresenceQuestions).start(),
  database: { schema, entities, migrations },
  env,
});
