/** `roles`: who has which role, and its giving and taking away. */
import { Option, type Command } from 'commander';
import type { QueryOf } from '@cardwright/api-client/client';
import {
  type GrantableRole,
  grantableRoles,
  type PermissionIfGranted,
  permissionsIfGranted,
  type RoleGrant,
} from '@cardwright/contracts/access/role';
import type { ApiClient } from '../api/api-client.js';
import type { Output } from '../terminal/output.js';
import type { Runner } from './context.js';
import { personIdOf } from './find.js';
import { writeAll } from './write-all.js';

interface GrantOptions {
  unit?: string;
  profile?: string;
  also?: PermissionIfGranted[];
  reasonText: string;
}

export function roleCommands(program: Command, run: Runner): void {
  const roles = program.command('roles').description('who has which role');
  ofPerson(
    roles
      .command('list')
      .description('list roles that were given here; those of the sign-in service are not among them'),
  ).action(
    run(async ({ api, output }, options: OfPerson) =>
      output.table(await api.rows('/api/v1/role-grants', { query: await grantQuery(api, options) }, 1000), {
        person: ({ personName, personId }) => personName ?? personId,
        role: ({ role }) => role,
        unit: ({ groupScope }) => groupScope,
        profile: ({ profileScope }) => profileScope,
        also: ({ grantedPermissions }) => grantedPermissions?.join(' '),
        since: ({ grantedAt }) => grantedAt,
        id: ({ roleGrantId }) => roleGrantId,
      }),
    ),
  );
  ofPerson(roles.command('export').description('write the roles that were given here as CSV, all of them')).action(
    run(async ({ api, io }, options: OfPerson) =>
      writeAll(
        io,
        api.text(
          api.get('/api/v1/role-grants/export', {
            params: { query: await grantQuery(api, options) },
            parseAs: 'stream',
          }),
        ),
      ),
    ),
  );
  roles
    .command('grant')
    .description('give a person a role; it counts from their next request')
    .argument('<person>', 'external id or id')
    .argument('<role>', `one of ${grantableRoles.join(', ')}`)
    .option('--unit <unit>', 'only for this organizational unit and those below it')
    .option('--profile <name>', 'only for cards of this credential profile')
    .addOption(
      new Option('--also <permission...>', 'what the role allows only where it is granted besides').choices(
        permissionsIfGranted,
      ),
    )
    .requiredOption('--reason-text <text>', 'goes into the audit')
    .action(
      run(
        async (
          { api, output },
          person: string,
          role: GrantableRole,
          { unit, profile, also, reasonText }: GrantOptions,
        ) => {
          const limits = {
            ...(unit !== undefined && { groupScope: unit }),
            ...(profile !== undefined && { profileScope: profile }),
          };
          const grantedPermissions = also;
          const body = { personId: await personIdOf(api, person), role, ...limits, grantedPermissions, reasonText };
          const reply = await api.post('/api/v1/role-grants', { body });
          show(output, reply, reply.changed ? 'Given.' : 'The person has this role already; nothing was changed.');
        },
      ),
    );
  roles
    .command('revoke')
    .description('take a role away; it stops counting with the next request of the person')
    .argument('<id>', 'of the role that was given: roles list')
    .requiredOption('--reason-text <text>', 'goes into the audit')
    .action(
      run(async ({ api, output }, id: string, { reasonText }: { reasonText: string }) => {
        show(
          output,
          await api.post('/api/v1/role-grants/{roleGrantId}/revoke', {
            params: { path: { roleGrantId: id } },
            body: { reasonText },
          }),
          'Taken away.',
        );
      }),
    );
}

interface OfPerson {
  person?: string;
}
const ofPerson = (command: Command): Command =>
  command.option('--person <person>', 'only those of this person: external id or id');
const grantQuery = async (api: ApiClient, { person }: OfPerson): Promise<QueryOf<'/api/v1/role-grants'>> =>
  person ? { personId: await personIdOf(api, person) } : {};

const show = (output: Output, reply: { roleGrant: RoleGrant }, sentence: string): void => {
  const { personName, personId, role, groupScope, profileScope, roleGrantId } = reply.roleGrant;
  output.result(reply, () => {
    output.note(sentence);
    output.fields(reply, {
      ...{ person: personName ?? personId, role, unit: groupScope, profile: profileScope },
      id: roleGrantId ?? null,
    });
  });
};
