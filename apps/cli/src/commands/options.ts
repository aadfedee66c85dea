/** Readers of option values that several commands share. They throw commander's own error: usage, exit code 2. */
import { InvalidArgumentError } from 'commander';
import type { CommandContext } from './context.js';
import { pinFromFd, type PinSource, promptedPin } from '../pin/pin-source.js';

export function fileDescriptor(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('not a file descriptor');
  return Number(text);
}

export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('not a whole number above 0');
  return Number(text);
}

export const wellKnownHelp =
  'go on although the card keeps a PUK or management key that everybody knows; needs a reason in words, and is never possible in PIV mode';
export const pinFdHelp = 'read the PIN from this open file descriptor, not from a prompt';

/** The descriptor, else whoever sits at the terminal, else nobody. */
export function pinSource({ io }: Pick<CommandContext, 'io'>, pinFd: number | undefined): PinSource | undefined {
  if (pinFd !== undefined) return pinFromFd(pinFd);
  return io.interactive ? promptedPin(io) : undefined;
}
