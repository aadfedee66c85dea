/** What Windows says of who is there: sessions, and whose process it is that shows itself. Behind a port, so that specs do without a Windows. */

export interface WindowsAccount {
  /** Security identifier, as `S-1-5-21-...`. */
  userId: string;
  /** Number of the session; `0` is that of the services. */
  sessionId: string;
}

export interface WindowsSystem {
  /** Of this program. */
  own(): WindowsAccount;
  /** Whoever is in front of the computer; null: nobody is signed in there. */
  inFront(): (WindowsAccount & { locked: boolean }) | null;
  /** When the process of this id began, as a text to compare; undefined: there is none that this program may look at. */
  startOf(pid: number): string | undefined;
  openProof(): ProofPipe;
}

/** A pipe by which one process of this computer shows whose it is. It has a new name, takes one connection, and none over the network. */
export interface ProofPipe {
  /** Below `\\.\pipe\`. */
  readonly name: string;
  /** Whose process has written this into it and still holds it; undefined: none has. Does not wait. */
  writer(content: string): WindowsAccount | undefined;
  close(): void;
}
