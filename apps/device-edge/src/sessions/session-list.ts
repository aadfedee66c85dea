/**
 * Sessions as systemd-logind knows them, and which of them gets the offers. A reader belongs to the computer that it is plugged into, and so do
 * its offers: they are for whoever sits in front of it, never for somebody who comes over the network (SSH, xrdp, VNC, GNOME Remote Desktop).
 */
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { Bus } from '../dbus/bus.js';

export const logind = 'org.freedesktop.login1';
export const logindManager = { destination: logind, path: '/org/freedesktop/login1', interface: `${logind}.Manager` };
export const busProperties = 'org.freedesktop.DBus.Properties';
const sessionInterface = `${logind}.Session`;
/** Where a computer has several seats, this is the one with its readers. */
const firstSeat = 'seat0';

/** A session of a person. */
export interface SessionSeen {
  sessionId: string;
  userId: number;
  userName: string;
  /** Object path at logind. */
  path: string;
  /** Empty: none. */
  seat: string;
  active: boolean;
  locked: boolean;
  /** It came over the network, as whoever opened it told logind; xrdp and VNC servers do not. */
  remote: boolean;
  /** Where it came from; empty: not known. */
  remoteHost: string;
  /** The PAM service that opened it, such as `sshd` or `xrdp-sesman`. */
  service: string;
}

type Listed = [id: string, uid: number, user: string, seat: string, path: string];

/** Without greeters and sessions of services. seated: only those that have a seat, that of the readers first. Rejects where there is no logind. */
export async function readSessions(bus: Bus, { seated }: { seated: boolean }): Promise<SessionSeen[]> {
  const [listed] = (await bus.call({ ...logindManager, member: 'ListSessions' })) as [Listed[]];
  const wanted = listed.filter(([, , , seat]) => !seated || seat !== '');
  const sessions = await Promise.all(wanted.map((each) => readSession(bus, each)));
  const order = ({ seat }: SessionSeen): number => (seat === firstSeat ? 0 : seat === '' ? 2 : 1);
  return sessions.filter((session) => session !== undefined).sort((one, other) => order(one) - order(other));
}

async function readSession(
  bus: Bus,
  [sessionId, userId, userName, seat, path]: Listed,
): Promise<SessionSeen | undefined> {
  const call = { destination: logind, path, interface: busProperties, member: 'GetAll', signature: 's' };
  // It may have ended in the meantime.
  const [all] = await bus.call({ ...call, body: [sessionInterface] }).catch(() => [{}]);
  const read = (name: string): unknown => (all as Record<string, { value: unknown } | undefined>)[name]?.value;
  const text = (name: string): string => String(read(name) ?? '');
  if (read('Class') !== 'user') return undefined;
  return {
    ...{ sessionId, userId, userName, path, seat },
    active: read('Active') === true,
    locked: read('LockedHint') === true,
    remote: read('Remote') === true,
    remoteHost: text('RemoteHost'),
    service: text('Service'),
  };
}

/** `gets`: the offers are for this one; `later`: for this one, once it is unlocked; otherwise why it gets none. */
export type OffersFor = 'gets' | 'later' | 'remote' | 'no-seat' | 'not-active';

const seatOf = (session: SessionSeen): OffersFor => {
  if (session.remote) return 'remote';
  if (session.seat === '') return 'no-seat';
  if (!session.active) return 'not-active';
  return session.locked ? 'later' : 'gets';
};

/** In the order in which `readSessions` gives them; undefined: nobody is in front of this computer. */
export const sessionAtSeat = (sessions: readonly SessionSeen[]): SessionSeen | undefined =>
  sessions.find((each) => ['gets', 'later'].includes(seatOf(each)));

export interface SessionRow {
  sessionId: string;
  userName: string;
  seat: string;
  offers: OffersFor;
  /** Where it came from, or what opened it; empty: not known. */
  from: string;
}

export function offersBySession(sessions: readonly SessionSeen[]): SessionRow[] {
  const chosen = sessionAtSeat(sessions);
  return sessions.map((session) => {
    const own = seatOf(session);
    // Active too, on a seat without readers.
    const offers = session !== chosen && (own === 'gets' || own === 'later') ? 'not-active' : own;
    const { sessionId, userName, seat, remoteHost, service } = session;
    return { sessionId, userName, seat, offers, from: remoteHost || service };
  });
}

function offersWords({ offers, from }: SessionRow): Sentence {
  if (offers !== 'remote' && offers !== 'no-seat') return say(`doctor.offers-${offers}`);
  return from === '' ? say(`doctor.offers-${offers}`) : say(`doctor.offers-${offers}-from`, { from });
}

/** user: as they are to be called. */
export function sessionWords(row: SessionRow, user: string | Sentence = row.userName): Sentence {
  const words = { id: row.sessionId, user, offers: offersWords(row) };
  return row.seat === '' ? say('doctor.session', words) : say('doctor.session-at', { ...words, seat: row.seat });
}
export const sessionText = (row: SessionRow): string => sessionWords(row).text;
