/** Requests of IssuanceApi about people: their record, the step of the page that they are at, and their roles. */
import type { ToldStep, WizardStep } from '../access/wizard-step.js';
import type { PersonPhoto } from '../access/person-photo.js';
import type { NewRoleGrant, RoleGrant, RoleMeaning } from '../access/role.js';
import type { Page, PageRequest, Rpc } from './rpc.js';
import type { Exportable, PersonFilter, PersonSort, Sorted } from './list-filters.js';
import type { Person, PersonChanges, PersonFields } from './issuance.person.js';
import type { ImportPeopleRequest, ImportedPeople, StagedImport } from './issuance.people-import.js';
import { always, ownOr, type RulesOf } from './issuance.endpoint-rule.js';

export interface PeopleApi {
  /** Throws PERSON_IMPORT_UNREADABLE, PERSON_IMPORT_REJECTED {problems, file}; then nothing was imported. */
  'people.import': Rpc<ImportPeopleRequest, ImportedPeople>;
  'people.import.begin': Rpc<Record<string, never>, StagedImport>;
  /** A piece that comes again replaces the one of its number. */
  'people.import.piece': Rpc<{ importId: string; number: number; dataBase64: string }, { received: number }>;
  /** All pieces as one file, all or nothing; asked again, the same answer. A dry run keeps the pieces. */
  'people.import.commit': Rpc<
    { importId: string; pieces: number; encoding?: string; dryRun?: boolean },
    ImportedPeople
  >;
  'people.import.discard': Rpc<{ importId: string }, { discarded: true }>;
  /** The step that one's own page shows; sessionSha256Hex: of the browser, which has one step. Throws AUTH_PERSON_UNKNOWN. */
  'wizard-step.tell': Rpc<ToldStep & { sessionSha256Hex?: string }, { told: true }>;
  /** left: whether there was one. */
  'wizard-step.leave': Rpc<{ sessionSha256Hex?: string }, { left: boolean }>;
  /** step: the one that changed last, in whatever browser of the person; null: no wizard is open. Throws PERSON_NOT_FOUND. */
  'people.wizard-step': Rpc<{ personId: string }, { step: WizardStep | null }>;
  /** By name without a `sort`. Throws REQUEST_EXPORT_TOO_LARGE {most}. */
  'people.list': Rpc<PersonFilter & Sorted<PersonSort> & PageRequest & Exportable, Page<Person>>;
  /** photo: what is on record, without it; null: none. Absent from an older service. */
  'people.get': Rpc<{ personId: string }, { person: Person; photo?: PersonPhoto | null }>;
  /** Throws PERSON_PHOTO_NOT_FOUND. */
  'people.photo.get': Rpc<{ personId: string }, { photo: PersonPhoto; dataBase64: string }>;
  /** In the place of another one. What it is, its own bytes say. Throws PERSON_PHOTO_INVALID, and PERSON_INVALID for a photo of oneself. */
  'people.photo.put': Rpc<{ personId: string; dataBase64: string }, { photo: PersonPhoto }>;
  'people.photo.delete': Rpc<{ personId: string }, { deleted: boolean }>;
  /** Throws PERSON_EXTERNAL_ID_TAKEN, PERSON_INVALID {problems: PersonProblem[]}. */
  'people.create': Rpc<PersonFields, { person: Person }>;
  /**
   * `versions`: what the person has to be at, else nothing is written; null: whatever it is at. Throws PERSON_NOT_FOUND, PERSON_CHANGED {version},
   * PERSON_INVALID {problems: PersonProblem[]}, PERSON_ACCOUNT_SHARED for a person whose external id is another's too.
   */
  'people.change': Rpc<{ personId: string; versions: string[] | null; changes: PersonChanges }, { person: Person }>;
  'role-grants.list': Rpc<{ personId?: string } & PageRequest & Exportable, Page<RoleGrant>>;
  /** What each role that can be given allows: the role table as it is now. */
  'role-grants.meanings': Rpc<Record<string, never>, { roles: RoleMeaning[] }>;
  /**
   * It counts from the person's next request. groupScope, profileScope: everywhere without them. changed: false where the person has exactly this. Throws
   * PERSON_NOT_FOUND, PROFILE_NOT_FOUND, REQUEST_INVALID {field}, ROLE_OWN_GRANT, ROLE_GRANTED_ALREADY {roleGrantId, grantedPermissions} (with other
   * permissions), ROLE_AUDITOR_ALONE {roles}.
   */
  'role-grants.create': Rpc<NewRoleGrant, { roleGrant: RoleGrant; changed: boolean }>;
  /** It stops counting with the person's next request. Throws ROLE_GRANT_NOT_FOUND, ROLE_LAST_ADMINISTRATOR. */
  'role-grants.revoke': Rpc<{ roleGrantId: string; reason: string }, { roleGrant: RoleGrant }>;
}

export const peopleRules: RulesOf<PeopleApi> = {
  'wizard-step.tell': { access: 'signed-in' },
  'wizard-step.leave': { access: 'signed-in' },
  'people.import': always('system.manage'),
  'people.import.begin': always('system.manage'),
  'people.import.piece': always('system.manage'),
  'people.import.commit': always('system.manage'),
  'people.import.discard': always('system.manage'),
  'people.list': always('others.view', 'system.manage'),
  'people.create': always('system.manage'),
  'people.change': always('system.manage'),
  'people.get': ownOr('others.view', 'system.manage'),
  'people.wizard-step': ownOr('holder.assist'),
  'people.photo.get': ownOr('others.view', 'system.manage'),
  // Whoever says what somebody looks like gives them no card.
  'people.photo.put': always('system.manage'),
  'people.photo.delete': always('system.manage'),
  'role-grants.list': always('role.view'),
  'role-grants.meanings': always('role.view'),
  'role-grants.create': always('system.manage'),
  'role-grants.revoke': always('system.manage'),
};
