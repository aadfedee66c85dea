/** What an agent is made of that differs: a service on somebody's computer, or one in a spec. */
import type { ReaderMonitor } from '@cardwright/card-session/card-transport.port';
import type { UsbKeys } from '@cardwright/card-session/ctap/hid-device.port';
import type { DoctorFinding } from '@cardwright/contracts/workstation/diagnosis';
import type { AgentHome } from '../home/agent-home.js';
import type { Log } from '../log/log.js';
import type { Policies } from '../policies/policies.js';
import type { PlatformAuthenticator } from '../platform-webauthn/platform-authenticator.port.js';
import type { OpenSessions } from './desk-link.js';

export interface AgentOptions {
  home: AgentHome;
  readers: ReaderMonitor;
  /** What `pcsc` says in the status while the readers answer. */
  readerKind: 'pcsc' | 'simulated';
  /** FIDO keys at USB; absent: FIDO applications are reached by readers alone. */
  usbKeys?: UsbKeys;
  log: Log;
  /** Reads what this computer's policies and settings say. */
  policies: () => Promise<Policies>;
  /** The system's WebAuthn API; absent: that of the desk part of whoever is at the seat. */
  platform?: PlatformAuthenticator;
  /** Where users' processes find the agent; absent: nowhere. */
  deskFolder?: string;
  /** Where the portal's browser finds the agent, on the loopback; absent or 0: nowhere. */
  bridgePort?: number;
  /** Looks for what is wrong here, beside what the agent does with its readers; absent: nobody does. */
  doctor?: (readers: DoctoredReaders) => Promise<DoctorFinding[]>;
  /** Who is at this computer; absent: nobody knows. */
  sessions?: OpenSessions;
  now?: () => Date;
}

export interface DoctoredReaders {
  kind: 'pcsc' | 'simulated';
  list: ReaderMonitor['list'];
  heldBy: (readerName: string) => string | undefined;
  identify: (readerName: string) => Promise<string | null>;
}
