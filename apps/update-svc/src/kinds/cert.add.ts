/** [A04] The newest version of the profile has a key reference that the card lacks. */
import { profileKeys } from './profile-change.js';

export const certAdd = profileKeys(({ added }) => added);
