/** What a fleet does with any of its agents, of whatever release. */
import type { ActiveUser, AgentReport } from './words.js';

export const readerName = 'Reader of the fleet';

export interface FleetMember {
  insert(): Promise<void>;
  remove(): Promise<void>;
  activate(user: ActiveUser | null): void;
  report(): AgentReport;
  stop(): Promise<void>;
}
