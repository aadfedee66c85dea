/** Texts of findings; what each one means is in meanings.text.ts. */
import type { FindingSeverity } from '@cardwright/contracts/card/findings';
import { counted } from '../ui/intl.js';
import { title } from './title.js';

const findings = (count: number): string => counted(count, 'finding', 'findings');

export const severityText: Record<FindingSeverity, string> = { error: 'Error', warning: 'Warning' };

export const text = {
  title,
  lead: 'Where card, record and CA do not say the same. Every night record and CA are compared, and a card each time it is read.',
  list: 'Findings',
  columns: { what: 'Finding', severity: 'Weight', about: 'About', found: 'Found', seen: 'Last seen' },
  severityFilter: 'Weight',
  anySeverity: 'Errors and warnings',
  severities: { error: 'Errors only', warning: 'Warnings only' } satisfies Record<FindingSeverity, string>,
  stateFilter: 'State',
  open: 'Open ones',
  all: 'Those that are gone, too',
  codeFilter: 'Kind',
  anyCode: 'All kinds',
  ofDevice: 'Only those of the card',
  gone: 'Gone',
  todo: 'What to do',
  noAbout: '–',
  card: 'Card',
  certificate: 'Certificate',
  person: 'Person',
  empty: 'Nothing is found',
  emptyHint: 'Card, record and CA say the same wherever they were compared.',
  noMatch: 'No finding matches',
  noMatchHint: 'Clear the filters to see every open finding.',
  reprovision: 'Reprovision',
  compare: {
    open: 'Compare again',
    title: 'Compare once more?',
    explanation: 'A finding whose cause is gone is cleared. Nothing on the card is changed.',
    where: 'Where is the card?',
    nowhere: 'Not at hand: record and CA alone',
    whereHint: 'What was found on the card itself is only seen, and cleared, with the card in a reader.',
    confirm: 'Compare',
    cancel: 'Not now',
  },
  repair: {
    open: 'Set the record right',
    title: 'Set the record right?',
    explanation:
      'The record takes over what the CA says of the certificates of this card. Where the record trusts one less than the CA does (revoked, on hold), the CA is asked to follow. It goes into the audit trail.',
    confirm: 'Set the record right',
    cancel: 'Leave as it is',
  },
  outcome: (mended: number, left: number, cardRead: boolean) =>
    [
      mended > 0 ? `${findings(mended)} mended.` : '',
      left > 0
        ? `Still open on this card: ${findings(left)}.`
        : `Nothing is found on this card any more${cardRead ? '' : ', by record and CA'}.`,
    ]
      .filter((part) => part !== '')
      .join(' '),
};
