/** Texts of the page of the audit trail; its sentences are audit-sentences.ts. */
import type { AuditChain } from '../api/types.js';
import { counted } from '../ui/intl.js';
import { auditTitle } from './audit-search.js';

type Problem = NonNullable<AuditChain['finding']>['problem'];
const rowsText = (rows: number): string => counted(rows, 'row', 'rows');

export const text = {
  title: auditTitle,
  lead: 'Who did what, on what and why, newest first. Nothing in it is changed or removed.',
  list: 'Audit trail',
  objectFilter: 'On what: device:… or its address',
  actionFilter: 'Action',
  anyAction: 'Everything that is done',
  actorFilter: 'Who: as a row says it, or a person’s address',
  correlationFilter: 'Correlation id',
  from: 'From',
  to: 'Before',
  columns: { when: 'When', who: 'Who', what: 'What', object: 'On what' },
  reason: (reason: string) => `Reason: ${reason}`,
  repeated: (times: number) => `and ${counted(times, 'more time', 'more times')} in that minute`,
  empty: 'Nothing is recorded yet',
  noMatch: 'Nothing of that is recorded',
  noMatchHint:
    'Another action, or the filters cleared, may find it. You see what concerns those for whom you are responsible.',
  objectHint:
    'Paste the address of the page of a card, person, saga, certificate or workstation, or write what it is and its id: device:…, person:…, saga:…, certificate:…, workstation:…',
  details: 'Details',
  facts: {
    action: 'Action',
    object: 'On what',
    actor: 'Who',
    correlation: 'Correlation id',
    sequence: 'Place in the chain',
    hash: 'Hash (SHA-256)',
  },
  unchained: 'Not chained yet: that takes a moment',
  onlyObject: 'All that was done to it',
  onlyAction: 'All of this action',
  onlyActor: 'All that was done by them',
  onlyRequest: 'All of this request',
  verify: {
    open: 'Verify the chain',
    again: 'Verify again',
    title: 'Verification',
    running:
      'Every row of every chain is computed anew. That takes seconds, and minutes where the trail is years long. The page may stay open meanwhile; nothing is changed.',
    failed: 'The chain could not be verified',
    ok: 'Intact',
    intact: (rows: number) => `${rowsText(rows)}, and each follows from the one before it.`,
    none: 'It has no row yet.',
    broken: (sequence: number) => `Broken at row ${sequence}`,
    notReached: 'Not verified',
    notReachedText: (why: string) =>
      `Its service could not be asked (${why}). Nothing is known about this chain: see that the service runs, and verify again.`,
    allIntact: (rows: number) => `The audit trail is intact: ${rowsText(rows)} in all chains.`,
    someBroken: 'The audit trail is not intact',
    someUnknown: 'Not all of the audit trail could be verified',
    list: 'Chains',
    columns: { chain: 'Chain', result: 'Result', words: 'What that means', head: 'Hash of its last row' },
  },
};

/** By schema. */
export const chainText: Readonly<Record<string, string>> = {
  issuance: 'Records: cards, people, sagas, sign-ins',
  pki: 'CA and vault: certificates, keys',
  update: 'Updates: roll-outs, campaigns',
};

/** docs/audit.md, What was found. */
export const problemText: Record<Problem, string> = {
  changed:
    'Its content does not give its hash, or its hash is not the one that the next row goes on from: it was changed after it was written.',
  missing: 'A row before or at this place is gone: it was removed.',
  reordered: 'It stands at another place than the one for which its hash was made: rows were moved.',
  inserted: 'The rows after it pass it over, or its place is taken twice: it was put in later.',
  unchained: 'It has had no place in the chain for more than a minute: the service that chains does not.',
  backdated: 'It says that it happened more than an hour before a row that stands before it: it was put in later.',
  rewritten:
    'The service found that a row which it had chained was gone, or was another one: the end of the chain was written anew, or an older copy of the database was restored.',
};
const tampered =
  'Somebody with access to the database did this, or an older copy was restored. Change nothing there: keep a copy of the database and of the logs, and give this page to whoever is responsible for security.';

export const whatToDo: Record<Problem, string> = {
  ...{ changed: tampered, missing: tampered, reordered: tampered, inserted: tampered, backdated: tampered },
  rewritten: tampered,
  unchained: 'Look at the log of this service, and start it again where it stands still. Then verify again.',
};

export const objectText = {
  device: 'Device',
  person: 'Person',
  request: 'Saga',
  certificate: 'Certificate',
  workstation: 'Workstation',
  deploymentCode: 'Deployment code',
  profile: 'Profile',
  cardModel: 'Card model',
  stockBatch: 'Stock batch',
  session: 'Browser session',
  endpoint: 'Operation',
  list: 'List of',
  people: 'People',
  temporal: 'Temporal',
  audit: 'Audit row',
  system: 'Setting',
};
