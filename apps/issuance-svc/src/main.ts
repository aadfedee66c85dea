/** issuance-svc as a process: wiring only. Configuration is docs/configuration.md. */
import { queueGroup } from '@cardwright/contracts/nats/subjects';
import { runService } from '@cardwright/service-kit/bootstrap-service';
import { ConfigurationError } from '@cardwright/service-kit/config/env';
import { AppModule } from './app.module.js';
import { readIssuanceConfig, type IssuanceConfig } from './config/config.js';
import { issuanceDatabase } from './persistence/database.js';

await runService({
  name: 'issuance-svc',
  module: AppModule.register(configuration()),
  queueGroup: queueGroup.issuance,
  database: issuanceDatabase,
});

function configuration(): IssuanceConfig {
  try {
    return readIssuanceConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`issuance-svc: ${error.message}\n`);
    // 78 = EX_CONFIG (sysexits.h), as runService does.
    process.exit(78);
  }
}
