/** `workstations`, `audit`, `doctor`: running the installation. */
import type { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { autoUpdateText } from '@cardwright/contracts/workstation/policy-text';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { QueryOf } from '@cardwright/api-client/client';
import type { Runner } from './context.js';
import { exitCode } from './exit-codes.js';
import { examine } from './doctor.js';
import { workstationIdOf } from './find.js';
import { wholeNumber } from './options.js';
import { workstationFilters, type WorkstationListOptions, workstationQuery } from './list-options.js';
import { writeAll } from './write-all.js';
import { workstationDiagnosisCommands } from './workstation-diagnosis.commands.js';

const workstationArgument = 'name or id';

export function workstationCommands(program: Command, run: Runner): void {
  const workstations = program.command('workstations').description('machines with card readers');
  workstationFilters(workstations.command('list').description('list workstations'))
    .option('--limit <n>', 'at most so many', wholeNumber, 1000)
    .action(
      run(async ({ api, output }, query: string | undefined, options: WorkstationListOptions & { limit: number }) =>
        output.table(
          await api.rows('/api/v1/workstations', { query: workstationQuery(query, options) }, options.limit),
          {
            id: ({ workstationId }) => workstationId,
            name: ({ name }) => name,
            group: ({ group }) => group,
            online: ({ online }) => online,
            agent: ({ agentVersion }) => agentVersion,
            system: ({ report }) => report?.system,
            'asks for updates': ({ report }) => autoUpdateText(report),
            readers: ({ report }) => report?.readerCount,
            cards: ({ report }) => report?.cardCount,
            'last seen': ({ lastSeenAt }) => lastSeenAt,
            revoked: ({ revokedAt }) => revokedAt,
          },
        ),
      ),
    );
  workstationFilters(
    workstations.command('export').description('write a list of workstations as CSV, all of it'),
  ).action(
    run(async ({ api, io }, query: string | undefined, options: WorkstationListOptions) =>
      writeAll(
        io,
        api.text(
          api.get('/api/v1/workstations/export', {
            params: { query: workstationQuery(query, options) },
            parseAs: 'stream',
          }),
        ),
      ),
    ),
  );
  workstationDiagnosisCommands(workstations, run);
  workstations
    .command('readers')
    .description('the readers of a workstation, and what is in them')
    .argument('<workstation>', workstationArgument)
    .action(
      run(async ({ api, output }, workstation: string) => {
        const { readers } = await api.get('/api/v1/workstations/{workstationId}/readers', {
          params: { path: { workstationId: await workstationIdOf(api, workstation) } },
        });
        output.table(readers, {
          reader: ({ readerName }) => readerName,
          card: ({ cardPresent, unresponsive, identityText }) =>
            unresponsive === true ? 'does not answer' : cardPresent ? (identityText ?? 'yes') : 'no',
          'held by': ({ heldBy }) => heldBy,
        });
      }),
    );
  workstations
    .command('enrol')
    .description('make a one-time code for a new workstation; its agent is given the code')
    .argument('<name>', 'what people call it')
    .action(
      run(async ({ api, output }, name: string) => {
        const reply = await api.post('/api/v1/workstations/enrolment-codes', { body: { name } });
        output.result(reply, () => {
          output.note(`Workstation ${reply.workstationId}. The code works once, until ${reply.expiresAt}:`);
          output.line(reply.code);
        });
      }),
    );
  workstations
    .command('accept-key')
    .description(
      'trust the key of a workstation that was enrolled again, before you type a PIN for it; compare the key with `cardwright-agent status` first',
    )
    .argument('<workstation>', 'its id')
    .argument('<key>', 'as `cardwright-agent status` shows it on the workstation')
    .action(
      run(async ({ agents, output }, workstation: string, key: string) => {
        if (!/^U[A-Z2-7]{55}$/.test(key))
          throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('That is no key of an agent'));
        agents.accept(workstation, key);
        output.note(`The key of ${workstation} is ${key} from now on, for you on this machine.`);
        return Promise.resolve();
      }),
    );
  workstations
    .command('allow-enrolment')
    .description('let a computer that was set up again take its place by a deployment code, once, within a day')
    .argument('<workstation>', workstationArgument)
    .requiredOption('--reason-text <text>', 'goes into the audit')
    .action(
      run(async ({ api, output }, workstation: string, { reasonText }: { reasonText: string }) => {
        const reply = await api.post('/api/v1/workstations/{workstationId}/allow-enrolment', {
          params: { path: { workstationId: await workstationIdOf(api, workstation) } },
          body: { reasonText },
        });
        output.result(reply, () =>
          output.line(`${reply.workstation.name} may be enrolled again until ${reply.until}.`),
        );
      }),
    );
  workstations
    .command('revoke')
    .description('shut a workstation out at once; a code of it that is open becomes void')
    .argument('<workstation>', workstationArgument)
    .requiredOption('--reason-text <text>', 'goes into the audit')
    .action(
      run(async ({ api, output }, workstation: string, { reasonText }: { reasonText: string }) => {
        const reply = await api.post('/api/v1/workstations/{workstationId}/revoke', {
          params: { path: { workstationId: await workstationIdOf(api, workstation) } },
          body: { reasonText },
        });
        output.result(reply, () => output.line(`Revoked ${reply.workstation.name}.`));
      }),
    );
}

interface AuditOptions {
  object?: string;
  action?: string;
  actor?: string;
  correlation?: string;
  from?: string;
  to?: string;
}
const auditFilters = (command: Command): Command =>
  command
    .option('--object <id>', 'only about this person, device, saga, ...')
    .option('--action <name>', 'only this action')
    .option('--actor <who>', 'only by this one, as a row says it; or person:<id>, however they signed in')
    .option('--correlation <id>', 'only what came of this request')
    .option('--from <instant>', 'only then or later (ISO 8601, UTC)')
    .option('--to <instant>', 'only before (ISO 8601, UTC)');
const auditQuery = ({ correlation, ...options }: AuditOptions): QueryOf<'/api/v1/audit'> => ({
  ...options,
  correlationId: correlation,
});

export function auditCommands(program: Command, run: Runner): void {
  const audit = program.command('audit').description('who did what, on what, and why');
  auditFilters(audit.command('list').description('list audit rows, newest first'))
    .option('--limit <n>', 'at most so many', wholeNumber, 100)
    .action(
      run(async ({ api, output }, { limit, ...options }: AuditOptions & { limit: number }) =>
        output.table(await api.rows('/api/v1/audit', { query: auditQuery(options) }, limit), {
          '#': (row) => row.sequence,
          at: (row) => row.at,
          who: (row) => row.actor,
          what: (row) => row.action,
          'on what': (row) => row.object,
          why: ({ reason, reasonText }) => [reason, reasonText].filter((part) => part !== null).join(': '),
        }),
      ),
    );
  auditFilters(audit.command('export').description('write audit rows as CSV, all of them')).action(
    run(async ({ api, io }, options: AuditOptions) =>
      writeAll(
        io,
        api.text(api.get('/api/v1/audit/export', { params: { query: auditQuery(options) }, parseAs: 'stream' })),
      ),
    ),
  );
  audit
    .command('verify')
    .description(
      'check the hash chains of every schema; exit code 1 when a row was changed, removed, moved or added, 8 when a service could not be asked',
    )
    .action(
      run(async ({ api, output }) => {
        const { chains } = await api.post('/api/v1/audit/verify');
        output.table(chains, {
          schema: ({ schema }) => schema,
          rows: ({ rows }) => rows,
          ok: ({ ok }) => ok,
          finding: ({ finding, notReached }) =>
            notReached === undefined
              ? finding && `row ${finding.sequence} ${finding.problem}`
              : `not verified: its service could not be asked (${notReached})`,
        });
        const broken = chains.some(({ ok, notReached }) => !ok && notReached === undefined);
        if (broken) return exitCode.failed;
        return chains.every(({ ok }) => ok) ? exitCode.ok : exitCode.unavailable;
      }),
    );
}

export function doctorCommand(program: Command, run: Runner): void {
  program
    .command('doctor')
    .description('check what this command line needs: gateway, issuer, sign-in, workstations')
    .action(
      run(async (context) => {
        const findings = await examine(context);
        const { output } = context;
        output.result(findings, () => {
          for (const { name, state, text } of findings) output.line(`${marks[state]} ${name}: ${text}`);
        });
        return findings.some(({ state }) => state === 'failed') ? exitCode.failed : exitCode.ok;
      }),
    );
}

const marks = { ok: 'ok    ', warning: 'note  ', failed: 'failed' } as const;
