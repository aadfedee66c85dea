/** People on record, as requests bring them in, change them and answer with them. */
import type { SaidIn } from '../said.js';

export interface Person {
  personId: string;
  externalId: string;
  displayName: string;
  givenName: string;
  surname: string;
  email: string | null;
  upn: string | null;
  sid: string | null;
  /** Of the person in Entra ID or Keycloak, a UUID. Absent from an older service. */
  objectId?: string | null;
  organizationalUnit: string | null;
  enabled: boolean;
  createdAt: string;
  /** Absent from an older service. */
  updatedAt?: string;
  /** Another one after each change; what a change of the person names. Absent from an older service. */
  version?: string;
}

/** What is said of a person whom one request brings in. Empty or null: none; a person with one name leaves one of the two empty. */
export interface PersonFields {
  externalId: string;
  givenName?: string | null;
  surname?: string | null;
  /** Made of the two names where it is none. */
  displayName?: string | null;
  email?: string | null;
  upn?: string | null;
  sid?: string | null;
  /** Of the person in Entra ID or Keycloak, a UUID. */
  objectId?: string | null;
  /** `Engineering/Compilers`. */
  organizationalUnit?: string | null;
  /** true without it. */
  enabled?: boolean;
}

/** What is not named stays (RFC 7396). The external id never changes. */
export type PersonChanges = Omit<PersonFields, 'externalId'>;

/** In the details of PERSON_INVALID. `field` null: the person as a whole. */
export interface PersonProblem extends SaidIn<'message'> {
  field: keyof PersonFields | null;
  code: 'MISSING' | 'INVALID' | 'TAKEN' | 'OWN_ROW';
  message: string;
}
