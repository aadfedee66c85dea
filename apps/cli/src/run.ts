/**
 * Builds the command tree and runs one command line. Every failure becomes an exit code and, on stderr, a message (or JSON
 * with --json); nothing is thrown to the caller.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { auditCommands, doctorCommand, workstationCommands } from './commands/administration.commands.js';
import { profileCommands, stockCommands } from './commands/catalogue.commands.js';
import { relyingPartyCommands } from './commands/relying-parties.commands.js';
import { campaignCommands } from './commands/campaigns.commands.js';
import { deploymentCodeCommands } from './commands/deployment-codes.commands.js';
import { roleCommands } from './commands/roles.commands.js';
import { rolloutCommands } from './commands/rollouts.commands.js';
import { peopleCommands } from './commands/people.commands.js';
import { certificateCommands } from './commands/certificates.commands.js';
import { deviceCommands } from './commands/devices.commands.js';
import { eventCommands } from './commands/events.commands.js';
import { findingCommands } from './commands/findings.commands.js';
import { modelCommands } from './commands/models.commands.js';
import { passkeyDeletionCommands, reasonCommands, revocationCommands } from './commands/reasons.commands.js';
import { traceCommand } from './commands/trace.command.js';
import { sagaCommands } from './commands/sagas.commands.js';
import { signInCommands } from './commands/sign-in.commands.js';
import { type CommandContext, type CommandResult, defaultUrl, makeContext, type Runner } from './commands/context.js';
import { type ExitCode, exitCode, exitCodeOf } from './commands/exit-codes.js';
import type { Io } from './terminal/io.js';
import { Output } from './terminal/output.js';

const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;

/** The whole command tree; `run` turns a command's work into its action. */
export function makeProgram(run: Runner): Command {
  const program = new Command('cardwright')
    .description('Issues and looks after smart cards: a client of the Cardwright REST API.')
    .version(version)
    .option('--url <url>', `the gateway (CARDWRIGHT_URL, else the last sign-in, else ${defaultUrl})`)
    .option('--json', 'JSON on stdout, errors as JSON on stderr')
    .enablePositionalOptions(false)
    .showHelpAfterError('(--help says more)');
  const catalogue = [peopleCommands, profileCommands, rolloutCommands, campaignCommands, modelCommands, stockCommands];
  for (const add of [
    signInCommands,
    ...catalogue,
    relyingPartyCommands,
    deviceCommands,
    certificateCommands,
    sagaCommands,
    traceCommand,
    findingCommands,
    reasonCommands,
    revocationCommands,
    passkeyDeletionCommands,
    workstationCommands,
    deploymentCodeCommands,
    roleCommands,
    eventCommands,
    auditCommands,
    doctorCommand,
  ])
    add(program, run);
  return program;
}

/** argv: without node and script. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = exitCode.ok;
  const run: Runner =
    <Arguments extends unknown[]>(work: (context: CommandContext, ...given: Arguments) => Promise<CommandResult>) =>
    async (...given: [...Arguments, Command]) => {
      const context = makeContext(io, (given.at(-1) as Command).optsWithGlobals());
      code = (await work(context, ...(given.slice(0, -1) as unknown as Arguments))) ?? exitCode.ok;
    };
  const program = makeProgram(run);
  forEveryCommand(program, (command) =>
    command.exitOverride().configureOutput({ writeOut: io.stdout, writeErr: io.stderr }),
  );
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return failed(error, io, argv.includes('--json'));
  }
}

function failed(error: unknown, io: Io, json: boolean): ExitCode {
  // Commander has said what is wrong; help and version are no mistakes.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  if (io.signal.aborted || (error as Error | null)?.name === 'ExitPromptError') return exitCode.interrupted;
  if (error instanceof CardwrightError) {
    new Output(io, json).error(error);
    return exitCodeOf(error);
  }
  io.stderr(`cardwright: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCode.failed;
}

function forEveryCommand(command: Command, work: (command: Command) => void): void {
  work(command);
  for (const child of command.commands) forEveryCommand(child, work);
}
