/**
 * What a newer version of a profile would change on a card that was issued with an older one. A credential counts by the version that it was
 * made with: after an update of single keys a card has keys of several. Pure.
 */
import { plannedObjects } from '@cardwright/card-plan/content';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile, CredentialRow } from '@cardwright/contracts/card/credential-profile';
import type { ExportedProfileChange } from '@cardwright/contracts/nats/issuance.api';

/** A credential in use on the card, and the version of the profile that it was made with. */
export interface MadeCredential {
  keyReference: KeyReferenceName;
  container: string;
  madeWith: CredentialProfile;
}

export type ProfileChange = Omit<ExportedProfileChange, 'version' | 'publishedAt'>;

/** issued: what the card as a whole was last written with. */
export function profileChange(
  newest: CredentialProfile,
  { issued, credentials }: { issued: CredentialProfile; credentials: readonly MadeCredential[] },
): ProfileChange {
  const inUse = new Map(credentials.map((row) => [row.keyReference, row]));
  const hadBefore = new Set(issued.credentials.map(({ keyReference }) => keyReference));
  // One that is missing although the card was issued with it was revoked or has ended: that is no change of the profile.
  const added = newest.credentials.filter((row) => !inUse.has(row.keyReference) && !hadBefore.has(row.keyReference));
  const kept = newest.credentials.flatMap((row) => {
    const made = inUse.get(row.keyReference);
    return made === undefined ? [] : [{ row, made }];
  });
  const changed = kept.filter(({ row, made }) => isOtherwise(newest, row, made)).map(({ row }) => row);
  const wanted = new Set(newest.credentials.map(({ keyReference }) => keyReference));
  const removed = credentials.filter(({ keyReference }) => !wanted.has(keyReference));
  const touched = [...added, ...changed, ...removed.flatMap((row) => ruleOf(row) ?? [])];
  return {
    added: names(added),
    removed: names(removed),
    changed: names(changed),
    reprovision: content(newest) !== content(issued) || touched.some(({ keyOrigin }) => keyOrigin === 'archived'),
  };
}

/** True where an update of single keys has brought the card to that version. */
export const isReached = ({ added, removed, changed, reprovision }: ProfileChange): boolean =>
  !reprovision && [...added, ...removed, ...changed].length === 0;

const ruleOf = ({ keyReference, madeWith }: MadeCredential): CredentialRow | undefined =>
  madeWith.credentials.find((row) => row.keyReference === keyReference);

const names = (rows: readonly { keyReference: KeyReferenceName }[]): KeyReferenceName[] =>
  rows.map(({ keyReference }) => keyReference).sort();

/** How long a certificate is valid and when it is renewed counts from its next renewal on. */
function isOtherwise(newest: CredentialProfile, row: CredentialRow, made: MadeCredential): boolean {
  const before = ruleOf(made);
  if (before === undefined || made.container !== row.container) return true;
  const attested = newest.requireAttestation === true && made.madeWith.requireAttestation !== true;
  return attested || how(row) !== how(before);
}

const how = ({ algorithm, keyOrigin, certificateProfile, pinPolicy, touchPolicy }: CredentialRow): string =>
  JSON.stringify([algorithm, keyOrigin, certificateProfile, pinPolicy ?? 'default', touchPolicy ?? 'default']);

/** What is on the card besides the keys of the profile's rows. */
const content = (profile: CredentialProfile): string =>
  JSON.stringify([plannedObjects(profile), profile.keyHistory?.count ?? 0]);
