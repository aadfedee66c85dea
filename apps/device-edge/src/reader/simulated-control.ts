/**
 * What a person does with cards and readers, for simulated ones: look, pull, insert, swap, use one in a browser. Two doors lead here, and an agent with real
 * readers opens neither: the IPC channel of `child_process.fork`, which the parent alone has, and a socket in the agent's own folder
 * (simulated-socket.ts).
 */
import type { SimulatedAnswer, SimulatedCommand, SimulatedLab } from '@cardwright/contracts/lab/simulated-readers';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { makePasskeyBeside } from './simulated-passkey.js';
import { openSimulatedCard, type SimulatedSetup } from './simulated-setup.js';
import type { SimulatedReaders } from './simulated-readers.js';

const commands = ['list', 'remove', 'insert', 'swap', 'make-passkey'];

export class SimulatedControl {
  /** Every card that was in a reader, with the reader that it was in last. */
  private readonly lastReaders = new Map<SimulatedCard, string>();

  constructor(
    private readonly readers: SimulatedReaders,
    private readonly setup: Pick<SimulatedSetup, 'folder' | 'dialect' | 'attestationRootFile' | 'fido'>,
  ) {
    this.note();
  }

  /** Never rejects. undefined: the message is no command. */
  async answer(message: unknown): Promise<SimulatedAnswer | undefined> {
    const command = message as Partial<SimulatedCommand> | null;
    if (!commands.includes(command?.simulated ?? '')) return undefined;
    const id = Number(command?.id ?? 0);
    try {
      return { ...(await this.execute(command as SimulatedCommand)), simulated: 'done', id };
    } catch (error) {
      return { simulated: 'failed', id, reason: error instanceof Error ? error.message : 'unknown' };
    }
  }

  private async execute(command: SimulatedCommand): Promise<Omit<SimulatedAnswer, 'id' | 'simulated'>> {
    if (command.simulated === 'list') return this.list();
    if (command.simulated === 'make-passkey') {
      const { readerName, asked, pin } = command;
      return { passkey: await makePasskeyBeside(this.readers, this.known(readerName), asked, pin) };
    }
    if (command.simulated === 'remove') await this.remove(command.readerName);
    else if (command.simulated === 'insert') await this.insert(command);
    else await this.swap(command.readerNames);
    this.note();
    return {};
  }

  private list(): SimulatedLab {
    const { readerNames } = this.readers;
    const inside = readerNames.map((name) => this.readers.cardIn(name));
    return {
      readers: readerNames.map((readerName, index) => ({ readerName, card: inside[index]?.printed ?? null })),
      outside: [...this.lastReaders.keys()].filter((card) => !inside.includes(card)).map(({ printed }) => printed),
    };
  }

  private async remove(readerName: string): Promise<SimulatedCard> {
    const card = await this.readers.remove(this.known(readerName));
    if (card === undefined) throw new TypeError(`no card in ${readerName}`);
    return card;
  }

  private async insert(command: SimulatedCommand & { simulated: 'insert' }): Promise<void> {
    const readerName = this.known(command.readerName);
    await this.readers.insert(readerName, await this.cardFor(command));
  }

  private async cardFor(command: SimulatedCommand & { simulated: 'insert' }): Promise<SimulatedCard> {
    const { readerName, serial, dialect = this.setup.dialect, quirks } = command;
    const known = [...this.lastReaders.entries()].filter(([{ printed }, last]) =>
      serial === undefined ? last === readerName : printed.serial === serial && printed.dialect === dialect,
    );
    // The newest: of several cards that were in this reader, the one that left it last.
    const card = known.at(-1)?.[0];
    if (card === undefined && serial === undefined) throw new TypeError(`no card was in ${readerName}: name one`);
    const where = this.readers.readerNames.find((name) => card !== undefined && this.readers.cardIn(name) === card);
    if (where !== undefined) throw new TypeError(`card ${card?.printed.serial} is in ${where}`);
    // Quirks are given to a card when it is made.
    if (card !== undefined && quirks === undefined) return card;
    return openSimulatedCard({ ...this.setup, dialect, ...(quirks !== undefined && { quirks }) }, serial!);
  }

  private async swap([first, second]: [string, string]): Promise<void> {
    const names = [this.known(first), this.known(second)] as const;
    const cards = names.map((name) => this.readers.cardIn(name));
    for (const [index, name] of names.entries()) if (cards[index] !== undefined) await this.readers.remove(name);
    for (const [index, card] of cards.entries())
      if (card !== undefined) await this.readers.insert(names[1 - index]!, card);
  }

  private known(readerName: string): string {
    if (this.readers.readerNames.includes(readerName)) return readerName;
    throw new TypeError(`no reader ${readerName}: there are ${this.readers.readerNames.join(', ')}`);
  }

  /** In the order in which they came into their reader: the newest is the last. */
  private note(): void {
    for (const name of this.readers.readerNames) {
      const card = this.readers.cardIn(name);
      if (card === undefined || this.lastReaders.get(card) === name) continue;
      this.lastReaders.delete(card);
      this.lastReaders.set(card, name);
    }
  }
}

/** The parent's door: JSON messages in both directions. */
export function listenToParent(control: SimulatedControl): void {
  if (process.send === undefined) return;
  process.on('message', (message: unknown) => {
    void control.answer(message).then((answer) => answer !== undefined && process.send!(answer));
  });
  // The channel alone must not keep the agent alive.
  process.channel?.unref();
}
