/**
 * A certificate of the card was revoked at the CA, not by Cardwright: its key is made anew with a new certificate, whatever the reason was, because
 * the old key may be known to others. One that the newest version of the profile has dropped is removed by the update to that version. One that it
 * wants otherwise does not wait for it: the roll-out of the version may take days, or have been stopped.
 */
import { refusalOf, type DueKind } from './due-kind.js';
import { changeOf } from './profile-change.js';

export const certRevoked: DueKind = {
  heldBack: refusalOf,
  due: (device) => {
    const change = changeOf(device);
    const dropped = change === null || change.reprovision ? [] : change.removed;
    return (device.state === 'ACTIVE' ? (device.revoked ?? []) : [])
      .filter(({ keyReference }) => !dropped.includes(keyReference))
      .map(({ keyReference, since }) => ({
        cause: 'EXTERNALLY_REVOKED',
        keyReferences: [keyReference],
        dueAt: since,
        deadline: null,
        // Nobody accepts what the card signs or shows with it.
        urgency: 'high',
      }));
  },
};
