/**
 * Asks logind to wait with sleep and shutdown while a card is at work (a delay inhibitor, 5 s by default: InhibitDelayMaxSec). logind hands out a
 * file descriptor for that, which Node cannot receive; systemd-inhibit, of systemd itself, holds it instead and ends when its input does, so
 * that it never outlives the agent.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Writable } from 'node:stream';
import type { Log } from '../log/log.js';

const inhibit = ['--what=sleep:shutdown', '--mode=delay', '--who=Cardwright', '--why=A card is being written', 'cat'];

export class SleepDelay {
  private holder: ChildProcessByStdio<Writable, null, null> | undefined;

  constructor(private readonly log: Log) {}

  hold(): void {
    if (this.holder !== undefined) return;
    const holder = spawn('systemd-inhibit', inhibit, { stdio: ['pipe', 'ignore', 'ignore'] });
    this.holder = holder;
    const ended = (reason: string): void => {
      if (this.holder !== holder) return;
      this.holder = undefined;
      this.log('warn', 'the computer may fall asleep while a card is written', { reason });
    };
    holder.on('error', (error) => ended(error.message));
    holder.on('exit', (code) => ended(`systemd-inhibit ended (${String(code)})`));
    // It may be gone before its input is closed.
    holder.stdin.on('error', () => undefined);
  }

  release(): void {
    const { holder } = this;
    this.holder = undefined;
    holder?.stdin.end();
  }
}
