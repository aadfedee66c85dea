/** A person as relying parties know them, from their row. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { isUuid } from '@cardwright/contracts/uuid';
import type { PasskeyPerson } from './relying-party.port.js';

export interface ImportedPerson {
  personId: string;
  /** The immutable id that an identity provider has for them; null: none was imported. */
  objectId: string | null;
  displayName: string;
  upn: string | null;
  email: string | null;
}

export const passkeyPersonOf = ({ personId, objectId, displayName, upn, email }: ImportedPerson): PasskeyPerson => ({
  personId,
  userName: upn ?? email ?? displayName,
  displayName,
  objectId,
});

export const unknownPerson = ({ personId }: Pick<PasskeyPerson, 'personId'>): CardwrightError =>
  new CardwrightError('RELYING_PARTY_PERSON_UNKNOWN', undefined, { personId });

/** A name is not taken in its place: it may be another person's by now. Throws RELYING_PARTY_PERSON_UNKNOWN. */
export function objectIdOf(person: PasskeyPerson): string {
  if (!isUuid(person.objectId)) throw unknownPerson(person);
  return person.objectId.toLowerCase();
}
