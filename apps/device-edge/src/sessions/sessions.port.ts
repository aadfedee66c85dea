/** Who is at this computer, as far as anybody can know. */

export interface ActiveSession {
  userId: number;
  sessionId: string;
  /** The screen is locked: nobody would see anything. */
  locked: boolean;
}

export interface Sessions {
  /** null: nobody is signed in at the seat. undefined: it cannot be known on this computer. */
  active(): Promise<ActiveSession | null | undefined>;
  close(): void;
}

export interface SessionEvents {
  /** Another session is active, or the screen was locked or unlocked: ask who is there. */
  changed: () => void;
  /** Somebody came: a session began or was unlocked, or the computer woke up. */
  arrived: () => void;
}

/** Where there is no logind. */
export const unknownSessions: Sessions = {
  active: () => Promise.resolve(undefined),
  close: () => undefined,
};
