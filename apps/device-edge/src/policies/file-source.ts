/** A JSON file with settings. One that is not there says nothing; one that cannot be read is a problem. */
import { readFile } from 'node:fs/promises';
import { say } from '@cardwright/contracts/words/say';
import { jsonStatements } from './json-statements.js';
import { unreadable, type PolicySource, type SourceAnswer, type SourceName } from './policy-source.js';

export class FileSource implements PolicySource {
  constructor(
    readonly name: SourceName,
    readonly place: string,
  ) {}

  async read(): Promise<SourceAnswer> {
    let text: string;
    try {
      text = await readFile(this.place, 'utf8');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return { said: {}, problems: [] };
      return unreadable(this, say('policy.unread', { code: code ?? message }));
    }
    return jsonStatements(this, text);
  }
}
