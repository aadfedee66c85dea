/** A program of another vendor that keeps a card open while a spec goes on (test/support/kept-open.py): OpenSC's PKCS#11 module, or an exclusive holder. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../test/support/kept-open.py', import.meta.url));

export class KeptOpen {
  private readonly answers: AsyncIterator<string>;
  private errors = '';
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.ended = once(child, 'close');
    child.stderr.on('data', (data: Buffer) => (this.errors += data.toString()));
  }

  /** Resolves when it has the card. environment: of the pcscd. */
  static async start(
    how: 'exclusive' | 'pkcs11',
    readerName: string,
    environment: NodeJS.ProcessEnv,
  ): Promise<KeptOpen> {
    const program = new KeptOpen(
      spawn('/usr/bin/python3', [script, how, readerName], { env: { ...process.env, ...environment } }),
    );
    const first = await program.next();
    if (first !== 'ok') throw new Error(`the other program does not get the card: ${first}`);
    return program;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** `ok`, `ok <hex>`, or the name of a PKCS#11 code. One at a time. */
  async ask(command: string): Promise<string> {
    this.child.stdin.write(`${command}\n`);
    return this.next();
  }

  async stop(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
  }

  private async next(): Promise<string> {
    const { value, done } = await this.answers.next();
    if (done !== true) return String(value);
    await this.ended;
    return `it has ended: ${this.errors}`;
  }
}
