/** [A03] A certificate ends soon, and a new one would outlive it by enough: its key is made anew with a new certificate. */
import { iso, refusalOf, type DueKind } from './due-kind.js';
import { renewals } from './renewal.js';

export const certRenew: DueKind = {
  heldBack: refusalOf,
  due: (device) =>
    device.state !== 'ACTIVE'
      ? []
      : renewals(device)
          .filter(({ gains }) => gains)
          .map(({ certificate, dueAt, notAfter }) => ({
            cause: 'RENEW',
            keyReferences: [certificate.keyReference],
            dueAt: iso(dueAt),
            deadline: iso(notAfter),
            urgency: 'normal',
          })),
};
