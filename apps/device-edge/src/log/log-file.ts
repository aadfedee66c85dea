/**
 * The agent's own log on disk: JSON Lines in `agent.log`, the older ones in `agent.1.log` to `agent.4.log`; 5 MB at most. It is kept beside
 * journald's, because the service's user may not read the system's journal and the agent is asked for its log over the bus.
 * Written in place and at once (a line now and then), so that nothing is lost when the process ends and order stays. A line that cannot be
 * written is lost and counted: a full disk must not end the agent (faults.md 26). Log libraries write through a stream, which ends there.
 */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface LogFileLimits {
  /** A file that would grow over this is put aside. */
  bytes: number;
  /** Together with the one that is written to. */
  files: number;
}
const defaultLimits: LogFileLimits = { bytes: 1_000_000, files: 5 };

/** number 0: the one that is written to. */
export const logFilePath = (folder: string, number: number): string =>
  join(folder, number === 0 ? 'agent.log' : `agent.${number}.log`);

export class LogFile {
  private descriptor: number | undefined;
  private size = 0;
  /** Lines that found no place since the last one that did. */
  private lost = 0;
  /** The last write ended in the middle of a line. */
  private torn = false;

  constructor(
    private readonly folder: string,
    private readonly limits: LogFileLimits = defaultLimits,
  ) {}

  /** line: JSON without its line end. Never throws. */
  write(line: string): void {
    const note = this.lost === 0 ? '' : `${this.lossNote()}\n`;
    const bytes = Buffer.from(`${this.torn ? '\n' : ''}${note}${line}\n`);
    try {
      this.makeRoom(bytes.length);
      const written = writeSync(this.descriptor!, bytes);
      this.size += written;
      this.torn = written < bytes.length;
      this.lost = this.torn ? this.lost + 1 : 0;
    } catch {
      this.lost += 1;
      this.close();
    }
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private makeRoom(bytes: number): void {
    if (this.descriptor !== undefined && this.size > 0 && this.size + bytes > this.limits.bytes) this.rotate();
    if (this.descriptor !== undefined) return;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.descriptor = openSync(logFilePath(this.folder, 0), 'a', 0o600);
    this.size = fstatSync(this.descriptor).size;
    if (this.size > 0 && this.size + bytes > this.limits.bytes) {
      this.rotate();
      this.descriptor = openSync(logFilePath(this.folder, 0), 'a', 0o600);
    }
  }

  private rotate(): void {
    this.close();
    this.size = 0;
    this.torn = false;
    rmSync(logFilePath(this.folder, this.limits.files - 1), { force: true });
    for (let number = this.limits.files - 2; number >= 0; number--) this.putAside(number);
  }

  private putAside(number: number): void {
    try {
      renameSync(logFilePath(this.folder, number), logFilePath(this.folder, number + 1));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  private lossNote(): string {
    const at = new Date().toISOString();
    return JSON.stringify({ at, level: 'warn', message: 'lines of this log were lost', lines: this.lost });
  }
}
