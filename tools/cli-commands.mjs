/**
 * Writes docs/cli-commands.md from the command tree of apps/cli, so that the page cannot say anything else than `--help`.
 * `node tools/cli-commands.mjs` after `tsc -b`; apps/cli/src/documentation.spec.ts fails while the page is stale.
 *
 * What it reads of a command of commander, which is a dependency of apps/cli alone:
 * @typedef {{ name(): string, required: boolean, description: string }} Argument
 * @typedef {{ flags: string, description: string, mandatory: boolean, negate: boolean, argChoices?: string[], defaultValue?: unknown }} Option
 * @typedef {object} Command
 * @property {() => string} name
 * @property {() => string} description
 * @property {readonly Command[]} commands
 * @property {readonly Argument[]} registeredArguments
 * @property {readonly Option[]} options
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

export const target = fileURLToPath(new URL('../docs/cli-commands.md', import.meta.url));

const head = `# Commands of \`cardwright\`

Made by \`tools/cli-commands.mjs\` from the command tree in \`apps/cli/src/run.ts\`. Do not edit. What holds for all commands is in
[cli.md](cli.md).
`;

/**
 * Text of the page: a section per command of the top level, an entry per command that can be run.
 * @param {Command} program
 */
export async function commandsPage(program) {
  const sections = program.commands.flatMap((group) => ['', `## ${group.name()}`, '', ...entries(group, [])]);
  const text = [head.trimEnd(), ...sections].join('\n');
  return prettier.format(text, { ...(await prettier.resolveConfig(target)), parser: 'markdown' });
}

/**
 * @param {Command} command
 * @param {string[]} path  names of the commands above it
 * @returns {string[]}
 */
function entries(command, path) {
  const line = [...path, command.name()];
  if (command.commands.length > 0) {
    const children = command.commands.flatMap((child) => entries(child, line));
    return [`${sentence(command.description())}`, '', ...children];
  }
  const given = command.registeredArguments;
  const names = given.map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`));
  const told = given.filter(({ description }) => description);
  return [
    `- \`${[...line, ...names].join(' ')}\`: ${escaped(command.description())}`,
    ...told.map((argument) => `  - \`${argument.name()}\`: ${escaped(argument.description)}`),
    ...command.options.map((option) => `  - \`${option.flags}\`${needed(option)}: ${meaning(option)}`),
  ];
}

/** @param {Option} option */
const needed = ({ mandatory }) => (mandatory ? ' (needed)' : '');

/** @param {Option} option */
function meaning({ description, argChoices, defaultValue, negate }) {
  const choices = argChoices === undefined ? '' : `; one of ${argChoices.map((it) => `\`${it}\``).join(', ')}`;
  const usual = defaultValue === undefined || negate ? '' : `; default \`${String(defaultValue)}\``;
  return `${escaped(description)}${choices}${usual}`;
}

/** @param {string} text  what Markdown would take for a tag stands in code */
const escaped = (text) => text.replaceAll(/(?<!`)<[a-z:<>]+>/g, '`$&`');
/** @param {string} text */
const sentence = (text) => `${text.charAt(0).toUpperCase()}${escaped(text.slice(1))}.`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { makeProgram } = await import('../apps/cli/dist/run.js');
  writeFileSync(target, await commandsPage(makeProgram(() => () => Promise.resolve())));
}
