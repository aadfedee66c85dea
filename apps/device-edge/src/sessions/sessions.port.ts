/** Who is at this computer, as far as anybody can know. */

/** Of an account on this computer: the number that Unix has, or the security identifier of Windows. */
export type UserId = number | string;

export interface ActiveSession {
  userId: UserId;
  sessionId: string;
  /** The screen is locked: nobody would see anything. */
  locked: boolean;
}

export interface Sessions {
  /** null: nobody is signed in at the seat. undefined: it cannot be known on this computer. */
  active(): Promise<ActiveSession | null | undefined>;
  /** Whether sleep or shutdown is about to begin; false where it cannot be known. */
  isFallingAsleep(): Promise<boolean>;
  /** While true the computer waits with sleep and shutdown for as long as its settings allow. */
  delaySleep(wanted: boolean): void;
  close(): void;
}

export interface SessionEvents {
  /** Another session is active, or the screen was locked or unlocked: ask who is there. */
  changed: () => void;
  /** Somebody came: a session began or was unlocked, or the computer woke up. */
  arrived: () => void;
  /** The screen of the active session is asked to lock; whether it does is said by `changed`. */
  locking: () => void;
  /** Sleep or shutdown is about to begin. */
  sleeping: () => void;
  awake: () => void;
}

/** Where there is neither logind nor Windows. */
export const unknownSessions: Sessions = {
  active: () => Promise.resolve(undefined),
  isFallingAsleep: () => Promise.resolve(false),
  delaySleep: () => undefined,
  close: () => undefined,
};
