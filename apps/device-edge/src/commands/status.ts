/** `cardwright-agent status`: is this workstation enrolled, is the agent running, what is in the readers. Asks nobody over the network. */
import { Command } from 'commander';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import type { OffersReport } from '../agent/desk-link.js';
import { jwtTimes, rootsIn } from '../bus/credentials.js';
import { readJson, type AgentHome } from '../home/agent-home.js';
import { lockHolder } from '../home/agent-lock.js';
import { checksText, policyReport, type PolicyReport } from '../policies/policy-report.js';
import { problemWords } from '../policies/policy-source.js';
import { systemPolicies } from '../policies/system-sources.js';
import { versionText, type VersionReport } from '../server/version-report.js';
import { sessionText } from '../sessions/session-list.js';
import { whoIsHere, type WhoIsHere } from '../sessions/who-is-here.js';
import { homeOption, openHome, type HomeOption } from './home-option.js';

interface StatusReport extends WhoIsHere {
  home: string;
  enrolled: boolean;
  workstationId?: string;
  serverUrl?: string;
  credentialExpiresAt?: string | null;
  /** SHA-256 of each root of the CA that this workstation trusts, hex: offers of card updates are signed under one of them. */
  rootsSha256Hex?: string[];
  running: boolean;
  pid?: number;
  connected?: boolean;
  /** Of the agent that runs; else what one would have that is started now by this user. */
  policies: PolicyReport;
  offers?: OffersReport;
  /** What the running agent has heard of versions. */
  versions?: VersionReport;
  /** Where browsers of this computer find it; absent: nowhere. */
  bridge?: { port: number; open: boolean };
  agent?: AgentStatus;
}

export function statusCommand(): Command {
  return new Command('status')
    .description('what this agent is and does')
    .option('--json', 'for programs')
    .addOption(homeOption())
    .action(async (options: HomeOption & { json?: boolean }) => {
      const report = { ...(await statusReport(await openHome(options, 'status'))), ...(await whoIsHere()) };
      process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
      const outdated = report.versions?.state === 'agent-outdated';
      if (!report.enrolled || !report.running || report.policies.hold !== null || outdated) process.exitCode = 1;
    });
}

async function statusReport(home: AgentHome): Promise<Omit<StatusReport, keyof WhoIsHere>> {
  const config = await home.config();
  const pid = await lockHolder(home.lockFile);
  const running = pid !== undefined;
  const enrolled = config !== undefined;
  const policies = policyReport(await systemPolicies(home.settingsFile), config?.serverUrl);
  const report: Omit<StatusReport, keyof WhoIsHere> = {
    home: home.folder,
    enrolled,
    running,
    policies,
    ...(running && { pid }),
  };
  if (config !== undefined) {
    const jwt = await home.jwt();
    const { expiresAtMs } = jwtTimes(jwt);
    report.rootsSha256Hex = rootsIn(jwt);
    report.workstationId = config.workstationId;
    report.serverUrl = config.serverUrl;
    report.credentialExpiresAt = expiresAtMs === undefined ? null : new Date(expiresAtMs).toISOString();
  }
  const written = running
    ? await readJson<
        Omit<AgentStatus, 'policies'> & { connected: boolean } & Pick<
            Partial<StatusReport>,
            'policies' | 'offers' | 'versions' | 'bridge'
          >
      >(home.statusFile)
    : undefined;
  if (written !== undefined) {
    const { connected, offers, versions, bridge, policies: inForce = policies, ...agent } = written;
    const heard = {
      ...(offers !== undefined && { offers }),
      ...(versions !== undefined && { versions }),
      ...(bridge && { bridge }),
    };
    // One that waits to be enrolled has looked at no reader.
    return { ...report, connected, policies: inForce, ...heard, ...(enrolled && { agent }) };
  }
  return report;
}

function describe(report: StatusReport): string {
  const lines = [`Home          ${report.home}`];
  if (!report.enrolled) lines.push('Enrolment     none: run `cardwright-agent enrol`');
  else
    lines.push(
      `Workstation   ${report.workstationId} at ${report.serverUrl}`,
      `Credential    until ${report.credentialExpiresAt ?? 'revoked'}`,
      `Root          ${rootText(report.rootsSha256Hex ?? [])}`,
    );
  if (!report.running) lines.push('Agent         not running: `cardwright-agent run`');
  else if (!report.enrolled) lines.push(`Agent         running (pid ${report.pid}), waits to be enrolled`);
  else
    lines.push(
      `Agent         running (pid ${report.pid}), ${report.connected === true ? 'connected' : 'not connected'}`,
    );
  if (report.versions !== undefined) lines.push(`Versions      ${versionText(report.versions)}`);
  const { hold, problems } = report.policies;
  if (hold !== null) lines.push(`Policy        ${hold.state}: ${hold.error.message}; nothing is sent`);
  for (const problem of problems) lines.push(`Settings      ${problem.code}: ${problemWords(problem).text}`);
  lines.push(`Update checks ${checksText(report.policies)}`);
  if (report.offers !== undefined) lines.push(`Offers        ${offersText(report.offers)}`);
  lines.push(...sessionLines(report));
  if (report.agent !== undefined) {
    lines.push(`Readers       ${report.agent.pcsc}`);
    for (const { readerName, cardPresent, heldBy } of report.agent.readers)
      lines.push(
        `  ${readerName}: ${cardPresent ? 'card' : 'empty'}${heldBy === null ? '' : `, in use by request ${heldBy}`}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

/** Without one, offers are shown and none can be accepted (EDGE_SERVER_NOT_TRUSTED). */
function rootText(rootsSha256Hex: readonly string[]): string {
  if (rootsSha256Hex.length === 0)
    return 'not pinned: updates cannot be accepted here; it comes with the next credential';
  return `pinned, SHA-256 ${rootsSha256Hex.join(', ')}`;
}

/** How an offer reaches a person at this computer. */
function offersText({ folder, desks, waiting }: OffersReport): string {
  const wait = waiting === 0 ? '' : `; ${waiting} not seen by anybody yet`;
  if (folder === null) return `nowhere: the folder for desk parts could not be made${wait}`;
  if (desks > 0) return `by notification, in the session that is active (${desks} with a desk part)${wait}`;
  return `no session has a desk part (\`cardwright-agent desk\`); \`cardwright-agent check\` asks in a terminal${wait}`;
}

/** Which session gets them, and why the others do not. */
function sessionLines({ sessions, remoteSession }: WhoIsHere): string[] {
  if (remoteSession !== undefined) return [`Session       comes over the network (${remoteSession}): no offers`];
  return (sessions ?? []).map((row, line) => `${line === 0 ? 'Sessions' : '        '}      ${sessionText(row)}`);
}
