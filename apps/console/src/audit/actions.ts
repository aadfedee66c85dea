/** The actions by which the trail can be narrowed, in groups and in words. Pure. */
import { sentences as ofCards } from '../history/history.text.js';
import { activityText } from '../people/person-activity.js';
import { sentences } from './audit-sentences.js';

/** Of actions whose sentence depends on what the row says. */
const labels: Readonly<Record<string, string>> = {
  'device.state-changed': 'The state of a card changed',
  'finding.opened': 'Something was found',
  'finding.cleared': 'Something that was found is no longer so',
  'finding.repaired': 'Something that was found was set right',
  'request.state-changed': 'The state of a saga changed',
  'request.waits': 'A saga waits and tries again',
  'revocation.requested': 'A certificate is to be revoked',
  'revocation.done': 'The CA has done what was asked of a certificate',
  'revocation.delayed': 'The CA takes long to revoke a certificate',
  'revocation.overdue': 'The CA is overdue with a certificate',
  'certificate.revoked-outside': 'A certificate was revoked at the CA, not here',
  'credential.expired': 'A certificate expired',
  'authorisation.refused': 'Was refused',
  'separation-of-duties.set': 'Duties were separated, or no longer',
  'card-sign-in.refused': 'A sign-in with a card was refused',
  'passkey-sign-in.refused': 'A sign-in with a passkey was refused',
  'list.exported': 'Exported a list',
  'profile.published': 'Published a profile',
  'profile.proposal-approved': 'Approved a proposed version of a profile',
};

const groups: readonly [group: string, nouns: readonly string[]][] = [
  ['Devices', ['device', 'card', 'secret', 'finding', 'replacement']],
  ['Sagas', ['request', 'saga', 'credentials']],
  ['Certificates', ['revocation', 'certificate', 'credential']],
  [
    'People and sign-in',
    ['person', 'people', 'role', 'sessions', 'session', 'card-sign-in', 'passkey-sign-in', 'bridge', 'authorisation'],
  ],
  ['Workstations', ['workstation', 'deployment-code']],
  ['Profiles, models and stock', ['profile', 'card-model', 'stock-batch']],
  ['Installation', ['list', 'separation-of-duties', 'audit']],
];

const all = (): Readonly<Record<string, unknown>> => ({ ...ofCards, ...activityText, ...sentences });

export function labelOf(action: string): string {
  const sentence = all()[action];
  return labels[action] ?? (typeof sentence === 'string' ? sentence : action);
}

interface Option {
  value: string;
  label: string;
}

/** chosen: offered too where this release has no words for it. */
export function actionOptions(chosen: string | undefined): (Option | { group: string; items: Option[] })[] {
  const known = Object.keys(all());
  const grouped = groups.map(([group, nouns]) => ({
    group,
    items: known
      .filter((action) => nouns.includes(action.split('.')[0]!))
      .map((value) => ({ value, label: labelOf(value) }))
      .sort((a, b) => a.label.localeCompare(b.label)),
  }));
  return chosen === undefined || known.includes(chosen) ? grouped : [{ value: chosen, label: chosen }, ...grouped];
}
