/** Under `profiles`: versions that another person approves before they are published. */
import type { Command } from 'commander';
import type { Runner } from './context.js';
import { readJson } from './read-file.js';

const named = (proposalId: string) => ({ params: { path: { proposalId } } });

export function proposalCommands(profiles: Command, run: Runner): void {
  profiles
    .command('propose')
    .description('propose a profile definition as a new version, for another person to approve')
    .argument('<file>', 'JSON; - for standard input')
    .requiredOption('--reason-text <text>', 'why the profile changes, for whoever approves it')
    .action(
      run(async ({ api, output }, file: string, { reasonText }: { reasonText: string }) => {
        const body = { definition: readJson(file), reasonText };
        const reply = await api.post('/api/v1/profile-proposals', { body });
        const { proposalId, name } = reply.proposal;
        output.result(reply, () => output.line(`Proposed a new version of ${name}: ${proposalId}.`));
      }),
    );
  profiles
    .command('proposals')
    .description('list proposed versions, newest first')
    .action(
      run(async ({ api, output }) =>
        output.table(await api.rows('/api/v1/profile-proposals', {}, 1000), {
          id: ({ proposalId }) => proposalId,
          profile: ({ name }) => name,
          state: ({ state }) => state,
          'based on': ({ basedOnVersion }) => basedOnVersion ?? '',
          'proposed by': ({ proposedBy }) => proposedBy,
          proposed: ({ proposedAt }) => proposedAt,
          version: ({ version }) => version ?? '',
        }),
      ),
    );
  profiles
    .command('proposal')
    .description('what a proposed version changes, and how many cards have the profile')
    .argument('<id>')
    .action(
      run(async ({ api, output }, id: string) => {
        const reply = await api.get('/api/v1/profile-proposals/{proposalId}', named(id));
        const { proposal, changes, cards } = reply;
        output.result(reply, () => {
          output.line(`${proposal.name}, proposed by ${proposal.proposedBy}: ${proposal.reasonText}`);
          output.line(`State: ${proposal.state}. Cards with this profile: ${cards}.`);
          if (proposal.basedOnVersion === null) output.line(JSON.stringify(proposal.definition, null, 2));
          for (const { path, before, after } of changes)
            output.line(`${path}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`);
        });
      }),
    );
  profiles
    .command('approve')
    .description('publish a proposed version; never by whoever proposed it')
    .argument('<id>')
    .action(
      run(async ({ api, output }, id: string) => {
        const reply = await api.post('/api/v1/profile-proposals/{proposalId}/approve', named(id));
        const { name, version } = reply.profile;
        output.result(reply, () => output.line(`Published ${name} version ${version}.`));
      }),
    );
  profiles
    .command('decline')
    .description('decline a proposed version, or take back your own')
    .argument('<id>')
    .requiredOption('--reason-text <text>', 'why, for whoever proposed it and for the audit trail')
    .action(
      run(async ({ api, output }, id: string, { reasonText }: { reasonText: string }) => {
        const reply = await api.post('/api/v1/profile-proposals/{proposalId}/decline', {
          ...named(id),
          body: { reasonText },
        });
        output.result(reply, () => output.line('Declined.'));
      }),
    );
}
