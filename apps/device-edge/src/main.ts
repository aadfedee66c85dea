#!/usr/bin/env node
/**
 * `cardwright-agent`: the command line of the workstation agent. Only wiring; each command is a file in commands/.
 * Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 78 not enrolled (EX_CONFIG of sysexits.h): the unit is not started again for that.
 */
import './agent/small-heap.js';
import { Command, CommanderError } from 'commander';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { agentVersion } from './server/version.js';
import { checkCommand } from './commands/check.js';
import { deskCommand } from './commands/desk.js';
import { doctorCommand } from './commands/doctor.js';
import { enrolCommand } from './commands/enrol.js';
import { explainCommand } from './commands/explain.js';
import { logsCommand } from './commands/logs.js';
import { pairCommand } from './commands/pair.js';
import { runCommand } from './commands/run.js';
import { statusCommand } from './commands/status.js';

const program = new Command('cardwright-agent')
  .description('The Cardwright agent of this workstation: executes card steps over PC/SC')
  .version(agentVersion)
  .exitOverride()
  .addCommand(enrolCommand())
  .addCommand(runCommand())
  .addCommand(statusCommand())
  .addCommand(doctorCommand())
  .addCommand(explainCommand())
  .addCommand(logsCommand())
  .addCommand(deskCommand())
  .addCommand(checkCommand())
  .addCommand(pairCommand());
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`${describe(error)}\n`);
    process.exitCode = isCardwrightError(error, 'AUTH_REQUIRED') ? 78 : 1;
  }
}

function describe(error: unknown): string {
  if (isCardwrightError(error)) return `${error.code}: ${error.message}\n${error.row.fix}`;
  return error instanceof Error ? error.message : String(error);
}
