/** Every secret that passes by in a spec: none of them may stand in a log, a table in clear, or an audit row. */
import { expect } from '@jest/globals';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { openBatch, type BatchWish, type OpenedBatch } from './card-batch.js';
import type { VaultHarness } from './vault-harness.js';

export class SeenSecrets {
  private readonly all = new Map<string, Buffer>();

  constructor(private readonly vault: VaultHarness) {}

  note(name: string, secret: Uint8Array): void {
    this.all.set(`${name} ${this.all.size}`, Buffer.from(secret));
  }

  /** Opens a batch for these. Throws what the vault refuses. */
  async open(lease: LeaseToken, names: SecretName[], more: Omit<BatchWish, 'names'> = {}): Promise<OpenedBatch['bag']> {
    const { bag } = await openBatch(this.vault, lease, { ...more, names });
    for (const [name, value] of bag) if (!name.endsWith('.factory')) this.note(name, value);
    return bag;
  }

  /** Plain, hex or base64; more than so many were seen. */
  async standNowhere(atLeast: number): Promise<void> {
    const { vault } = this;
    const tables = await vault.rows<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'pki'`,
    );
    let dump = vault.log;
    for (const { name } of tables)
      for (const { line } of await vault.rows<{ line: string }>(`select t::text as line from ${name} t`))
        dump += `${line}\n`;
    expect(this.all.size).toBeGreaterThan(atLeast);
    for (const [name, secret] of this.all) {
      // Digits alone are searched in their plain form; eight of them do not occur by chance in a test's ids.
      const forms = [secret.toString('hex'), secret.toString('base64').replace(/=+$/, ''), secret.toString('latin1')];
      for (const form of forms) expect([name, dump.toLowerCase().includes(form.toLowerCase())]).toEqual([name, false]);
    }
    expect(await vault.ask('audit.verify', {})).toMatchObject({ ok: true });
  }
}
