/** `workstations show|doctor|logs`: how one workstation is, and what is wrong there. */
import type { Command } from 'commander';
import { logLevels, type LogLevel } from '@cardwright/contracts/workstation/diagnosis';
import { autoUpdateText, problemText, sourceText } from '@cardwright/contracts/workstation/policy-text';
import { Option } from 'commander';
import { clean } from '../terminal/output.js';
import type { Runner } from './context.js';
import { exitCode } from './exit-codes.js';
import { workstationIdOf } from './find.js';
import { wholeNumber } from './options.js';

const workstationArgument = 'name or id';
const marks = { ok: 'ok    ', warn: 'note  ', fail: 'failed' } as const;
const cards = { present: 'a card', absent: 'empty', unresponsive: 'a card that does not answer' } as const;

export function workstationDiagnosisCommands(workstations: Command, run: Runner): void {
  workstations
    .command('show')
    .description('one workstation: its agent, its readers, and what rules it')
    .argument('<workstation>', workstationArgument)
    .action(
      run(async ({ api, output }, workstation: string) => {
        const { workstation: it } = await api.get('/api/v1/workstations/{workstationId}', {
          params: { path: { workstationId: await workstationIdOf(api, workstation) } },
        });
        const { report, policies } = it;
        output.fields(it, {
          workstation: it.workstationId,
          name: it.name,
          online: it.online ? 'yes' : 'no',
          'last seen': it.lastSeenAt,
          agent: it.agentVersion,
          system: report?.system,
          'asks for updates': autoUpdateText(report),
          readers:
            report && (report.readers.map((row) => `${row.readerName} (${cards[row.card]})`).join(', ') || 'none'),
          ...(report?.pcscCode && { 'PC/SC': report.pcscCode }),
          reported: report?.reportedAt,
          enrolled: it.enrolledAt,
          revoked: it.revokedAt,
          key: it.agentNkey,
        });
        if (output.json || policies === null) return;
        output.line();
        output.table(policies.settings, {
          setting: ({ name }) => name,
          value: ({ value }) => String(value),
          decided: ({ source }) => sourceText(source),
        });
        for (const problem of policies.problems) output.line(clean(problemText(problem)));
      }),
    );
  workstations
    .command('doctor')
    .description("have the workstation's agent look what is wrong there; exit code 1 where something is")
    .argument('<workstation>', workstationArgument)
    .action(
      run(async ({ api, output }, workstation: string) => {
        const report = await api.post('/api/v1/workstations/{workstationId}/doctor', {
          params: { path: { workstationId: await workstationIdOf(api, workstation) } },
        });
        output.result(report, () => {
          for (const { state, check, found, fix } of report.findings) {
            output.line(`${marks[state]} ${clean(check)}: ${clean(found)}`);
            for (const line of fix?.split('\n') ?? []) output.line(`       ${clean(line)}`);
          }
        });
        return report.findings.some(({ state }) => state === 'fail') ? exitCode.failed : exitCode.ok;
      }),
    );
  workstations
    .command('logs')
    .description("the newest lines of the workstation's agent, without secrets")
    .argument('<workstation>', workstationArgument)
    .option('--since <time>', 'nothing from before: ISO 8601, UTC')
    .option('--limit <n>', 'at most so many', wholeNumber, 200)
    .addOption(new Option('--level <level>', 'this level and above').choices(logLevels))
    .action(
      run(async ({ api, output }, workstation: string, query: { since?: string; limit: number; level?: LogLevel }) => {
        const page = await api.get('/api/v1/workstations/{workstationId}/logs', {
          params: { path: { workstationId: await workstationIdOf(api, workstation) }, query },
        });
        output.result(page, () => {
          for (const { at, level, message, fields } of page.lines) {
            const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${value}`);
            output.line(clean(`${at} ${level.padEnd(5)} ${message}${rest.join('')}`));
          }
          if (page.older)
            output.note('There are older lines: ask with --since, or for more with --limit (500 at most).');
        });
      }),
    );
}
