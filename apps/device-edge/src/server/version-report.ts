/** Whether this agent and its server are new enough for each other, and how that is said to whoever administers workstations. Pure. */
import {
  isOlderThan,
  isVersion,
  minimumServerVersion,
  releaseVersion as agentVersion,
  type ServerVersions,
} from '@cardwright/contracts/workstation/versions';

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

export function versionText(report: VersionReport): string {
  const { state, serverVersion, minimumAgentVersion } = report;
  switch (state) {
    case 'unknown':
      return `agent ${report.agentVersion}; the server has not said its version`;
    case 'supported':
      return `agent ${report.agentVersion}, server ${serverVersion}`;
    case 'agent-outdated':
      return `agent ${report.agentVersion} is too old: the server (${serverVersion}) needs ${minimumAgentVersion} or later, and offers and begins nothing here until then`;
    case 'server-outdated':
      return `the server (${serverVersion}) is too old: agent ${report.agentVersion} needs ${report.minimumServerVersion} or later`;
  }
}

/** undefined: there is nothing to do. */
export function versionFix({ state, minimumAgentVersion }: VersionReport): string | undefined {
  if (state === 'agent-outdated')
    return `Install agent ${minimumAgentVersion} or later; it goes on with the same enrolment.`;
  return state === 'server-outdated' ? 'Update the server, or install the agent that came with it.' : undefined;
}
