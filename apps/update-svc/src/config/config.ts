/** The switches of update-svc. */
import { readMinimumAgentVersion } from '@cardwright/service-kit/config/minimum-agent-version';
import { readEnv, type Environment, type EnvReader } from '@cardwright/service-kit/config/env';

export interface UpdateConfig {
  /** Requirement A18: off, every check answers `disabled`. UPDATE_CHECK_ENABLED, default on. */
  checkEnabled: boolean;
  /** Requirement B12: an older agent is offered nothing. MINIMUM_AGENT_VERSION, default: what this release needs. */
  minimumAgentVersion: string;
  /** Read every device from issuance-svc again at this start. READ_MODEL_REBUILD, default off; the first start does it anyway. */
  rebuildAtStart: boolean;
  /** Requirements section E, 1: after this time a postponed offer comes back. UPDATE_REPROMPT_MINUTES, default 240, 1 to 43200 (30 days). */
  repromptMs: number;
  /**
   * F12: up to how many percent of the cards each ring of a roll-out reaches; the last is 100. ROLLOUT_RINGS, default `5,25,100`; `100` is every card
   * at once.
   */
  rolloutRings: readonly number[];
  /** Over so many days from the opening of a ring its cards become due. ROLLOUT_SPREAD_DAYS, default 5, at most 60; 0 is at once. */
  rolloutSpreadDays: number;
  /** Agents ask about a card that stays in no more often. UPDATE_CHECK_LEAST_MINUTES, 1 to 43200; null, the default: as their policies say. */
  checkLeastMinutes: number | null;
  /** Holders are reminded by mail so many days before a deadline. MAIL_REMIND_DAYS, default 7; 0: nobody is reminded, not on the last day either. */
  remindDays: number;
  /** Only of an offer that was shown nowhere within so many days. MAIL_UNSEEN_DAYS, default 3. */
  unseenDays: number;
}
export const UPDATE_CONFIG = Symbol('UPDATE_CONFIG');

export const readUpdateConfig = (env: Environment): UpdateConfig =>
  readEnv(env, (reader) => ({
    checkEnabled: reader.boolean('UPDATE_CHECK_ENABLED', true),
    minimumAgentVersion: readMinimumAgentVersion(reader),
    rebuildAtStart: reader.boolean('READ_MODEL_REBUILD', false),
    rolloutRings: rolloutRings(reader),
    rolloutSpreadDays: rolloutSpreadDays(reader),
    repromptMs: upTo30Days(reader, 'UPDATE_REPROMPT_MINUTES', 240, 1) * 60_000,
    remindDays: reader.integer('MAIL_REMIND_DAYS', 7),
    unseenDays: reader.integer('MAIL_UNSEEN_DAYS', 3),
    checkLeastMinutes: upTo30Days(reader, 'UPDATE_CHECK_LEAST_MINUTES', 0, 0) || null,
  }));

const longestMinutes = 30 * 24 * 60;

function upTo30Days(reader: EnvReader, name: string, fallback: number, least: number): number {
  const minutes = reader.integer(name, fallback, least);
  if (minutes > longestMinutes) reader.problems.push(`${name} is more than ${longestMinutes} (30 days)`);
  return minutes;
}

function rolloutRings(reader: EnvReader): number[] {
  const text = reader.string('ROLLOUT_RINGS', '5,25,100');
  const rings = text.split(',').map(Number);
  const rises = rings.every((upTo, index) => Number.isInteger(upTo) && upTo > (rings[index - 1] ?? 0));
  if (!rises || rings.at(-1) !== 100)
    reader.problems.push('ROLLOUT_RINGS is no list of whole percents that rise and end with 100, as 5,25,100');
  return rings;
}

function rolloutSpreadDays(reader: EnvReader): number {
  const days = reader.integer('ROLLOUT_SPREAD_DAYS', 5);
  if (days > 60) reader.problems.push('ROLLOUT_SPREAD_DAYS is more than 60');
  return days;
}
