/** The columns of a table of people: what they are called in files of directories and offices, and what they hold. Data and look-ups. */
import type { SubjectFieldName } from '@cardwright/service-kit/subject-fields/subject-fields';
import { canonicalText, searchText } from '@cardwright/service-kit/subject-fields/canonical-text';

export interface PeopleColumn {
  /** The rule of its values; none: `enabled`. */
  field: SubjectFieldName | null;
  /** The header has to have it. */
  required?: true;
  /** Other names of the column, as directories, spreadsheets and other languages use them, in the form of `plainHeader`. */
  alsoCalled: readonly string[];
}

const peopleColumns = {
  external_id: {
    field: 'externalId',
    required: true,
    alsoCalled: ['employee_id', 'employee_number', 'personnel_number', 'staff_id', 'personalnummer', 'matricule'],
  },
  given_name: {
    field: 'givenName',
    required: true,
    alsoCalled: ['first_name', 'forename', 'firstname', 'givenname', 'vorname', 'prenom', 'nombre'],
  },
  surname: {
    field: 'surname',
    required: true,
    alsoCalled: [
      'family_name',
      'last_name',
      'lastname',
      'familyname',
      'sn',
      'nachname',
      'familienname',
      'nom',
      'apellido',
      'apellidos',
    ],
  },
  display_name: {
    field: 'displayName',
    alsoCalled: ['displayname', 'full_name', 'fullname', 'common_name', 'cn', 'name', 'anzeigename'],
  },
  email: {
    field: 'email',
    alsoCalled: ['e_mail', 'mail', 'email_address', 'e_mail_address', 'mail_address', 'e_mail_adresse', 'courriel'],
  },
  upn: { field: 'upn', alsoCalled: ['user_principal_name', 'userprincipalname'] },
  sid: { field: 'sid', alsoCalled: ['object_sid', 'objectsid', 'security_identifier'] },
  object_id: {
    field: 'objectId',
    alsoCalled: ['objectid', 'entra_object_id', 'azure_object_id', 'aad_object_id', 'entra_id'],
  },
  organizational_unit: {
    field: 'organizationalUnit',
    alsoCalled: ['ou', 'organisational_unit', 'unit', 'department', 'abteilung', 'departamento'],
  },
  enabled: { field: null, alsoCalled: ['active', 'account_enabled', 'aktiv', 'actif', 'activo'] },
} as const satisfies Record<string, PeopleColumn>;

export type ColumnName = keyof typeof peopleColumns;
export const columnNames = Object.keys(peopleColumns) as ColumnName[];
export const columnRow = (name: ColumnName): PeopleColumn => peopleColumns[name];

const byHeader = new Map<string, ColumnName>(
  columnNames.flatMap((name) => [name, ...peopleColumns[name].alsoCalled].map((header) => [header, name] as const)),
);

/** `givenName`, `Given-Name ` and `GIVEN NAME` are given_name; accents do not matter. */
export function plainHeader(header: string): string {
  const words = canonicalText(header).replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1_$2');
  return searchText(words)
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
}

export const columnOfHeader = (header: string): ColumnName | undefined => byHeader.get(plainHeader(header));

/** Yes and no as spreadsheets of several languages write them. */
const yes = new Set(['true', '1', 'yes', 'y', 'x', 'wahr', 'ja', 'vrai', 'oui', 'verdadero', 'si', 'vero']);
const no = new Set(['false', '0', 'no', 'n', 'falsch', 'nein', 'faux', 'non', 'falso']);

/** undefined: neither yes nor no. Empty is yes. */
export function enabledOf(text: string): boolean | undefined {
  const word = searchText(text);
  if (word === '' || yes.has(word)) return true;
  return no.has(word) ? false : undefined;
}
