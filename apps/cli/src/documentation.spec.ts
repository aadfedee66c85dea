import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from '@jest/globals';
import { commandsPage, target } from '../../../tools/cli-commands.mjs';
import { exitCode } from './commands/exit-codes.js';
import { makeProgram } from './run.js';

const program = makeProgram(() => () => Promise.resolve());
const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');

function optionsOf(command: Command): string[] {
  return [...command.options.map(({ long }) => long ?? ''), ...command.commands.flatMap(optionsOf)];
}

describe('docs/cli-commands.md', () => {
  it('is as `node tools/cli-commands.mjs` writes it', async () => {
    expect(readFileSync(target, 'utf8')).toBe(await commandsPage(program));
  });

  it('has a command with its needed and its optional options, as help shows them', async () => {
    const text = await commandsPage(program);
    expect(text).toContain('- `workstations revoke <workstation>`: shut a workstation out at once');
    expect(text).toContain('  - `--reason-text <text>` (needed): goes into the audit\n');
    expect(text).toContain('- `devices list [query]`: list devices\n');
    expect(text).toContain('  - `--limit <n>`: at most so many; default `100`\n');
  });
});

describe('docs/cli.md', () => {
  it('names no option that does not exist', () => {
    // --offline is npx's, --help commander's own.
    const options = new Set(['--help', '--offline', ...optionsOf(program)]);
    const named = [...page.matchAll(/--[a-z][a-z-]*/g)].map(([name]) => name);
    expect(named).toContain('--pin-fd');
    expect(named.filter((name) => !options.has(name))).toEqual([]);
  });

  it('lists every exit code', () => {
    for (const code of Object.values(exitCode)) expect(page).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'));
  });
});
