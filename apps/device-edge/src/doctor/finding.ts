/** What one check of the agent's doctor found: what it saw, and what to do about it. */
export interface Finding {
  check: string;
  state: 'ok' | 'warn' | 'fail';
  found: string;
  /** What to do; absent when nothing is wrong. */
  fix?: string;
}
