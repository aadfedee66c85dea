/** [B06] A blank card is bound to its holder, and takes no other card's place. */
import { boundCard } from './bound-card.js';

export const cardIssue = boundCard((replaces) => (replaces == null ? 'INITIAL' : null));
