/**
 * Lets the process that started a simulated agent take cards out and put them in, over the IPC channel of
 * `child_process.fork`: nobody but the parent has it, and an agent with real readers never listens.
 */
import { openSimulatedCard, type SimulatedSetup } from './simulated-setup.js';
import type { SimulatedReaders } from './simulated-readers.js';
import type { DialectName } from '@cardwright/simulated-card/card-state';

export type SimulatedCommand =
  | { simulated: 'remove'; id: number; readerName: string }
  | { simulated: 'insert'; id: number; readerName: string; serial: number; dialect?: DialectName; quirks?: string[] };

export interface SimulatedAnswer {
  simulated: 'done' | 'failed';
  id: number;
  reason?: string;
}

export function listenToParent(
  readers: SimulatedReaders,
  setup: Pick<SimulatedSetup, 'folder' | 'dialect' | 'attestationRootFile'>,
): void {
  if (process.send === undefined) return;
  process.on('message', (message: Partial<SimulatedCommand> | null) => {
    if (message?.simulated !== 'insert' && message?.simulated !== 'remove') return;
    const command = message as SimulatedCommand;
    const answer = (rest: Omit<SimulatedAnswer, 'id'>): void => void process.send!({ ...rest, id: command.id });
    execute(readers, setup, command).then(
      () => answer({ simulated: 'done' }),
      (error: unknown) => answer({ simulated: 'failed', reason: error instanceof Error ? error.message : 'unknown' }),
    );
  });
  // The channel alone must not keep the agent alive.
  process.channel?.unref();
}

async function execute(
  readers: SimulatedReaders,
  setup: Pick<SimulatedSetup, 'folder' | 'dialect' | 'attestationRootFile'>,
  command: SimulatedCommand,
): Promise<void> {
  if (command.simulated === 'remove') {
    if ((await readers.remove(command.readerName)) === undefined) throw new TypeError('no card in this reader');
    return;
  }
  const { dialect = setup.dialect, quirks } = command;
  const asked = { ...setup, dialect, ...(quirks !== undefined && { quirks }) };
  await readers.insert(command.readerName, await openSimulatedCard(asked, command.serial));
}
