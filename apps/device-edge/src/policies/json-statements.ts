/** From JSON text to what it says of settings, each mistake with its line and column. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { PolicyProblem, PolicySource, SourceAnswer } from './policy-source.js';
import { isSettingName, statementOf } from './settings-table.js';

/** The text is one object with a setting per member. Comments and commas too many are mistakes: other programs read such files too. */
export function jsonStatements({ name, place }: Pick<PolicySource, 'name' | 'place'>, text: string): SourceAnswer {
  const content = text.replace(/^\uFEFF/, '');
  const problem = (kind: PolicyProblem['kind'], offset: number, reason: string): PolicyProblem => ({
    code: 'EDGE_POLICY_INVALID',
    source: name,
    place,
    ...positionOf(content, offset),
    kind,
    reason,
  });
  const errors: ParseError[] = [];
  const root = parseTree(content, errors, { disallowComments: true });
  const [error] = errors;
  if (error !== undefined)
    return {
      said: {},
      problems: [problem('unreadable', error.offset, `not JSON (${printParseErrorCode(error.error)})`)],
    };
  if (root?.type !== 'object')
    return { said: {}, problems: [problem('unreadable', root?.offset ?? 0, 'not a JSON object with settings')] };
  const answer: SourceAnswer = { said: {}, problems: [] };
  const seen = new Set<string>();
  for (const [key, value] of (root.children ?? []).map((member) => member.children as [Node, Node])) {
    const setting = String(key.value);
    if (!isSettingName(setting)) {
      answer.problems.push(problem('unknown', key.offset, `there is no setting ${setting}`));
      continue;
    }
    const statement = seen.has(setting) ? `${setting} is there twice` : statementOf(setting, value.value);
    seen.add(setting);
    if (typeof statement !== 'string') answer.said[setting] = statement;
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
