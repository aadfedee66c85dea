/**
 * What `login` keeps: tokens per gateway, in one file that only its owner may read (0600), in the user's configuration
 * directory. Never a password or client secret. A file that others can read is not used.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';

export interface StoredSignIn {
  issuer: string;
  clientId: string;
  accessToken: string;
  /** Absent for client credentials: a script signs in again. */
  refreshToken?: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}
interface StoreFile {
  /** Gateway of the last sign-in: the default of --url. */
  current?: string;
  signIns: Record<string, StoredSignIn>;
}

/** CARDWRIGHT_CONFIG_DIR, else the XDG configuration directory. */
export function configDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return env.CARDWRIGHT_CONFIG_DIR ?? join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'cardwright');
}

export class TokenStore {
  private readonly file: string;

  constructor(private readonly directory: string) {
    this.file = join(directory, 'credentials.json');
  }

  get current(): string | undefined {
    return this.read().current;
  }

  get(url: string): StoredSignIn | undefined {
    return this.read().signIns[url];
  }

  put(url: string, signIn: StoredSignIn): void {
    const content = this.read();
    this.write({ current: url, signIns: { ...content.signIns, [url]: signIn } });
  }

  /** False when there was none. */
  remove(url: string): boolean {
    const { current, signIns } = this.read();
    const { [url]: removed, ...rest } = signIns;
    this.write({ ...(current && current !== url ? { current } : {}), signIns: rest });
    return removed !== undefined;
  }

  private read(): StoreFile {
    try {
      if (process.platform !== 'win32' && (statSync(this.file).mode & 0o077) !== 0)
        throw new CardwrightError(
          'AUTH_REQUIRED',
          onlyInEnglish(`Others can read ${this.file}: delete it and sign in again`),
        );
      return JSON.parse(readFileSync(this.file, 'utf8')) as StoreFile;
    } catch (error) {
      if (error instanceof CardwrightError) throw error;
      // Not there, or cut short by a crash: both mean that nobody is signed in.
      return { signIns: {} };
    }
  }

  private write(content: StoreFile): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    chmodSync(this.directory, 0o700);
    const temporary = `${this.file}.${process.pid}`;
    try {
      writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 });
      renameSync(temporary, this.file);
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}
