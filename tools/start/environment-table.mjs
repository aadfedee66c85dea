/** The environment variables of the services as a table in Markdown. */
import { variables } from './environment-variables.mjs';

/** The table of docs/configuration.md, between its two markers. @returns {string} */
export function environmentTable() {
  const head = '| Variable | Read by | Needed | Meaning |\n| --- | --- | --- | --- |\n';
  return (
    head +
    Object.entries(variables)
      .map(
        ([name, row]) =>
          `| \`${name}\` | ${row.services.join(', ')} | ${row.required ? 'yes' : 'no'} | ${row.meaning} |\n`,
      )
      .join('')
  );
}
