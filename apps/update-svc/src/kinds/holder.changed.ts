/**
 * The record has other data of the holder than a certificate of the card says (name, mail address, account): its key is made anew with a new
 * certificate. What no certificate says makes nothing due.
 */
import { refusalOf, type DueKind } from './due-kind.js';

export const holderChanged: DueKind = {
  heldBack: refusalOf,
  due: ({ state, certificates = [] }) =>
    (state === 'ACTIVE' ? certificates : []).flatMap(({ keyReference, outdatedSince = null }) =>
      outdatedSince === null
        ? []
        : [
            {
              cause: 'HOLDER_DATA_CHANGED',
              keyReferences: [keyReference],
              dueAt: outdatedSince,
              deadline: null,
              urgency: 'normal',
            },
          ],
    ),
};
