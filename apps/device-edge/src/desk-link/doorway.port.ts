/** How a service and users' processes find each other on a system, and how each knows whom it talks to. */
import type { Server, Socket } from 'node:net';
import type { UserId } from '../sessions/sessions.port.js';
import type { FromService, FromUser } from './protocol.js';

export type Hello = Extract<FromUser, { ask: 'hello' }>;
export type Proof = Extract<FromService, { say: 'prove' }>;

/** Whose process it is. */
export interface Speaker {
  readonly userId: UserId;
  /** null: none. Where it is not proven, as the process says it. */
  readonly sessionId: string | null;
  readonly isSessionProven?: true;
  /** Of the account that the service itself has. */
  readonly isService?: true;
}

/** The service's side. */
export interface Doorway {
  /** What of the computer is needed for it. The caller holds the lock of the agent's home: what is there was left behind. */
  listen(server: Server): Promise<void>;
  /** For one connection. */
  newGuest(): Guest;
  /** Nobody listens any more. */
  remove(): Promise<void>;
}

export interface Guest {
  /** What it has to do to show whose it is; undefined: nobody that could be let in says hello like this. */
  question(hello: Hello): Proof | undefined;
  /** Once it says that it has. undefined: it has not. */
  speaker(): Promise<Speaker | undefined>;
  /** It is known, or gone. */
  done(): void;
}

/** The user's side, for one connection. */
export interface Visit {
  connect(): Promise<Socket>;
  readonly hello: Omit<Hello, 'ask' | 'role'>;
  /** Rejects where it is not the service that asks. */
  prove(proof: Proof): Promise<void>;
  /** It is known, or gone. */
  done(): void;
}
