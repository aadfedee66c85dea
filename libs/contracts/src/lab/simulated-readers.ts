/**
 * What a person does with cards and readers, said to an agent with simulated ones: look, pull, insert, swap. Spoken over the agent's IPC
 * channel and over the socket in its folder; never over a network, and never to an agent with real readers.
 */

export interface PrintedCard {
  dialect: 'vendor' | 'strict';
  serial: number;
}

export type SimulatedCommand =
  | { simulated: 'list'; id: number }
  | { simulated: 'remove'; id: number; readerName: string }
  /** serial: of a card that is out, or of a new one, which comes as delivered. Without it: the card that was in this reader last. */
  | {
      simulated: 'insert';
      id: number;
      readerName: string;
      serial?: number;
      dialect?: PrintedCard['dialect'];
      quirks?: string[];
    }
  /** The cards of two readers change places; one of the readers may be empty. */
  | { simulated: 'swap'; id: number; readerNames: [string, string] };

/** What lies where. */
export interface SimulatedLab {
  readers: { readerName: string; card: PrintedCard | null }[];
  /** Cards that were in a reader since the start and are in none. */
  outside: PrintedCard[];
}

/** `list` answers with the lab as well. */
export interface SimulatedAnswer extends Partial<SimulatedLab> {
  simulated: 'done' | 'failed';
  id: number;
  /** Why it failed. */
  reason?: string;
}
