/**
 * `cardwright-agent doctor`: everything that an agent needs, each finding with its fix (requirement F09). Looks, changes
 * nothing, writes to no card. One file per group of checks in ../doctor/.
 */
import { Command } from 'commander';
import type { Finding } from '../doctor/finding.js';
import { homeOption, openHome, type HomeOption } from './home-option.js';

const mark = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL' } as const;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check readers, enrolment, server, clock and journal; every finding says how to fix it')
    .option('--json', 'for programs')
    .addOption(homeOption())
    .action(async (options: HomeOption & { json?: boolean }) => {
      const { runDoctor } = await import('../doctor/doctor.js');
      const findings = await runDoctor(await openHome(options, 'doctor'));
      process.stdout.write(
        options.json === true ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(line).join(''),
      );
      if (findings.some(({ state }) => state === 'fail')) process.exitCode = 1;
    });
}

const line = ({ state, check, found, fix }: Finding): string =>
  `${mark[state]}  ${check}: ${found}\n${fix === undefined ? '' : `      fix: ${fix.replaceAll('\n', '\n           ')}\n`}`;
