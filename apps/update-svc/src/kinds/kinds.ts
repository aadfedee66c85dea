/** The kinds of what is due, one file for each. A kind of the contract that is missing here does not compile. */
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { updateKinds, type UpdateKind } from '@cardwright/contracts/update/update-kinds';
import type { DueRow, WriteRefusal } from '@cardwright/contracts/update/update-offer';
import { campaignRenew } from './campaign.renew.js';
import { cardIssue } from './card.issue.js';
import { cardLock } from './card.lock.js';
import { cardReplace } from './card.replace.js';
import { cardReprovision } from './card.reprovision.js';
import { certAdd } from './cert.add.js';
import { certRemove } from './cert.remove.js';
import { certRenew } from './cert.renew.js';
import { certRevoked } from './cert.revoked.js';
import type { DueKind, DueWithKind } from './due-kind.js';
import { holderChanged } from './holder.changed.js';
import { managementKeyRotate } from './management-key.rotate.js';
import { passkeyNew } from './passkey.new.js';
import { pinChange } from './pin.change.js';
import { pinUnlock } from './pin.unlock.js';
import { profileReprovision } from './profile.reprovision.js';
import { replacePermanent } from './replace.permanent.js';
import { replaceTemporary } from './replace.temporary.js';
import { profileVersion } from './profile.version.js';

const kinds: Readonly<Record<DueRow['kind'], DueKind>> = {
  'card.lock': cardLock,
  'pin.unlock': pinUnlock,
  'pin.change': pinChange,
  'replace.permanent': replacePermanent,
  'replace.temporary': replaceTemporary,
  'card.issue': cardIssue,
  'card.reprovision': cardReprovision,
  'cert.revoked': certRevoked,
  'cert.add': certAdd,
  'cert.remove': certRemove,
  'profile.version': profileVersion,
  'holder.changed': holderChanged,
  'campaign.renew': campaignRenew,
  'cert.renew': certRenew,
  'passkey.new': passkeyNew,
  'management-key.rotate': managementKeyRotate,
  'card.replace': cardReplace,
  'profile.reprovision': profileReprovision,
};

/** Raise it when a kind is added or decides otherwise: the next start makes every row anew (read-model/read-model-rebuild.ts). */
export const rulesVersion = 13;

/** Everything that is due for a device or will be. */
export const dueOf = (device: DeviceExport): DueWithKind[] =>
  (Object.keys(kinds) as DueRow['kind'][]).flatMap((kind) => kinds[kind].due(device).map((row) => ({ ...row, kind })));

/** Not a hint for the operator alone. */
export const isOffered = (kind: DueRow['kind']): kind is UpdateKind => Object.hasOwn(updateKinds, kind);

/** Why it is not offered although it is due; null: nothing holds it back. */
export const heldBackBy = (kind: DueRow['kind'], device: DeviceExport): WriteRefusal | null =>
  kinds[kind].heldBack?.(device) ?? null;

type Kinds = typeof updateKinds;
export type UnaskedKind = {
  [Kind in UpdateKind]: Kinds[Kind] extends { unasked: true } ? Kind : never;
}[UpdateKind];

/** Nobody is asked. */
export const isUnasked = (kind: UpdateKind): kind is UnaskedKind => 'unasked' in updateKinds[kind];

const order = Object.keys(updateKinds) as UpdateKind[];
/** Below zero: a goes before b. */
export const byOrder = (a: UpdateKind, b: UpdateKind): number => order.indexOf(a) - order.indexOf(b);
