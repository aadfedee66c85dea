/** [B04] The newest version of the profile has dropped a key reference that the card has. */
import { profileKeys } from './profile-change.js';

export const certRemove = profileKeys(({ removed }) => removed);
