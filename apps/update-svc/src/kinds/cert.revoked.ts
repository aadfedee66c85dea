/**
 * A certificate of the card was revoked at the CA, not by Cardwright: its key is made anew with a new certificate, whatever the reason was, because
 * the old key may be known to others. Where the newest version of the profile wants that key otherwise or not at all, its own update does it.
 */
import { refusalOf, type DueKind } from './due-kind.js';
import { changeOf } from './profile-change.js';

export const certRevoked: DueKind = {
  heldBack: refusalOf,
  due: (device) => {
    const change = changeOf(device);
    const done = change === null || change.reprovision ? [] : [...change.removed, ...change.changed];
    return (device.state === 'ACTIVE' ? (device.revoked ?? []) : [])
      .filter(({ keyReference }) => !done.includes(keyReference))
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
