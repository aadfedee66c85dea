/** What the form of a person holds: the record that it began with, and what was typed since. No React, no requests. */
import type { Person } from '../api/types.js';

export const textFields = [
  ...([
    'externalId',
    'givenName',
    'surname',
    'displayName',
    'email',
    'upn',
    'sid',
    'objectId',
    'organizationalUnit',
  ] as const),
] as const;
export type TextField = (typeof textFields)[number];
export type Values = Record<TextField, string> & { enabled: boolean };

export const emptyPerson: Values = {
  ...{ externalId: '', givenName: '', surname: '', displayName: '' },
  ...{ email: '', upn: '', sid: '', objectId: '', organizationalUnit: '', enabled: true },
};

export const valuesOf = (person: Person): Values => ({
  ...{ externalId: person.externalId, givenName: person.givenName, surname: person.surname },
  ...{ displayName: person.displayName, email: person.email ?? '', upn: person.upn ?? '', sid: person.sid ?? '' },
  ...{ objectId: person.objectId ?? '', organizationalUnit: person.organizationalUnit ?? '', enabled: person.enabled },
});

const madeOf = ({ givenName, surname }: Pick<Values, 'givenName' | 'surname'>): string =>
  `${givenName.trim()} ${surname.trim()}`.trim();

/** As the form shows it: a display name that was made of the names follows them. */
export function shownValues(base: Values, typed: Partial<Values>): Values {
  const values = { ...base, ...typed };
  const follows = typed.displayName === undefined && base.displayName === madeOf(base);
  return follows ? { ...values, displayName: madeOf(values) } : values;
}

type Changes = { [Field in Exclude<TextField, 'externalId'>]?: string | null } & { enabled?: boolean };

/** As JSON Merge Patch: what differs from the record; null: none. */
export function changesOf(base: Values, typed: Partial<Values>): Changes {
  const shown = shownValues(base, typed);
  const changes: Changes = {};
  for (const field of textFields)
    if (field !== 'externalId' && shown[field] !== base[field]) changes[field] = shown[field].trim() || null;
  if (shown.enabled !== base.enabled) changes.enabled = shown.enabled;
  return changes;
}
