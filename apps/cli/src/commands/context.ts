/** What every command works with, made from the global options. */
import type { Command } from 'commander';
import { ApiClient } from '../api/api-client.js';
import type { ExitCode } from './exit-codes.js';
import type { Io } from '../terminal/io.js';
import { Output } from '../terminal/output.js';
import { KnownAgents } from '../pin/known-agents.js';
import { configDirectory, TokenStore } from '../sign-in/token-store.js';

export interface CommandContext {
  io: Io;
  api: ApiClient;
  tokens: TokenStore;
  output: Output;
  agents: KnownAgents;
}

/** The exit code of a command that returns no other: 0. */
export type CommandResult = ExitCode | void;
/** Turns a command's work into commander's action: the context first, then arguments and options as commander gives them. */
export type Runner = <Arguments extends unknown[]>(
  work: (context: CommandContext, ...given: Arguments) => Promise<CommandResult>,
) => (...given: [...Arguments, Command]) => Promise<void>;

export const defaultUrl = 'http://127.0.0.1:7800';

export function makeContext(io: Io, options: { url?: string; json?: boolean }): CommandContext {
  const tokens = new TokenStore(configDirectory(io.env));
  const url = (options.url ?? io.env.CARDWRIGHT_URL ?? tokens.current ?? defaultUrl).replace(/\/+$/, '');
  return {
    io,
    tokens,
    api: new ApiClient(url, tokens, io.signal),
    output: new Output(io, options.json ?? false),
    agents: new KnownAgents(configDirectory(io.env), url),
  };
}
