/** Settings from environment variables: `true`, `false` (disables any of them), a number, or a URL. An empty one is not configured. */
import { reasonOf, type PolicySource, type SourceAnswer } from './policy-source.js';
import { settingNames, settingsTable, statementOf } from './settings-table.js';

export class EnvironmentSource implements PolicySource {
  readonly name = 'environment';
  readonly place = 'environment of the agent';

  constructor(private readonly environment: NodeJS.ProcessEnv) {}

  read(): Promise<SourceAnswer> {
    const answer: SourceAnswer = { said: {}, problems: [] };
    for (const setting of settingNames) {
      const variable = settingsTable[setting].environment;
      const text = this.environment[variable];
      if (text === undefined || text === '') continue;
      const statement = statementOf(setting, valueOf(text));
      if ('state' in statement) answer.said[setting] = statement;
      else
        answer.problems.push({
          code: 'EDGE_POLICY_INVALID',
          source: this.name,
          place: variable,
          kind: 'value',
          setting,
          ...reasonOf(statement),
        });
    }
    return Promise.resolve(answer);
  }
}

function valueOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : text;
}
