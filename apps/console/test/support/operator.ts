/** Who looks at operators' pages in specs with answers that are written there. */
import * as made from '../looks/made.js';

/** What everybody may who has such pages. */
export const looking = ['own.manage', 'others.view', 'catalogue.read', 'workstation.view'];

/** An issuance operator with a card of their own; the card and the work of the scenes are somebody else's. allowed: besides looking. */
export const operatorWith = (...allowed: string[]) => ({
  ...made.me,
  roles: ['IO', 'CH'],
  permissions: [...looking, ...allowed],
  person: { ...made.me.person, personId: 'somebody-else' },
});
