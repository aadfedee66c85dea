/**
 * What is due because a newer version of the profile was published: single keys by an update, or nothing but a hint where only a reprovision
 * brings the card to that version. Nobody turns one into the other (requirements.md section E, 5). Pure.
 */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { DeviceExport, ExportedProfileChange } from '@cardwright/contracts/nats/issuance.api';
import { refusalOf, type Due, type DueKind } from './due-kind.js';

/** What reaches cards ring by ring (rollouts/). A reprovision that an operator asked for is none, whatever its reason. */
export const rolledOut = { kinds: ['cert.add', 'cert.remove', 'profile.version'], cause: 'PROFILE_CHANGED' } as const;

export const dueBy = ({ publishedAt }: ExportedProfileChange, keyReferences: KeyReferenceName[]): Due => ({
  cause: rolledOut.cause,
  keyReferences,
  dueAt: publishedAt,
  deadline: null,
  urgency: 'normal',
});

/** null: none that matters now, or an older issuance-svc. */
export const changeOf = ({ state, profileChange }: DeviceExport): ExportedProfileChange | null =>
  state === 'ACTIVE' ? (profileChange ?? null) : null;

/** One row for each key reference that `keys` names. */
export const profileKeys = (keys: (change: ExportedProfileChange) => readonly KeyReferenceName[]): DueKind => ({
  heldBack: refusalOf,
  due: (device) => {
    const change = changeOf(device);
    return change === null || change.reprovision ? [] : keys(change).map((name) => dueBy(change, [name]));
  },
});
