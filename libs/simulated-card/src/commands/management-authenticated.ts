/** The access rule "9B authenticated" of all writing commands (SP 800-73-5 Part 1 table 2, Part 2 section 3.3). */
import type { CardContext } from '../card/dialect.js';
import { refuse } from '../status-word/status-error.js';

export function requireManagementKey({ session }: CardContext): void {
  if (!session.managementKeyAuthenticated) refuse('securityStatus');
}
