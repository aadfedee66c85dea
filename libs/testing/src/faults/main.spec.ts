/** The fault harness is a program of plain Node: nothing that it loads may need jest. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const harness = fileURLToPath(new URL('../../dist/faults/main.js', import.meta.url));

it('[F03] the fault harness starts and says its options', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [harness, '--help']);
  expect(stdout).toContain('--full');
  expect(stdout).toContain('--kill');
  expect(stdout).toContain('--kill --flow offer');
});

it('[F03] a run without figures says so, and is no success', async () => {
  const run = promisify(execFile)(process.execPath, [harness, '--flow', 'nothing']);
  const { code, stderr } = await run.then(
    () => ({ code: 0, stderr: '' }),
    (error: { code: number; stderr: string }) => error,
  );
  expect([code, stderr.split(',')[0]]).toEqual([2, 'Ended without figures: TypeError: --flow is one of issue']);
});
