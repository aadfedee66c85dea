/**
 * Managed preferences of macOS: what a configuration profile forces, for the machine or for one user. Read from where macOS keeps them, and not
 * through `defaults`, where a preference that the user set would look the same.
 */
import { access } from 'node:fs/promises';
import { say } from '@cardwright/contracts/words/say';
import { jsonStatements } from './json-statements.js';
import { unreadable, type PolicySource, type SourceAnswer } from './policy-source.js';
import type { RunProgram } from './run-program.js';

/** PayloadType of the profile. */
export const preferenceDomain = 'org.cardwright.agent';
const plutil = '/usr/bin/plutil';

export class ManagedPreferences implements PolicySource {
  readonly place: string;

  /** folder: `/Library/Managed Preferences`, or that of a user below it. */
  constructor(
    readonly name: 'machine-policy' | 'user-policy',
    folder: string,
    private readonly run: RunProgram,
  ) {
    this.place = `${folder}/${preferenceDomain}.plist`;
  }

  async read(): Promise<SourceAnswer> {
    try {
      await access(this.place);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT'
        ? { said: {}, problems: [] }
        : unreadable(this, say('policy.unread', { code: code ?? '' }));
    }
    const { code, stdout, stderr } = await this.run(plutil, ['-convert', 'json', '-o', '-', this.place]);
    if (code !== 0)
      return unreadable(
        this,
        say('policy.program', { program: 'plutil', words: (stderr || stdout).trim().split('\n')[0] ?? '' }),
      );
    const { said, problems } = jsonStatements(this, stdout);
    // Lines and columns are those of plutil's output. Members of the profile itself may stand beside the settings.
    return {
      said,
      problems: problems
        .filter(({ kind, said }) => kind !== 'unknown' || !/^Payload\w+$/.test(String(said.reason.values?.['setting'])))
        .map(({ line: _line, column: _column, ...problem }) => problem),
    };
  }
}
