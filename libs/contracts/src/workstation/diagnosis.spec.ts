import { expect, it } from '@jest/globals';
import { diagnosisText } from './diagnosis.js';

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
