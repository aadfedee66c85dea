/** Which session of this computer gets the offers, for a person who asks: read from logind at once, by any user, whether the agent runs or not. */
import { connectSystemBus } from '../dbus/bus.js';
import { offersBySession, readSessions, type SessionRow } from './session-list.js';
import { remoteWindowsSession } from './windows-session.js';

export interface WhoIsHere {
  /** null: no logind, so nobody knows. */
  sessions: SessionRow[] | null;
  /** Windows only: this program's own session comes over the network, and is called so. */
  remoteSession?: string;
}

export async function whoIsHere(): Promise<WhoIsHere> {
  const remoteSession = remoteWindowsSession(process.env);
  return { sessions: await sessions().catch(() => null), ...(remoteSession !== undefined && { remoteSession }) };
}

async function sessions(): Promise<SessionRow[]> {
  const bus = await connectSystemBus();
  try {
    return offersBySession(await readSessions(bus, { seated: false }));
  } finally {
    bus.close();
  }
}
