/** MINIMUM_AGENT_VERSION: which agents an installation still works with. What its own release needs is a floor that nobody can lower. */
import { isOlderThan, isVersion, minimumAgentVersion } from '@cardwright/contracts/workstation/versions';
import type { EnvReader } from './env.js';

export function readMinimumAgentVersion(reader: EnvReader): string {
  const asked = reader.string('MINIMUM_AGENT_VERSION', minimumAgentVersion);
  if (isVersion(asked) && !isOlderThan(asked, minimumAgentVersion)) return asked;
  reader.problems.push(
    `MINIMUM_AGENT_VERSION is no version of at least ${minimumAgentVersion}, which this release needs`,
  );
  return minimumAgentVersion;
}
