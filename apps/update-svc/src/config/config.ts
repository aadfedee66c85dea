/** The switches of update-svc. */
import { readEnv, type Environment } from '@cardwright/service-kit/config/env';

export interface UpdateConfig {
  /** Requirement A18: off, every check answers `disabled`. UPDATE_CHECK_ENABLED, default on. */
  checkEnabled: boolean;
  /** Read every device from issuance-svc again at this start. READ_MODEL_REBUILD, default off; the first start does it anyway. */
  rebuildAtStart: boolean;
}
export const UPDATE_CONFIG = Symbol('UPDATE_CONFIG');

export const readUpdateConfig = (env: Environment): UpdateConfig =>
  readEnv(env, (reader) => ({
    checkEnabled: reader.boolean('UPDATE_CHECK_ENABLED', true),
    rebuildAtStart: reader.boolean('READ_MODEL_REBUILD', false),
  }));
