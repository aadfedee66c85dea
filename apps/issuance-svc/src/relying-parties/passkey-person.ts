/** A person as relying parties know them, from their row. */
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
