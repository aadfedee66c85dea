/** The agent's door for users' processes, with who is at the computer behind it. An agent without a door still serves its readers. */
import { DeskDoor } from '../desk-link/desk-door.js';
import { Desks } from '../desk-link/desks.js';
import type { Explanation } from '../desk-link/protocol.js';
import type { Log } from '../log/log.js';
import { unknownSessions, type ActiveSession, type SessionEvents, type Sessions } from '../sessions/sessions.port.js';
import type { CardUpdates } from '../updates/card-updates.js';
import { CardPrograms } from './card-programs.js';
import { CredentialViews } from './credential-views.js';
import { DeskAuthenticator } from './desk-authenticator.js';
import { DeskRequests } from './desk-requests.js';
import type { Interruptions } from './interruptions.js';

/** Rejects where nobody knows. */
export type OpenSessions = (events: SessionEvents) => Promise<Sessions>;

/** How offers reach people here, for `status`. desks: parts that are there; waiting: offers that nobody can see. */
export interface OffersReport {
  folder: string | null;
  desks: number;
  waiting: number;
}

interface DeskLinkOptions {
  folder: string | undefined;
  openSessions: OpenSessions | undefined;
  updates: () => CardUpdates;
  interruptions: () => Pick<Interruptions, 'changed' | 'locking' | 'sleeping' | 'awake'>;
  /** A desk part or an offer came or went. */
  changed: () => void;
  explain: () => Pick<Explanation, 'report' | 'connected' | 'versions'>;
  /** A new code for the portal. */
  pairingCode: () => Promise<{ code: string; seconds: number }>;
  log: Log;
}

export class DeskLink {
  readonly desks: Desks;
  /** What programs of the person at the seat see of cards. */
  readonly views: CredentialViews;
  /** Which programs of that person may have a card. */
  readonly programs: CardPrograms;
  /** The WebAuthn API of the session of that person. */
  readonly authenticator: DeskAuthenticator;
  private readonly requests: DeskRequests;
  private sessions = unknownSessions;
  private door: DeskDoor | undefined;

  constructor(private readonly options: DeskLinkOptions) {
    const { updates, changed, explain, pairingCode, log } = options;
    this.desks = new Desks(() => this.sessions, log, changed);
    this.views = new CredentialViews(this.desks);
    this.programs = new CardPrograms(this.desks);
    this.authenticator = new DeskAuthenticator(this.desks);
    this.requests = new DeskRequests(updates, this, log, changed, explain, pairingCode);
  }

  async open(): Promise<void> {
    const { folder, openSessions, updates, interruptions, log } = this.options;
    if (folder === undefined) return;
    await openSessions?.({
      changed: () => {
        void this.desks.route();
        void interruptions().changed();
      },
      arrived: () => void updates().arrived(),
      locking: () => void interruptions().locking(),
      sleeping: () => void interruptions().sleeping(),
      awake: () => void interruptions().awake(),
    }).then(
      (sessions) => (this.sessions = sessions),
      (error: Error) =>
        log('info', 'nobody says who is at this computer: offers go to the desk part that came last', {
          reason: error.message,
        }),
    );
    await interruptions().changed();
    const door = new DeskDoor(folder, this.requests);
    await door.open().then(
      () => (this.door = door),
      (error: Error) => log('warn', 'no desk part can connect', { folder, reason: error.message }),
    );
  }

  active(): Promise<ActiveSession | null | undefined> {
    return this.sessions.active();
  }

  isFallingAsleep(): Promise<boolean> {
    return this.sessions.isFallingAsleep();
  }

  delaySleep(wanted: boolean): void {
    this.sessions.delaySleep(wanted);
  }

  cardRemoved(readerName: string): void {
    this.requests.cardRemoved(readerName);
  }

  report(): OffersReport {
    return { folder: this.door === undefined ? null : this.options.folder!, ...this.desks.report() };
  }

  async close(): Promise<void> {
    await this.door?.close();
    this.sessions.close();
  }
}
