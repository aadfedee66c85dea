import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { it } from '@jest/globals';

it('docs/error-codes.md is made from the catalogue as it is now (node tools/error-codes.mjs)', () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('./error-codes.mjs', import.meta.url)), '--check']);
}, 30_000);
