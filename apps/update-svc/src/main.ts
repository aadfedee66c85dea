/** Process entry of update-svc. Configuration: docs/configuration.md. */
import { runService } from '@cardwright/service-kit/bootstrap-service';
import { updateService } from './service.js';

await runService(updateService());
