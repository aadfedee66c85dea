/** Who is a cardholder and nothing else, and sees the portal alone. Pure. */
import type { Me } from '../api/types.js';

export const isHolderOnly = ({ roles }: Pick<Me, 'roles'>): boolean =>
  roles.length > 0 && roles.every((role) => role === 'CH');
