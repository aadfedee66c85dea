/** Whether this agent and its server are new enough for each other, and how that is said to whoever administers workstations. Pure. */
import {
  isOlderThan,
  isVersion,
  minimumServerVersion,
  releaseVersion as agentVersion,
  type ServerVersions,
} from '@cardwright/contracts/workstation/versions';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';

export interface VersionReport {
  /** unknown: the server has not said yet, or is of a release that does not say. */
  state: 'unknown' | 'supported' | 'agent-outdated' | 'server-outdated';
  agentVersion: string;
  minimumServerVersion: string;
  serverVersion: string | null;
  minimumAgentVersion: string | null;
}

const unknown: VersionReport = {
  state: 'unknown',
  ...{ agentVersion, minimumServerVersion, serverVersion: null, minimumAgentVersion: null },
};

/** said: as it came from the server. What is no pair of versions counts as not said. */
export function versionReport(said?: Partial<ServerVersions>): VersionReport {
  const { serverVersion, minimumAgentVersion } = said ?? {};
  if (!isVersion(serverVersion) || !isVersion(minimumAgentVersion)) return unknown;
  const state = isOlderThan(agentVersion, minimumAgentVersion)
    ? 'agent-outdated'
    : isOlderThan(serverVersion, minimumServerVersion)
      ? 'server-outdated'
      : 'supported';
  return { ...unknown, state, serverVersion, minimumAgentVersion };
}

export const versionText = (report: VersionReport): string => versionWords(report).text;

export function versionWords(report: VersionReport): Sentence {
  const { state, serverVersion, minimumAgentVersion } = report;
  switch (state) {
    case 'unknown':
      return say('doctor.version-unknown', { agent: report.agentVersion });
    case 'supported':
      return say('doctor.versions', { agent: report.agentVersion, server: String(serverVersion) });
    case 'agent-outdated':
      return say('doctor.agent-too-old', {
        agent: report.agentVersion,
        server: String(serverVersion),
        needed: String(minimumAgentVersion),
      });
    case 'server-outdated':
      return say('doctor.server-too-old', {
        server: String(serverVersion),
        agent: report.agentVersion,
        needed: report.minimumServerVersion,
      });
  }
}

/** undefined: there is nothing to do. */
export function versionFix({ state, minimumAgentVersion }: VersionReport): Sentence | undefined {
  if (state === 'agent-outdated') return say('doctor.install-agent', { needed: String(minimumAgentVersion) });
  return state === 'server-outdated' ? say('doctor.update-server') : undefined;
}
