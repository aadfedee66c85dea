/** Texts of the list of roles, of giving one and of taking one away. */
import { counted } from '../ui/intl.js';
import { title } from './title.js';

const everywhere = '*';
const reach = (unit: string, profile: string): string =>
  [
    unit === everywhere ? 'for everybody' : `for the people of ${unit} and of the units below it`,
    ...(profile === everywhere ? [] : [`with cards of the profile ${profile} only`]),
  ].join(', ');

export const text = {
  openPerson: 'Open the person',
  /** The reason in the audit trail of what is taken back in the seconds after it. */
  undone: 'Undone at once by whoever did it',
  title,
  lead: 'Roles that are given to people here, and what each is limited to.',
  list: 'Roles that are given here',
  claims: 'Roles that the sign-in service names are not in this list',
  claimsHint:
    'They count besides, from the next sign-in on, and are given and withdrawn there. Which groups of the sign-in service mean which role is set when Cardwright is installed. Everybody sees all their own roles under “Account and roles”.',
  columns: { person: 'Person', role: 'Role', unit: 'Units', profile: 'Profiles', since: 'Since', decide: 'Decide' },
  all: 'all',
  also: (permissions: string) => `Besides: ${permissions}`,
  empty: 'No roles are given here',
  emptyHint: 'All roles come from the sign-in service.',
  give: {
    open: 'Give a role',
    title: 'Give a role',
    explanation:
      'It counts from the next thing that the person does, without another sign-in. You may be asked to sign in again first.',
    role: 'Role',
    choose: 'Choose',
    unit: 'Unit',
    unitHint: 'Such as Sales or Sales/North; the units below it are meant too. Empty: everybody.',
    unitEmpty: 'Nobody is in this unit now.',
    unitHas: (people: string) => `${people} now.`,
    people: (count: number, more: boolean) =>
      more ? `More than ${counted(count, 'person', 'people')}` : counted(count, 'person', 'people'),
    profile: 'Credential profile',
    allProfiles: 'All profiles',
    besides: 'Besides, which the role has only where it is given',
    reason: 'Reason',
    reasonHint: 'Goes into the audit trail.',
    confirm: 'Give the role',
    cancel: 'Cancel',
    own: 'You cannot give yourself a role. Have another system administrator give it.',
    preview: (person: string) => `What ${person} may do with it`,
    where: (unit: string, profile: string) =>
      `${reach(unit, profile)[0]!.toUpperCase()}${reach(unit, profile).slice(1)}:`,
    done: (person: string, role: string) => `${person} is ${role} from now on.`,
    already: (person: string) => `${person} has this role already. Nothing was changed.`,
  },
  /** What a role takes from whoever has it (docs/people-and-roles.md, Separation of duties). */
  forbids: {
    SA: 'A system administrator gives roles to others and changes who people are; so they issue no cards, also where another role would allow it.',
    IO: 'They get their own card from a colleague, and issue none to themselves.',
    SO: 'They get their own card from a colleague, and issue none to themselves.',
    PA: 'They get their own card from a colleague, and renew none of their own.',
    AU: 'An auditor holds no other role: from then on, roles that the sign-in service names for this person no longer count.',
  } as Readonly<Record<string, string>>,
  take: {
    open: 'Take away',
    of: (person: string, role: string) => `Take away: ${role}, ${person}`,
    title: 'Take this role away',
    explanation: (person: string, role: string, unit: string, profile: string) =>
      `${person} is no longer ${role} ${reach(unit, profile)}, from the next thing that they do. Their other roles stay, and they stay signed in. What they have begun goes on.`,
    confirm: 'Take the role away',
    cancel: 'Cancel',
    reason: 'Reason',
    reasonHint: 'Goes into the audit trail.',
    done: (person: string, role: string) => `${person} is no longer ${role}.`,
  },
};
