/**
 * The keys of workstations that this user has sealed a PIN to, as ssh keeps those of hosts: the first one is shown and kept, another one
 * later is refused until the user says so (`workstations accept-key`). The server says which key is a workstation's, in the same answer
 * as the key to seal to; without this, a server that lies once could read the PIN.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';

/** By gateway, then by workstation: the public nkey of its agent. */
type Known = Record<string, Record<string, string>>;

export class KnownAgents {
  private readonly file: string;

  constructor(
    private readonly directory: string,
    private readonly url: string,
  ) {
    this.file = join(directory, 'known-agents.json');
  }

  /** first: it was not known before, and is now. Throws EDGE_AGENT_KEY_CHANGED {known, offered}. */
  meet(workstationId: string, agentNkey: string): { first: boolean } {
    const known = this.read()[this.url]?.[workstationId];
    if (known === agentNkey) return { first: false };
    if (known !== undefined)
      throw new CardwrightError('EDGE_AGENT_KEY_CHANGED', undefined, { workstationId, known, offered: agentNkey });
    this.accept(workstationId, agentNkey);
    return { first: true };
  }

  accept(workstationId: string, agentNkey: string): void {
    const all = this.read();
    const content: Known = { ...all, [this.url]: { ...all[this.url], [workstationId]: agentNkey } };
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    const draft = `${this.file}.${process.pid}`;
    try {
      writeFileSync(draft, JSON.stringify(content, null, 2), { mode: 0o600 });
      renameSync(draft, this.file);
    } finally {
      rmSync(draft, { force: true });
    }
  }

  private read(): Known {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch {
      return {};
    }
    try {
      return JSON.parse(text) as Known;
    } catch (error) {
      // Taken for empty, a damaged file would let any key in.
      throw new CardwrightError(
        'REQUEST_INVALID',
        onlyInEnglish(`${this.file} is damaged: delete it, then compare each key anew`),
        {},
        error,
      );
    }
  }
}
