/** Texts of the list of roles. */
import { title } from './title.js';

export const text = {
  title,
  lead: 'Roles that are given to people here, and what each is limited to.',
  list: 'Roles that are given here',
  claims: 'Roles that the sign-in service names are not in this list',
  claimsHint:
    'They count besides, from the next sign-in on, and are given and withdrawn there. Which groups of the sign-in service mean which role is set when Cardwright is installed. Everybody sees all their own roles under “Account and roles”.',
  columns: { person: 'Person', role: 'Role', unit: 'Units', profile: 'Profiles', since: 'Since' },
  all: 'all',
  also: (permissions: string) => `Besides: ${permissions}`,
  empty: 'No roles are given here',
  emptyHint: 'All roles come from the sign-in service.',
};
