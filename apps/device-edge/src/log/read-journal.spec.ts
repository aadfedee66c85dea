import { describe, expect, it } from '@jest/globals';
import { readJournal } from './read-journal.js';

const entry = (message: unknown, fields = {}) =>
  JSON.stringify({
    __REALTIME_TIMESTAMP: '1893456000000000',
    PRIORITY: '6',
    SYSLOG_IDENTIFIER: 'node',
    MESSAGE: message,
    ...fields,
  });
const ours = { at: '2030-01-01T07:00:00.000Z', level: 'warn', service: 'device-edge', message: 'PC/SC went away' };

describe("the service's log in the journal", () => {
  it("has the agent's lines, and what systemd and Node say of it, redacted", async () => {
    const rows = [
      entry('Started cardwright-agent.service', { SYSLOG_IDENTIFIER: 'systemd' }),
      entry(JSON.stringify(ours)),
      entry([...Buffer.from('Error: PIN 73915846')], { PRIORITY: '3' }),
      entry('newest', { PRIORITY: '4' }),
    ];
    const asked: (readonly string[])[] = [];
    const page = await readJournal({ most: 3 }, async (args) => {
      asked.push(args);
      return { stdout: `${rows.join('\n')}\n`, stderr: '' };
    });
    expect(asked).toEqual([['--unit', 'cardwright-agent.service', '--output=json', '--no-pager', '--lines=4']]);
    const at = '2030-01-01T00:00:00.000Z';
    expect(page).toEqual({
      older: true,
      lines: [
        ours,
        { at, level: 'error', message: 'Error: PIN [redacted]', from: 'node' },
        { at, level: 'warn', message: 'newest', from: 'node' },
      ],
    });
  });

  it('asks for a time by the second and picks the newest of it', async () => {
    let asked: readonly string[] = [];
    const page = await readJournal({ most: 1, since: new Date('2030-01-01T00:00:00Z') }, async (args) => {
      asked = args;
      return { stdout: `${entry('a')}\n${entry('b')}\n`, stderr: '' };
    });
    expect(asked.at(-1)).toBe('--since=@1893456000');
    expect(page).toMatchObject({ older: true, lines: [{ message: 'b' }] });
  });

  it('says who may read it where this user may not', async () => {
    const hint = 'Hint: You are currently not seeing messages from other users and the system.';
    await expect(readJournal({ most: 1 }, async () => ({ stdout: '', stderr: hint }))).rejects.toThrow(
      'sudo cardwright-agent logs',
    );
  });
});
