/**
 * Writes docs/error-codes.md from the catalogue in libs/contracts, so that the page cannot say anything else.
 * `node tools/error-codes.mjs [--check]`; needs no build.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import ts from 'typescript';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const source = path('../libs/contracts/src/errors/error-catalogue.ts');
const target = path('../docs/error-codes.md');

const families = {
  CARD: 'The card and the link to it',
  EDGE: 'The agent of a workstation',
  PKI: 'Certificates',
  VAULT: 'Secrets in the vault',
  REQUEST: 'Requests, people, profiles, PINs',
  LIFECYCLE: 'States of devices and sagas',
  AUTH: 'Who is there, and may they',
  INTERNAL: 'Our own fault',
};
const retries = { never: 'no', safe: 'yes', 'after-readback': 'after reading the card back' };

const head = `# Error codes

Made by \`tools/error-codes.mjs\` from \`libs/contracts/src/errors/error-catalogue.ts\`. Do not edit.

Every error of the system has one of these codes, over HTTP, NATS and Temporal alike. Codes are stable; texts are for people
and may change. Over HTTP an error is a problem document (RFC 9457, \`application/problem+json\`):

\`\`\`json
{
  "type": "urn:cardwright:error:REQUEST_DEVICE_BUSY",
  "title": "Another request is running for this device",
  "status": 409,
  "detail": "Another request is running for this device",
  "instance": "/api/v1/devices/6f0c.../issue",
  "code": "REQUEST_DEVICE_BUSY",
  "fix": "Wait for it, or cancel it.",
  "correlationId": "0f2d...",
  "details": { "requestId": "91aa..." }
}
\`\`\`

\`details\` depends on the code; \`REQUEST_INVALID\` lists every field that is wrong under \`fields\`. With 429, 503 and 504 the
header \`Retry-After\` says how long to wait. "Again" says whether the same request may be sent again as it is.
`;

/** A source that imports nothing but sources like it, as a module that can be loaded without a build. */
function moduleOf(file) {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options });
  const text = outputText.replaceAll(
    / from '\.\/([\w.-]+)\.js'/g,
    (_, name) => ` from '${moduleOf(besides(file, name))}'`,
  );
  return `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
}
const besides = (file, name) => join(dirname(file), `${name}.ts`);

async function catalogue() {
  const { errorCatalogue } = await import(moduleOf(source));
  return Object.entries(errorCatalogue);
}

async function page() {
  const rows = await catalogue();
  const unknown = rows.filter(([, row]) => !(row.family in families));
  if (unknown.length > 0) throw new TypeError(`no heading for ${unknown.map(([code]) => code).join(', ')}`);
  const sections = Object.entries(families).map(([family, title]) => {
    const lines = rows
      .filter(([, row]) => row.family === family)
      .map(([code, row]) => `| \`${code}\` | ${row.httpStatus} | ${retries[row.retry]} | ${row.title} | ${row.fix} |`);
    return [
      '',
      `## ${title}`,
      '',
      '| code | HTTP | again | meaning | what to do |',
      '| --- | --- | --- | --- | --- |',
      ...lines,
    ];
  });
  const text = [head.trimEnd(), ...sections.flat()].join('\n');
  return prettier.format(text, { ...(await prettier.resolveConfig(target)), parser: 'markdown' });
}

const text = await page();
const current = (() => {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return '';
  }
})();
if (process.argv.includes('--check') && text !== current) {
  console.error('docs/error-codes.md is stale: run `node tools/error-codes.mjs`');
  process.exitCode = 1;
} else if (text !== current) writeFileSync(target, text);
