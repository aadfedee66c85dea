/** The switches of update-svc. */
import { readEnv, type Environment, type EnvReader } from '@cardwright/service-kit/config/env';

export interface UpdateConfig {
  /** Requirement A18: off, every check answers `disabled`. UPDATE_CHECK_ENABLED, default on. */
  checkEnabled: boolean;
  /** Read every device from issuance-svc again at this start. READ_MODEL_REBUILD, default off; the first start does it anyway. */
  rebuildAtStart: boolean;
  /** Requirements section E, 1: after this time a postponed offer comes back. UPDATE_REPROMPT_MINUTES, default 240, 1 to 43200 (30 days). */
  repromptMs: number;
}
export const UPDATE_CONFIG = Symbol('UPDATE_CONFIG');

export const readUpdateConfig = (env: Environment): UpdateConfig =>
  readEnv(env, (reader) => ({
    checkEnabled: reader.boolean('UPDATE_CHECK_ENABLED', true),
    rebuildAtStart: reader.boolean('READ_MODEL_REBUILD', false),
    repromptMs: repromptMinutes(reader) * 60_000,
  }));

const longestMinutes = 30 * 24 * 60;

function repromptMinutes(reader: EnvReader): number {
  const minutes = reader.integer('UPDATE_REPROMPT_MINUTES', 240, 1);
  if (minutes > longestMinutes)
    reader.problems.push(`UPDATE_REPROMPT_MINUTES is more than ${longestMinutes} (30 days)`);
  return minutes;
}
