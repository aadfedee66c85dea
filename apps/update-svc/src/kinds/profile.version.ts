/** The newest version of the profile wants a key of the card otherwise: another algorithm, certificate profile or policy. */
import { profileKeys } from './profile-change.js';

export const profileVersion = profileKeys(({ changed }) => changed);
