import { describe, expect, it } from '@jest/globals';
import { add, countJest, duration, exitCode, failures, lastLine, slowest } from './summary.mjs';

const jestResult = { numTotalTests: 6, numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1 };

describe('the last line of npm test', () => {
  it('counts a spec file that could not run, and a run without a result, as failures', () => {
    expect(countJest({ ...jestResult, numRuntimeErrorTestSuites: 2 })).toEqual({ passed: 3, failed: 3, skipped: 2 });
    expect(countJest(undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('adds up every suite and names skipped ones only when there are any', () => {
    const some = { passed: 2, failed: 0, skipped: 0 };
    expect(lastLine(add([some, some]))).toBe('4 passed, 0 failed');
    expect(lastLine(add([some, { passed: 0, failed: 1, skipped: 3 }]))).toBe('2 passed, 1 failed, 3 skipped');
  });

  it('fails on a failure, on nothing run, and in CI on a skipped part', () => {
    expect(exitCode({ passed: 5, failed: 0, skipped: 2 }, false)).toBe(0);
    expect(exitCode({ passed: 5, failed: 0, skipped: 2 }, true)).toBe(1);
    expect(exitCode({ passed: 5, failed: 1, skipped: 0 }, false)).toBe(1);
    expect(exitCode({ passed: 0, failed: 0, skipped: 0 }, false)).toBe(1);
  });
});

describe('the times of npm test', () => {
  it.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [1_799_000, '29 min 59 s'],
  ])('%i ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('name the files of a group that took longest', () => {
    const testResults = [4, 65, 30].map((seconds) => ({
      name: `/checkout/libs/some/src/s${seconds}.spec.ts`,
      startTime: 1_000,
      endTime: 1_000 + seconds * 1_000,
    }));
    expect(slowest({ testResults }, 2)).toBe(
      '\n  1 min 5 s libs/some/src/s65.spec.ts\n  30 s libs/some/src/s30.spec.ts',
    );
    expect(slowest(undefined)).toBe('');
  });
});

describe('what failed, at the end of npm test', () => {
  const name = '/checkout/apps/console/test/integration/start.spec.ts';

  it('names the test and the first lines of why, without colours and the stack', () => {
    const failureMessages = [
      'Error: \u001b[31mTimeout 45000ms exceeded.\u001b[39m\nCall log:\n\n  - waiting\n    at Object.waitFor (a.ts:3:1)\n',
    ];
    const assertionResults = [
      { status: 'passed', fullName: 'the start page opens', failureMessages: [] },
      { status: 'failed', fullName: 'the start page finds a card', failureMessages },
    ];
    expect(failures({ testResults: [{ name, status: 'failed', message: 'all of it', assertionResults }] })).toEqual([
      'FAIL console/test/integration/start.spec.ts: the start page finds a card\n' +
        '  Error: Timeout 45000ms exceeded.\n  Call log:\n    - waiting',
    ]);
  });

  it('names a file that could not run; of what passed and of a run without a result nothing', () => {
    const testResults = [
      { name, status: 'failed', message: '  ● Test suite failed to run\n\n    SyntaxError: x', assertionResults: [] },
      { name, status: 'passed', message: '', assertionResults: [{ status: 'passed' }] },
    ];
    expect(failures({ testResults })).toEqual([
      'FAIL console/test/integration/start.spec.ts\n    ● Test suite failed to run\n      SyntaxError: x',
    ]);
    expect(failures(undefined)).toEqual([]);
  });
});
