/** `deployment-codes`: codes by which many workstations enrol themselves. */
import type { Command } from 'commander';
import type { Runner } from './context.js';
import { wholeNumber } from './options.js';

interface NewCode {
  places: number;
  days: number;
  group?: string;
  namePattern?: string;
}

export function deploymentCodeCommands(program: Command, run: Runner): void {
  const codes = program.command('deployment-codes').description('codes by which many workstations enrol themselves');
  codes
    .command('create')
    .description('make a code; it is shown once, and goes into /etc/cardwright/deployment-code of each computer')
    .requiredOption('--places <n>', 'how many workstations it enrols at most', wholeNumber)
    .requiredOption('--days <n>', 'so long it is good', wholeNumber)
    .option('--group <name>', 'what its workstations belong to')
    .option('--name-pattern <text>', 'of their names; {host}, the default, stands for the host name')
    .action(
      run(async ({ api, output }, body: NewCode) => {
        const reply = await api.post('/api/v1/deployment-codes', { body });
        output.result(reply, () => {
          const { deploymentCodeId, places, expiresAt } = reply.deploymentCode;
          output.note(`Deployment code ${deploymentCodeId}, for ${places} workstations, until ${expiresAt}:`);
          output.line(reply.code);
        });
      }),
    );
  codes
    .command('list')
    .description('list deployment codes, newest first')
    .action(
      run(async ({ api, output }) =>
        output.table(await api.rows('/api/v1/deployment-codes', {}, 1000), {
          id: ({ deploymentCodeId }) => deploymentCodeId,
          group: ({ group }) => group,
          state: ({ state }) => state,
          used: ({ used }) => used,
          left: ({ left }) => left,
          expires: ({ expiresAt }) => expiresAt,
          'made by': ({ createdBy }) => createdBy,
        }),
      ),
    );
  codes
    .command('revoke')
    .description('let it enrol nobody any more; workstations that it has enrolled stay')
    .argument('<id>')
    .requiredOption('--reason-text <text>', 'goes into the audit')
    .action(
      run(async ({ api, output }, id: string, { reasonText }: { reasonText: string }) => {
        const reply = await api.post('/api/v1/deployment-codes/{deploymentCodeId}/revoke', {
          params: { path: { deploymentCodeId: id } },
          body: { reasonText },
        });
        output.result(reply, () => output.line(`Revoked; it has enrolled ${reply.deploymentCode.used} workstations.`));
      }),
    );
}
