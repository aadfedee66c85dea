/** `cardwright-agent enrol`: joins this workstation to a server by a code. A one-time code is used up by it, so it may stand in argv; a deployment code comes from a file. */
import { hostname } from 'node:os';
import { Command } from 'commander';
import { readDeploymentCode, removeDeploymentCode } from '../home/deployment-code-file.js';
import { allowedServer } from './allowed-server.js';
import { homeOption, openHome, type HomeOption } from './home-option.js';

interface EnrolOptions extends HomeOption {
  server?: string;
  code?: string;
  codeFile?: string;
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
    .option('--code-file <file>', 'file with a deployment code, which is removed afterwards')
    .option('--force', 'replace an enrolment that is there')
    .addOption(homeOption())
    .action(async (options: EnrolOptions) => {
      const home = await openHome(options, 'enrol');
      const server = await allowedServer(home, options.server);
      const existing = await home.config();
      if (existing !== undefined && options.force !== true)
        throw new Error(`Enrolled already as ${existing.workstationId} at ${existing.serverUrl}; --force replaces it`);
      const file = options.codeFile === undefined ? undefined : await readDeploymentCode(options.codeFile);
      if (file !== undefined && file.found !== 'code')
        throw new Error(`${options.codeFile} cannot be read, or holds no deployment code`);
      const code = options.code ?? file?.code ?? process.env['CARDWRIGHT_ENROLMENT_CODE'] ?? (await firstLineOfInput());
      const { enrol } = await import('../enrolment/enrol.js');
      const config = await enrol(home, { server, code, hostName: hostname() });
      if (options.codeFile !== undefined) await removeDeploymentCode(options.codeFile);
      process.stdout.write(
        `Enrolled as workstation ${config.workstationId}; key and credentials are in ${home.folder}\n`,
      );
    });
}

async function firstLineOfInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0]!;
}
