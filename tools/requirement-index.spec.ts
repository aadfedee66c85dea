import { expect, it } from '@jest/globals';
import { page, testsById } from './requirement-index.mjs';

const files: Record<string, string> = {
  'docs/spec/requirements.md':
    '| ID | Requirement | Today |\n| --- | --- | --- |\n| A01 | a | built |\n| A02 | b | partly: c |\n| A03 | d | not built |\n| B01 | e | built |\n\n### E. Decisions\n\n1. **One.** _Built._\n2. **Two.**\n',
  'docs/spec/faults.md': '| # | |\n| --- | --- |\n| I1 | a |\n| I2 | a |\n| 2 | a |\n| 11 | a |\n',
  'docs/spec/security.md': '| Source | |\n| --- | --- |\n| PIN handling | a |\n',
  'apps/x/src/b.spec.ts':
    "describe('[A01, E2] one', () => it('[fault 11][I1] two', () => {}));\nconst row = ['[A01, B01] three', 1];\n",
  'libs/y/a.spec.tsx':
    'it(`[fault 2, 11] ${name}`, () => {});\nit("[security PIN handling] four", () => {});\n// [A02]\n',
  'libs/y/a.ts': "const title = '[A02] five';\n",
  'libs/y/c.spec.ts': "expect('see [A02]').toEqual(['A02', '[1, 2]']);\n",
};
const tree = { paths: Object.keys(files).sort(), read: (path: string) => files[path]! };

it('finds ids at the beginning of titles, alone and in lists, rows of tables and templates too; nowhere else', () =>
  expect(Object.fromEntries(testsById(tree))).toEqual({
    A01: ['apps/x/src/b.spec.ts'],
    B01: ['apps/x/src/b.spec.ts'],
    E2: ['apps/x/src/b.spec.ts'],
    I1: ['apps/x/src/b.spec.ts'],
    'fault 2': ['libs/y/a.spec.tsx'],
    'fault 11': ['apps/x/src/b.spec.ts', 'libs/y/a.spec.tsx'],
    'security PIN handling': ['libs/y/a.spec.tsx'],
  }));

it('writes one row per id in order, and what no test names', () => {
  const text = page(tree);
  expect(text.split('\n').filter((line) => /^\| (?!id|---)|^- |^##/.test(line))).toEqual([
    '## Requirements',
    '| A01 | [b](../../apps/x/src/b.spec.ts) |',
    '| B01 | [b](../../apps/x/src/b.spec.ts) |',
    '## Decisions',
    '| E2 | [b](../../apps/x/src/b.spec.ts) |',
    '## Faults',
    '| 2 | [a](../../libs/y/a.spec.tsx) |',
    '| 11 | [b](../../apps/x/src/b.spec.ts), [a](../../libs/y/a.spec.tsx) |',
    '## Invariants',
    '| I1 | [b](../../apps/x/src/b.spec.ts) |',
    '## Security',
    '| PIN handling | [a](../../libs/y/a.spec.tsx) |',
    '## Named by no test',
    '- Built or partly built: A02.',
    '- Not built: A03.',
    '- Decisions, faults and invariants: E1, I2.',
  ]);
  expect(page(tree)).toBe(text);
});

it('says why no test names an id, as long as none does', () =>
  expect(
    page(tree, { A01: 'one', A02: 'two', I2: 'three' })
      .split('\n')
      .filter((line) => line.startsWith('  - ')),
  ).toEqual(['  - A02: two.', '  - I2: three.']));
