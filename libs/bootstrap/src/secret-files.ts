/**
 * The secrets directory of an installation: files with mode 0600 in a directory with 0700, each made once and never overwritten.
 * Governed by design.md 3.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

export class SecretFiles {
  readonly made: string[] = [];

  private constructor(readonly directory: string) {}

  static async open(home: string): Promise<SecretFiles> {
    const directory = join(home, 'secrets');
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
    return new SecretFiles(directory);
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  /** Writes the content of `make` unless the file is there. Whole or not at all: a cut bootstrap is repeated safely. */
  async ensure(name: string, make: () => string | Promise<string>): Promise<string> {
    if (this.has(name)) return this.read(name);
    const content = await make();
    await this.write(name, content);
    return content;
  }

  async write(name: string, content: string): Promise<void> {
    const draft = this.path(`.${name}.draft`);
    const file = await open(draft, 'w', 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, this.path(name));
    if (!this.made.includes(name)) this.made.push(name);
  }
}
