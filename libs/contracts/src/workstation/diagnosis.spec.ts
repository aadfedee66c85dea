import { describe, expect, it } from '@jest/globals';
import { diagnosisSaid, diagnosisText } from './diagnosis.js';

it.each([
  ['PIN is 123456 and PUK: 87654321', 'PIN is [redacted] and PUK: [redacted]'],
  ['token eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln expired', 'token [redacted] expired'],
  ['code cw1.c2VjcmV0c2VjcmV0c2Vj.cm9vdHJvb3Ryb290', 'code [redacted]'],
  ['nats://agent:hunter2@127.0.0.1', 'nats://agent:[redacted]@127.0.0.1'],
  ['/home/alice/.cardwright-agent/journal is full', '~/.cardwright-agent/journal is full'],
  ["open '/Users/alice/x' or C:\\Users\\Alice B\\x", "open '~/x' or ~ B\\x"],
  ['/etc/cardwright/users/alice.json, line 1', '/etc/cardwright/users/*.json, line 1'],
  ['/Library/Managed Preferences/alice/org.x.plist', '/Library/Managed Preferences/*/org.x.plist'],
  ['/Library/Managed Preferences/org.x.plist', '/Library/Managed Preferences/org.x.plist'],
  ['/etc/cardwright/policy.json, line 3', '/etc/cardwright/policy.json, line 3'],
])('%j is shown as %j', (text, shown) => {
  expect(diagnosisText(text)).toBe(shown);
});

it('is cut', () => {
  expect(diagnosisText('x'.repeat(5_000))).toHaveLength(2_000);
});

describe('what is said of a finding', () => {
  const said = {
    code: 'doctor.written',
    values: { folder: '/home/alice/journal', more: ['/Users/bob', { code: 'x', values: { n: 3 } }] },
  };

  it('has no homes in its values either', () =>
    expect(diagnosisSaid(said)).toEqual({
      code: 'doctor.written',
      values: { folder: '~/journal', more: ['~', { code: 'x', values: { n: 3 } }] },
    }));

  it.each([null, 'text', { values: {} }, { code: 'x', values: { a: true } }, { code: 'x', values: { a: [{}] } }])(
    '%j of an agent is none',
    (given) => expect(diagnosisSaid(given)).toBeUndefined(),
  );

  it('is none where it has no end', () => {
    const endless: { code: string; values: Record<string, unknown> } = { code: 'x', values: {} };
    endless.values['again'] = endless;
    expect(diagnosisSaid(endless)).toBeUndefined();
  });
});
