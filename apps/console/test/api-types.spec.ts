/** The committed API types are those of the committed OpenAPI document. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const run = promisify(execFile);
const consoleDir = fileURLToPath(new URL('..', import.meta.url));

it('src/api/generated/schema.ts is fresh: else `npm run generate -w apps/console`', async () => {
  const generate = run('npm', ['run', '--silent', 'generate', '--', '--check'], { cwd: consoleDir });
  await expect(generate).resolves.toMatchObject({ stderr: expect.not.stringContaining('stale') });
});
