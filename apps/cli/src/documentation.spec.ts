import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from '@jest/globals';
import { exitCode } from './commands/exit-codes.js';
import { makeProgram } from './run.js';

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');

function leaves(command: Command, path: string[] = []): { line: string; options: string[] }[] {
  if (command.commands.length > 0) return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
  return [{ line: path.join(' '), options: command.options.map(({ long }) => long ?? '') }];
}
const commands = leaves(makeProgram(() => () => Promise.resolve()));

describe('docs/cli.md', () => {
  it.each(commands)('tells of $line and its options', ({ line, options }) => {
    expect(page).toContain(`\`${line}`);
    for (const option of options) expect(page).toContain(option);
  });

  it('names no command or option that does not exist', () => {
    const table = page.slice(page.indexOf('## Commands'));
    const named = [...table.matchAll(/^\| `([a-z -]+?)(?: [<[-].*?)?` \|/gm)].map(([, line]) => line!);
    expect(named.filter((line) => !commands.some((command) => command.line === line))).toEqual([]);
    // --offline is npx's.
    const options = new Set([
      '--url',
      '--json',
      '--help',
      '--offline',
      ...commands.flatMap((command) => command.options),
    ]);
    expect([...page.matchAll(/--[a-z][a-z-]*/g)].map(([name]) => name).filter((name) => !options.has(name))).toEqual(
      [],
    );
  });

  it('lists every exit code', () => {
    for (const code of Object.values(exitCode)) expect(page).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'));
  });
});
