/** The committed API types are those of the committed OpenAPI document. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const run = promisify(execFile);
const home = fileURLToPath(new URL('..', import.meta.url));

it('src/generated/schema.ts is fresh: else `npm run generate -w libs/api-client`', async () => {
  const generate = run('npm', ['run', '--silent', 'generate', '--', '--check'], { cwd: home });
  await expect(generate).resolves.toMatchObject({ stderr: expect.not.stringContaining('stale') });
});
