/**
 * Commands to an agent with simulated readers, for the things that a person does with cards: look, pull, insert, swap,
 * use one in a browser. They travel over the
 * agent's IPC channel and over the socket in its folder, never over a network and never to an agent with real readers.
 */

export interface PrintedCard {
  dialect: 'vendor' | 'strict';
  serial: number;
}

export type SimulatedCommand =
  | { simulated: 'list'; id: number }
  | { simulated: 'remove'; id: number; readerName: string }
  /**
   * serial: the serial number of a card that is out, or of a new card in its delivered state. If absent: the card that was last in this
   * reader.
   */
  | {
      simulated: 'insert';
      id: number;
      readerName: string;
      serial?: number;
      dialect?: PrintedCard['dialect'];
      quirks?: string[];
    }
  /** The cards of two readers change places; one of the readers may be empty. */
  | { simulated: 'swap'; id: number; readerNames: [string, string] }
  /** As a browser asks the key for one, while the agent does not have it. A key without a PIN for passkeys gets this one. */
  | { simulated: 'make-passkey'; id: number; readerName: string; asked: AskedPasskey; pin: string };

/** Bytes base64url; algorithms of COSE. */
export interface AskedPasskey {
  rpId: string;
  rpName: string;
  userId: string;
  userName: string;
  userDisplayName: string;
  algorithms: number[];
  excludeCredentials: string[];
  clientDataJSON: string;
}

export interface MadePasskey {
  credentialId: string;
  attestationObject: string;
}

/** What lies where. */
export interface SimulatedLab {
  readers: { readerName: string; card: PrintedCard | null }[];
  /** Cards that have been in a reader since the start and are in none now. */
  outside: PrintedCard[];
}

/** `list` answers with the lab as well. */
export interface SimulatedAnswer extends Partial<SimulatedLab> {
  simulated: 'done' | 'failed';
  id: number;
  /** Of `make-passkey`. */
  passkey?: MadePasskey;
  /** Why it failed. */
  reason?: string;
}
