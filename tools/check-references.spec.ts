import { describe, expect, it } from '@jest/globals';
import { anchorsOf, violations } from './check-references.mjs';
import { lineAt, piecesOf } from './source-text.mjs';

const specification = {
  'docs/spec/requirements.md':
    '## C. Issuing\n\n| ID | Requirement | Today |\n| --- | --- | --- |\n| C15 | a | built |\n| D06 | b | built |\n| D08 | b | built |\n\n## E. Decisions\n\n1. One.\n2. Two.\n',
  'docs/spec/faults.md':
    '## Card write atomicity\n\n1. Write ahead.\n2. Read back.\n\n## Invariants\n\n| # | |\n| --- | --- |\n| I1 | a |\n\n## Fault scenarios\n\n| # | |\n| --- | --- |\n| 11 | a |\n| 12 | a |\n| 13 | a |\n',
  'docs/spec/security.md': '| Source | |\n| --- | --- |\n| PIN handling | a |\n',
  'docs/spec/model.md': '## 1. Device\n\n## 4. Saga steps\n\n1. Lease.\n2. Write.\n\n**Compensation.** Undo.\n',
  'docs/agent.md': '# The agent\n\n## Its folder\n',
  'docs/decisions/0003-six-round-trips.md': '# 3\n',
  'apps/a/src/card-steps/step.ts': '',
  'apps/a/src/nats/saga.controller.ts': '',
};

/** What is wrong with files of such a tree: `line kind: text`. */
function wrong(files: Record<string, string>): string[] {
  const all: Record<string, string> = { ...specification, ...files };
  const tree = { paths: Object.keys(all).sort(), read: (path: string) => all[path]! };
  return violations(tree).map(({ path, at, kind, text }) => `${lineAt(tree.read(path), at)} ${kind}: ${text}`);
}
const comment = (text: string): string[] => wrong({ 'libs/b/src/b.ts': `/** ${text} */\n` });

describe('references that resolve to nothing are found', () => {
  it.each([
    ['Governed by style.md E.', 'document: style.md does not exist'],
    ['See docs/nothing.md.', 'document: docs/nothing.md does not exist'],
    ['design.md 3', 'document: design.md does not exist'],
    ['model.md 3', 'section: model.md: no section 3'],
    ['model.md sections 1 and 5', 'section: model.md: no section 5'],
    ['model.md section 4 step 7', 'section: model.md: no step 7'],
    ['model.md section 4 "Compensations"', 'section: model.md: "compensations" does not stand there'],
    ['faults.md 11 to 14', 'section: faults.md: no fault 14'],
    ['faults.md rule 5', 'section: faults.md: no rule 5'],
    ['faults.md I3', 'section: faults.md: no invariant I 3'],
    ['requirements.md section E 9', 'section: requirements.md: no decision E 9'],
    ['requirement D07', 'requirement: D07 is not in docs/spec'],
    ['[C15, D09]', 'requirement: D09 is not in docs/spec'],
    ['D06-D09', 'requirement: D09 is not in docs/spec'],
    ['[fault 11, 44]', 'fault: fault 44 is not in docs/spec'],
    ['faults 11 and 44', 'fault: fault 44 is not in docs/spec'],
    ['[I7]', 'invariant: I7 is not in docs/spec'],
    ['[security Nobody]', 'security row: security Nobody is not in docs/spec'],
    ['decision 0009', 'decision: 0009 does not exist'],
    ['docs/decisions/0009', 'decision: 0009 does not exist'],
    ['session/step.ts', 'source file: session/step.ts does not exist'],
    ['tested by records.spec.', 'source file: records.spec does not exist'],
    ['the rule of issue 3', 'issue: "issue 3" is not in the repository'],
    ['it comes with its own issue', 'issue: "its own issue" is not in the repository'],
    ['spec requirement M3', 'requirement: M3 is not in docs/spec'],
  ])('%s', (text, expected) => expect(comment(text)).toEqual([`1 ${expected}`]));

  it('over the lines of a comment, with its line', () =>
    expect(
      wrong({ 'a.ts': '\n/**\n * Governing document: model.md\n * section 3.\n */\n// a.ts and\n// b.ts\n' }),
    ).toEqual(['3 section: model.md: no section 3', '7 source file: b.ts does not exist']));

  it('in titles of tests, in strings that name a document, in YAML', () =>
    expect(
      wrong({
        'a.spec.ts': "it('[C15][C16] is shown', () => {});\nit('[a, b] is no id', () => {});\n",
        'b.ts': "const fix = 'see docs/gone.md; C16, issue 3 and gone.ts are text';\n",
        'c.yml': '# as model.md 7 says\na: "# model.md 8"\n',
      }),
    ).toEqual([
      '1 requirement: [C16] is not in docs/spec',
      '1 document: docs/gone.md does not exist',
      '1 section: model.md: no section 7',
    ]));

  it('in Markdown: links, anchors, images and prose, but no fenced code', () =>
    expect(
      wrong({
        'docs/page.md':
          '[a](agent.md) [b](agent.md#its-folder) [c](agent.md#gone) [d](gone.md) ![e](images/e.png)\n[f](https://x.example/g.md) [g](#h) D99\n# H\n```\ngone.ts D98\n```\n',
      }),
    ).toEqual([
      '1 link: agent.md#gone: no such heading',
      '1 link: gone.md does not exist',
      '1 link: images/e.png does not exist',
      '2 requirement: D99 is not in docs/spec',
    ]));
});

describe('what only looks like a reference is none', () => {
  it.each([
    'model.md section 4 steps 1 and 2, "Compensation"; Model.md 1, RFC 5280 section 5.3.1',
    'faults.md 11 to 13, I1; faults.md (rule 2); "faults.md 12 allows 5 minutes"',
    'C15, D06-D08 (requirements section E 2), [C15], [fault 11, 12]',
    'the key 9A C16 9E, 00F7, 5FC109, #C16, id-C99, x.C99, `C99`, AES-C99',
    "ykman's issue 668, owner/project issue 3",
    'card-steps/step.ts, saga.controller, *.workflow.ts, <kind>.ts, index.d.ts, Node.js, this.nats.service',
    'decision 0003, docs/decisions/0003, docs/agent.md',
    'a fault that lasts 3 minutes; model.md 4; 30 days',
    '[D06](agent.md) and [x] and [1, 2]',
  ])('%s', (text) => expect(comment(text)).toEqual([]));
});

describe('texts of a source file', () => {
  it('are comments and strings; code, expressions and JSX are neither', () => {
    const text = [
      "const url = 'http://a.example'; // one",
      '// two',
      'const pattern = /\\/\\/ no/;',
      'const page = <p>// text {/* three */} {`a ${url} b`}</p>;',
    ].join('\n');
    const { comments, strings } = piecesOf('page.tsx', text);
    expect(comments.map(({ text, at }) => [at, text.replace(/\s+/g, ' ').trim()])).toEqual([
      [32, 'one two'],
      [text.indexOf('/* three'), 'three'],
    ]);
    expect(strings.map((piece) => piece.text)).toEqual(['http://a.example', 'a ', ' b']);
  });
});

it('anchors are those that GitHub gives to headings', () =>
  expect([...anchorsOf('# What, `a.b`?\n## What ab\n### [Link](x.md) & more\n')]).toEqual([
    'what-ab',
    'what-ab-1',
    'link--more',
  ]));
