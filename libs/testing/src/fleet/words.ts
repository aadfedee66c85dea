/** What the fleet and its processes say to each other over IPC: orders down, one answer to each up. */

export type Release = 'this' | 'before';

/** One agent of a process. */
export interface AgentPlace {
  index: number;
  homeFolder: string;
  /** Deployment code, origin of a gateway, and what the computer calls itself. */
  code: string;
  hostName: string;
  server: string;
  /** A way to NATS that is not the server itself. */
  natsUrl?: string;
  /** Of its card. */
  serial: number;
  release: Release;
  /** Content of its settings.json. */
  settings: object;
  /** Where its desk parts find it. */
  deskFolder: string;
}

/** A desk part: a screen that counts instead of showing. */
export interface DeskPlace {
  index: number;
  deskFolder: string;
  sessionId: string;
}

export interface ActiveUser {
  userId: number;
  sessionId: string;
}

export type FleetOrder =
  | { order: 'start'; agents: AgentPlace[]; attestationRootFile: string }
  | { order: 'sit'; desks: DeskPlace[] }
  /** The cards go into their readers, one after the other in equal steps over this time. */
  | { order: 'insert'; indices: number[]; withinMs: number }
  | { order: 'remove'; indices: number[] }
  /** Who is at the seat. */
  | { order: 'activate'; indices: number[]; user: ActiveUser | null }
  | { order: 'report' }
  | { order: 'stop' };
/** orderId: of the order that is answered. */
export type FleetAnswer = { orderId: number; body: unknown } | { orderId: number; failed: string };

export interface ScreenReport {
  index: number;
  sessionId: string;
  /** Offers that are on it now. */
  shown: string[];
  /** How often each offer came onto it. */
  appeared: Record<string, number>;
}

export interface AgentReport {
  index: number;
  workstationId: string;
  /** From the order to start until connected for the first time. */
  connectedMs: number;
  /** Milliseconds since the epoch. */
  lostAt: number[];
  backAt: number[];
  checks: { at: number; answer: string; /** Since the card was put in. */ afterMs: number | null }[];
  /** Other lines of its log that are no information. */
  warnings: string[];
}

export interface ProcessReport {
  agents: AgentReport[];
  screens: ScreenReport[];
  pid: number;
  residentBytes: number;
  /** Before its first agent. */
  emptyBytes: number;
  cpuSeconds: number;
}
