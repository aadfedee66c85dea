/** Against answers as plutil of macOS prints them. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManagedPreferences } from './managed-preferences.js';
import { problemWords } from './policy-source.js';
import type { ProgramResult } from './run-program.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-managed-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(answer: Partial<ProgramResult>) {
  const asked: string[] = [];
  const source = new ManagedPreferences('machine-policy', folder, (program, args) => {
    asked.push([program, ...args].join(' '));
    return Promise.resolve({ code: 0, stdout: '', stderr: '', ...answer });
  });
  return { asked, place: source.place, ...(await source.read()) };
}
const file = (): string => join(folder, 'org.cardwright.agent.plist');

it('without a profile nothing is configured, and nothing is run', async () => {
  expect(await read({})).toEqual({ asked: [], place: file(), said: {}, problems: [] });
});

it('a profile: three states', async () => {
  await writeFile(file(), 'bplist00');
  const stdout =
    '{"cardAutoUpdate":true,"PayloadUUID":"6E2B5C1A-0B5E-4C55-9B0C-3B1A6C0F7D01","updateCheckMinutes":60,"repromptMinutes":false}';
  const { asked, said, problems } = await read({ stdout });
  expect(asked).toEqual([`/usr/bin/plutil -convert json -o - ${file()}`]);
  expect({ said, problems }).toEqual({
    said: {
      cardAutoUpdate: { state: 'enabled', value: true },
      updateCheckMinutes: { state: 'enabled', value: 60 },
      repromptMinutes: { state: 'disabled', value: null },
    },
    problems: [],
  });
});

it.each<[Partial<ProgramResult>, string]>([
  [{ stdout: '{"cardAutoUpdate":1}' }, 'cardAutoUpdate is neither true nor false'],
  [{ stdout: '{"newer":1}' }, 'there is no setting newer'],
  [
    {
      code: 1,
      stderr: `x.plist: Property List error: Unexpected character b at line 1 / JSON error: JSON text did not start with array or object\n`,
    },
    'plutil: x.plist: Property List error: Unexpected character b at line 1 / JSON error: JSON text did not start with array or object',
  ],
])('%j', async (answer, reason) => {
  await writeFile(file(), 'bplist00');
  expect((await read(answer)).problems.map((each) => problemWords(each).text)).toEqual([`${file()}: ${reason}`]);
});
