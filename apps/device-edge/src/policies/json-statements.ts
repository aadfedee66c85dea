/** From JSON text to what it says of settings, each mistake with its line and column. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { reasonOf, type PolicyProblem, type PolicySource, type SourceAnswer } from './policy-source.js';
import { isSettingName, statementOf } from './settings-table.js';

/** The text is one object with a setting per member. Comments and commas too many are mistakes: other programs read such files too. */
export function jsonStatements({ name, place }: Pick<PolicySource, 'name' | 'place'>, text: string): SourceAnswer {
  const content = text.replace(/^\uFEFF/, '');
  const problem = (kind: PolicyProblem['kind'], offset: number, reason: Sentence): PolicyProblem => ({
    code: 'EDGE_POLICY_INVALID',
    source: name,
    place,
    ...positionOf(content, offset),
    kind,
    ...reasonOf(reason),
  });
  const errors: ParseError[] = [];
  const root = parseTree(content, errors, { disallowComments: true });
  const [error] = errors;
  if (error !== undefined)
    return {
      said: {},
      problems: [
        problem('unreadable', error.offset, say('policy.not-json', { code: printParseErrorCode(error.error) })),
      ],
    };
  if (root?.type !== 'object')
    return { said: {}, problems: [problem('unreadable', root?.offset ?? 0, say('policy.no-object'))] };
  const answer: SourceAnswer = { said: {}, problems: [] };
  const seen = new Set<string>();
  for (const [key, value] of (root.children ?? []).map((member) => member.children as [Node, Node])) {
    const setting = String(key.value);
    if (!isSettingName(setting)) {
      answer.problems.push(problem('unknown', key.offset, say('policy.no-setting', { setting })));
      continue;
    }
    const statement = seen.has(setting) ? say('policy.twice', { setting }) : statementOf(setting, value.value);
    seen.add(setting);
    if ('state' in statement) answer.said[setting] = statement;
    else {
      delete answer.said[setting];
      answer.problems.push({ ...problem('value', value.offset, statement), setting });
    }
  }
  return answer;
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
