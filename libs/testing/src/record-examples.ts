/** Makes what a system was asked and answered the examples of the OpenAPI document, without anything of it that is a secret. Specs only. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Read } from './read-everything.js';

const generated = '../../../apps/gateway/src/openapi/generated/';

/** Each list with its first row alone. names: what stands for an address of this run. */
export async function recordExamples(read: readonly Read[], names: readonly [string, string][]): Promise<void> {
  const answers = read.map(({ operationId, body }): [string, unknown] => [operationId, body]);
  await write('answer-examples', 'answerExamples', 'What a system answered', answers, names);
  const requests = read.flatMap(({ operationId, request }): [string, unknown][] =>
    request === undefined ? [] : [[operationId, request]],
  );
  await write('recorded-requests', 'recordedRequests', 'What a system was sent', requests, names);
}

/** Of an operation that was asked more than once the last counts. */
async function write(
  file: string,
  constant: string,
  what: string,
  examples: readonly [string, unknown][],
  names: readonly [string, string][],
): Promise<void> {
  const sorted = examples
    .map(([operationId, value]): [string, unknown] => [operationId, shown(value)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const json = JSON.stringify(Object.fromEntries(sorted), null, 1);
  const text = names.reduce((before, [address, name]) => before.replaceAll(address, name), json);
  await writeFile(
    fileURLToPath(new URL(`${generated}${file}.ts`, import.meta.url)),
    `/** ${what}: api-fuzz.system.spec with CARDWRIGHT_RECORD_ANSWERS=1. Do not edit. */\nexport const ${constant}: Readonly<Record<string, unknown>> = ${text};\n`,
  );
}

function shown(value: unknown, member = ''): unknown {
  if (typeof value === 'string') return secretMembers.has(member) ? madeUp(value) : value;
  if (Array.isArray(value)) return value.slice(0, 1).map((each) => shown(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shown(inner, name)]));
}

/** One-time codes, tokens, what is sealed or signed, and the address that a challenge is in. */
const secretMembers = new Set(['code', 'jwe', 'jwt', 'proofBase64Url', 'url']);

/** The same form, with nothing in it: whatever is long enough to be a secret, or sealed, becomes a row of one letter. Codes of a catalogue stay. */
const madeUp = (secret: string): string =>
  /^[A-Z][A-Z_]*$/.test(secret)
    ? secret
    : secret.replace(/[A-Za-z0-9_-]{16,}|(?<=\.)[A-Za-z0-9_-]+(?=\.[A-Za-z0-9_-]{16})/g, (run) =>
        'A'.repeat(run.length),
      );
