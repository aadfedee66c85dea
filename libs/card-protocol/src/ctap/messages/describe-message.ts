/**
 * A CTAP request in words, and the beginning of it that may be recorded: the command and its subcommand, which are no secret. What follows
 * them is a PIN's hash, a token's signature or a person's account, so nothing of it is. Governing document: requirement F05, docs/apdu-trace.md.
 */
import { configSubCommand } from './authenticator-config.js';
import { clientPinSubCommand } from './client-pin.js';
import { ctapCommand } from './command.js';
import { credentialManagementSubCommand } from './credential-management.js';

const nameOf = (table: Readonly<Record<string, number>>, value: number): string | undefined =>
  Object.entries(table).find(([, each]) => each === value)?.[0];

/** Where the subcommand stands: a canonical map begins with its lowest keys, and both numbers are below 24. */
const subCommands: ReadonlyMap<number, { at: number; names: Readonly<Record<string, number>> }> = new Map([
  // Map, 01 protocol, 02 subcommand.
  [ctapCommand.authenticatorClientPIN, { at: 5, names: clientPinSubCommand }],
  // Map, 01 subcommand.
  [ctapCommand.authenticatorCredentialManagement, { at: 3, names: credentialManagementSubCommand }],
  [ctapCommand.prototypeAuthenticatorCredentialManagement, { at: 3, names: credentialManagementSubCommand }],
  [ctapCommand.authenticatorConfig, { at: 3, names: configSubCommand }],
]);

/** message: the beginning of a request. A copy of the bytes up to its subcommand; of a request of another form the command alone. */
export function recordablePart(message: Uint8Array): Uint8Array {
  const at = subCommandAt(message);
  return message.slice(0, at === undefined ? 1 : at + 1);
}

/** `authenticatorClientPIN changePIN`; empty for nothing. message: the part that recordablePart leaves is enough. */
export function describeMessage(message: Uint8Array): string {
  const [command] = message;
  if (command === undefined) return '';
  const name = nameOf(ctapCommand, command) ?? `CTAP command ${command.toString(16).padStart(2, '0').toUpperCase()}`;
  const at = subCommandAt(message);
  const subCommand = at === undefined ? undefined : nameOf(subCommands.get(command)!.names, message[at]!);
  return subCommand === undefined ? name : `${name} ${subCommand}`;
}

/** True: the request changes nothing on the authenticator, and may be sent again where no answer came. */
export function onlyAsks(message: Uint8Array): boolean {
  const [command] = message;
  if (command === ctapCommand.authenticatorGetInfo) return true;
  const at = subCommandAt(message);
  if (command !== ctapCommand.authenticatorClientPIN || at === undefined) return false;
  const { getPINRetries, getKeyAgreement } = clientPinSubCommand;
  return message[at] === getPINRetries || message[at] === getKeyAgreement;
}

function subCommandAt(message: Uint8Array): number | undefined {
  const at = subCommands.get(message[0]!)?.at;
  if (at === undefined || message.length <= at || message[1]! >> 5 !== 5) return undefined;
  const keys = at === 5 ? message[2] === 0x01 && message[3]! < 24 && message[4] === 0x02 : message[2] === 0x01;
  return keys && message[at]! < 24 ? at : undefined;
}
