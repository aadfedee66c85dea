/**
 * The newest version of the profile wants what no update can do. Nothing is offered to the holder; the operator sees that the card has to be
 * reprovisioned.
 */
import type { DueKind } from './due-kind.js';
import { changeOf, dueBy } from './profile-change.js';

export const profileReprovision: DueKind = {
  due: (device) => {
    const change = changeOf(device);
    return change?.reprovision === true ? [dueBy(change, [])] : [];
  },
};
