/**
 * `cardwright-agent logs`: what the agent of this machine did, the newest lines, redacted. Of the service that a package installs it is systemd's
 * journal, which knows more (what ended the service); else the agent's own files.
 */
import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { AgentHome, serviceHome } from '../home/agent-home.js';
import { lineText } from '../log/line-text.js';
import type { LogQuestion } from '../log/log-page.js';
import { readJournal } from '../log/read-journal.js';
import { readLogFiles } from '../log/read-log-files.js';
import { homeOption, openHome, type HomeOption } from './home-option.js';

interface LogsOptions extends HomeOption {
  since?: Date;
  lines: number;
  json?: boolean;
}

export function logsCommand(): Command {
  return new Command('logs')
    .description('what the agent of this machine did; never a PIN, a key or a code')
    .option('--since <when>', 'nothing from before: 15m, 2h, 3d, or a date and time (ISO 8601)', moment)
    .option('--lines <n>', 'how many at most, the newest', lineCount, 200)
    .option('--json', 'for programs: one JSON object per line')
    .addOption(homeOption())
    .action(async (options: LogsOptions) => {
      const home = AgentHome.resolve(options.home);
      const { since, lines: most, json } = options;
      const question: LogQuestion = { most, ...(since !== undefined && { since }) };
      // systemd's own mark that it runs this computer.
      const isService = home.folder === serviceHome && existsSync('/run/systemd/system');
      const { lines, older } = isService
        ? await readJournal(question)
        : await readLogFiles((await openHome(options, 'logs')).logFolder, question);
      for (const line of lines)
        process.stdout.write(`${json === true ? JSON.stringify(line) : lineText(line, true)}\n`);
      if (lines.length === 0) process.stderr.write('No line of the agent is there for this time.\n');
      if (older) process.stderr.write(`Older lines are left out: --lines ${most * 10} shows more.\n`);
    });
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Exported for its spec. */
export function moment(text: string, _previous?: unknown, now = Date.now()): Date {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(now - Number(count) * unitMs[unit as keyof typeof unitMs]);
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError('neither like 15m, 2h or 3d nor a date and time');
  return new Date(time);
}

function lineCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100_000)
    throw new InvalidArgumentError('not a whole number from 1 to 100000');
  return value;
}
