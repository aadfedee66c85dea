/** What one check of the agent's doctor found. */
export type { DoctorFinding as Finding } from '@cardwright/contracts/workstation/diagnosis';
