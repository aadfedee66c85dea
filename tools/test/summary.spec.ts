import { describe, expect, it } from '@jest/globals';
import { add, countJest, duration, exitCode, lastLine, slowest } from './summary.mjs';

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
