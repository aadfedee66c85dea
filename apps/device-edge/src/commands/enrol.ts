/** `cardwright-agent enrol`: joins this workstation to a server by a one-time code. The code is used up by it, so it may stand in argv. */
import { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { AgentHome } from '../home/agent-home.js';
import { systemPolicies } from '../policies/system-sources.js';
import { trafficHold } from '../policies/traffic-hold.js';
import { homeOption, openHome, type HomeOption } from './home-option.js';

interface EnrolOptions extends HomeOption {
  server?: string;
  code?: string;
  force?: boolean;
}

export function enrolCommand(): Command {
  return new Command('enrol')
    .description('join this workstation to a Cardwright server')
    .option('--server <url>', 'address of the gateway, https (http for a loopback address); else that of the policy')
    .option(
      '--code <code>',
      'one-time code from `cardwright workstations enrol`; else CARDWRIGHT_ENROLMENT_CODE or standard input',
    )
    .option('--force', 'replace an enrolment that is there')
    .addOption(homeOption())
    .action(async (options: EnrolOptions) => {
      const home = await openHome(options, 'enrol');
      const server = await allowedServer(home, options.server);
      const existing = await home.config();
      if (existing !== undefined && options.force !== true)
        throw new Error(`Enrolled already as ${existing.workstationId} at ${existing.serverUrl}; --force replaces it`);
      const code = options.code ?? process.env['CARDWRIGHT_ENROLMENT_CODE'] ?? (await firstLineOfInput());
      const { enrol } = await import('../enrolment/enrol.js');
      const config = await enrol(home, { server, code });
      process.stdout.write(
        `Enrolled as workstation ${config.workstationId}; key and credentials are in ${home.folder}\n`,
      );
    });
}

/** Throws what stands in the way (EDGE_POLICY_INVALID, EDGE_SERVER_MISSING, EDGE_ENROLLED_ELSEWHERE for another server) before anything is sent. */
async function allowedServer(home: AgentHome, given: string | undefined): Promise<string> {
  const policies = await systemPolicies(home.settingsFile);
  const server = given ?? (policies.settings.serverUrl || undefined);
  const hold = trafficHold(policies, server);
  if (hold !== undefined) throw CardwrightError.fromWire(hold.error);
  if (server === undefined) throw new Error('Name the server: --server <url>. No policy names one');
  return server;
}

async function firstLineOfInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0]!;
}
