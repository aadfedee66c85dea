/** Writes the environment table into docs/configuration.md; with `--check` only says whether it is fresh. */
import { readFileSync, writeFileSync } from 'node:fs';
import { environmentTable } from './environment-table.mjs';

const file = new URL('../../docs/configuration.md', import.meta.url);
const text = readFileSync(file, 'utf8');
const fresh = text.replace(
  /(<!-- environment-table:[^\n]*-->\n)[\s\S]*?(<!-- \/environment-table -->)/,
  (_, open, close) => `${open}\n${environmentTable()}\n${close}`,
);
if (process.argv.includes('--check')) {
  if (fresh !== text) {
    console.error('docs/configuration.md is not fresh: run `node tools/start/write-configuration.mjs`');
    process.exit(1);
  }
} else writeFileSync(file, fresh);
