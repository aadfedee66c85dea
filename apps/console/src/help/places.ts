/**
 * Which task of which manual a page is about, by the path of its route: what the link in the header of the page opens. A page without a row
 * of its own has that of the nearest page above it (`/devices/$deviceId` that of `/devices`). Headings are the ids that they have in every
 * language, those of the English manual. Pure; test/help-places.spec.ts reads the routes and the manuals.
 */
import type { ManualName } from './manual.js';

type Place = Partial<Record<ManualName, string>>;

/** Where several manuals tell of a page, the first of them that is the reader's own is opened. */
export const places: Readonly<Record<string, Place>> = {
  '/start': { operator: 'begin-the-day' },
  '/devices': { operator: 'find-somebody-or-something' },
  '/devices/$deviceId': { operator: 'suspend-and-resume-a-card' },
  '/certificates': { operator: 'certificates' },
  '/people': { operator: 'find-somebody-or-something', administrator: 'bring-in-people' },
  '/people/import': { administrator: 'bring-in-people' },
  '/people/new': { administrator: 'bring-in-people' },
  '/people/$personId': { operator: 'help-a-holder-at-the-telephone', administrator: 'somebody-leaves' },
  '/people/$personId/edit': { administrator: 'bring-in-people' },
  '/sagas': { operator: 'the-work-on-a-card-has-stopped' },
  '/revocations': { operator: 'end-a-card-for-good' },
  '/profiles': { administrator: 'publish-a-version-of-a-profile' },
  '/profile-proposals': { administrator: 'publish-a-version-of-a-profile' },
  '/rollouts': { administrator: 'follow-a-roll-out' },
  '/campaigns': { operator: 'renew-certificates-on-many-cards' },
  '/workstations': { administrator: 'workstations' },
  '/workstations/$workstationId': { administrator: 'a-workstation-does-not-work' },
  '/findings': { operator: 'what-does-not-agree' },
  '/card-models': { administrator: 'add-a-card-model' },
  '/stock': { operator: 'stock' },
  '/roles': { administrator: 'give-and-take-a-role' },
  '/deployment-codes': { administrator: 'deploy-agents-to-many-computers' },
  '/audit': { operator: 'for-auditors-who-did-what' },
  '/mine': { cardholder: 'find-your-cards' },
  '/mine/$deviceId': { cardholder: 'i-do-not-have-my-card-with-me' },
  '/mine/follow/$requestId': { cardholder: 'choose-or-change-a-pin' },
  '/mine/add': { cardholder: 'add-a-card-to-your-computer' },
  '/issue': { operator: 'issue-a-card' },
  '/reprovision': {
    operator: 'write-a-card-anew',
    cardholder: 'my-card-does-not-work-any-more-or-my-name-has-changed',
  },
  '/paired': { cardholder: 'my-computer-is-not-found' },
  '/computer': { cardholder: 'my-computer-is-not-found' },
  '/me': { cardholder: 'sign-out-on-other-computers' },
};

/** The row of this path, or of the nearest one above it. */
export function placeOf(path: string): Place | undefined {
  const above = path.slice(0, path.lastIndexOf('/'));
  return places[path] ?? (above === '' ? undefined : placeOf(above));
}

/** path: of the route. own: the manuals of whoever reads it. The address in the help; undefined: this page has a help of its own. */
export function helpFor(path: string, own: readonly ManualName[]): string | undefined {
  const told = Object.entries(placeOf(path) ?? {});
  const [manual, heading] = told.find(([name]) => own.includes(name as ManualName)) ?? told[0] ?? [];
  return manual === undefined ? undefined : `/help/${manual}#${heading}`;
}
