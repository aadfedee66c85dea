/** [B07] A blank card is bound to its holder as the permanent card in the place of another one: due for the new card, never for the old one. */
import { boundCard } from './bound-card.js';

export const replacePermanent = boundCard((replaces) => (replaces?.kind === 'permanent' ? replaces.reason : null));
