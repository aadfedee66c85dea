import { expect, it } from '@jest/globals';
import { runProgram } from './run-program.js';

it('says what a program said and how it ended', async () => {
  expect(await runProgram(process.execPath, ['-p', '6 * 7'])).toEqual({ code: 0, stdout: '42\n', stderr: '' });
  expect(await runProgram(process.execPath, ['-e', 'process.exit(3)'])).toMatchObject({ code: 3 });
});

it('is no error of ours where a program is not there, or may not even be tried', async () => {
  expect(await runProgram('/nowhere/program', [])).toMatchObject({ code: null, stdout: '' });
  // Node throws for it at once, as for what Windows forbids.
  expect(await runProgram('/nowhere\0', [])).toMatchObject({ code: null, stdout: '' });
});
