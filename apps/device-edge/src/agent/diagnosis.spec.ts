import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DoctorFinding } from '@cardwright/contracts/workstation/diagnosis';
import type { LogLine, LogQuestion } from '../log/log-page.js';
import { Diagnosis } from './diagnosis.js';

let now: number;
let looks: { end: (findings: DoctorFinding[]) => void; fail: (error: Error) => void }[];
let asked: LogQuestion[];
let lines: LogLine[];
let diagnosis: Diagnosis;

beforeEach(() => {
  [now, looks, asked, lines] = [0, [], [], []];
  diagnosis = new Diagnosis({
    doctor: () => new Promise((end, fail) => looks.push({ end, fail })),
    readLog: (question) => {
      asked.push(question);
      return Promise.resolve({ lines, older: false });
    },
    runningMs: () => now,
    now: () => new Date('2030-01-01T00:00:00Z'),
  });
});

describe('the doctor', () => {
  const finding: DoctorFinding = { check: 'journal', state: 'ok', found: '/home/alice/journal', fix: 'PIN: 123456' };
  const report = {
    ranAt: '2030-01-01T00:00:00.000Z',
    findings: [{ check: 'journal', state: 'ok', found: '~/journal', fix: 'PIN: [redacted]' }],
  };

  it('looks once for all who ask meanwhile, and not again for ten seconds; its answer has no secrets and no names', async () => {
    const first = [diagnosis.doctor(), diagnosis.doctor()];
    now = 60_000;
    first.push(diagnosis.doctor());
    expect(looks).toHaveLength(1);
    looks[0]!.end([finding]);
    expect(await Promise.all(first)).toEqual([report, report, report]);
    now += 9_999;
    expect(await diagnosis.doctor()).toEqual(report);
    expect(looks).toHaveLength(1);
    now += 1;
    void diagnosis.doctor();
    expect(looks).toHaveLength(2);
  });

  it('looks again at once after a look that failed', async () => {
    const failed = diagnosis.doctor();
    looks[0]!.fail(new Error('broken'));
    await expect(failed).rejects.toThrow('broken');
    void diagnosis.doctor();
    expect(looks).toHaveLength(2);
  });
});

describe('the log', () => {
  const line = (of: Partial<LogLine> = {}): LogLine => ({ at: 'a', level: 'info', message: 'm', service: 's', ...of });

  it('is read as it was asked for, and 500 lines at most', async () => {
    await diagnosis.logs({});
    await diagnosis.logs({ since: '2030-01-01T00:00:00Z', limit: 9_999, level: 'warn' });
    expect(asked).toEqual([
      { most: 200, least: 'info' },
      { most: 500, least: 'warn', since: new Date('2030-01-01T00:00:00Z') },
    ]);
  });

  it.each([{ since: 'yesterday' }, { limit: 0 }, { limit: 1.5 }, { level: 'debug' as 'info' }])(
    'refuses / %j',
    async (body) => {
      await expect(diagnosis.logs(body)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      expect(asked).toEqual([]);
    },
  );

  it('its fields are texts without secrets', async () => {
    lines = [line({ folder: '/home/alice/x', count: 3, nothing: null, reason: 'PUK = 12345678' })];
    expect((await diagnosis.logs({})).lines).toEqual([
      { at: 'a', level: 'info', message: 'm', fields: { folder: '~/x', count: '3', reason: 'PUK = [redacted]' } },
    ]);
  });

  it('an answer is 256 KiB at most: the newest lines, and it says that there are more', async () => {
    lines = Array.from({ length: 500 }, (_, at) => line({ message: `${at} `.padEnd(1_900, 'x') }));
    const page = await diagnosis.logs({ limit: 500 });
    expect(JSON.stringify(page).length).toBeLessThan(263_000);
    expect(page.older).toBe(true);
    expect(page.lines.at(-1)!.message).toMatch(/^499 /);
    expect(page.lines.length).toBeGreaterThan(100);
  });

  it('whoever asks without end is refused, and may ask again when it says', async () => {
    for (let each = 0; each < 10; each++) await diagnosis.logs({});
    await expect(diagnosis.logs({})).rejects.toMatchObject({
      code: 'REQUEST_RATE_LIMITED',
      details: { retryAfterSeconds: 2 },
    });
    expect(asked).toHaveLength(10);
    now = 2_000;
    await diagnosis.logs({});
    expect(asked).toHaveLength(11);
  });
});
