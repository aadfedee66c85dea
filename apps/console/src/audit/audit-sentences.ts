/**
 * What an audit row says, as a plain sentence: of cards, sagas and certificates as the history of a card says it, of people as the page of a person
 * does; here is the rest. Pure.
 */
import type { AuditRow } from '../api/types.js';
import { sentenceOf, sentences as ofCards } from '../history/history.text.js';
import { activityOf, activityText } from '../people/person-activity.js';
import { counted } from '../ui/intl.js';
import { errorTitle } from '../ui/error-title.js';
import { text } from './audit.text.js';

type Sentence = string | ((details: AuditRow['details']) => string);

const said = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const after = (sentence: string, value: unknown): string =>
  said(value) === '' ? sentence : `${sentence}: ${said(value)}`;
const rowsOf = ({ rows }: AuditRow['details']): string =>
  typeof rows === 'number' ? ` (${counted(rows, 'row', 'rows')})` : '';

/** By action of issuance-svc. */
export const sentences: Readonly<Record<string, Sentence>> = {
  'authorisation.refused': ({ code }) => after('Was refused', typeof code === 'string' ? errorTitle(code) : code),
  'separation-of-duties.set': ({ duties }) =>
    duties === 'single-operator' ? 'Allowed one person to hold every duty' : 'Separated the duties',
  'separation-of-duties.waived': 'Did alone what takes two where duties are separated',
  'session.started': 'Signed in in a browser',
  'session.ended': 'Signed out',
  'card-sign-in.refused': ({ cause }) => after('A sign-in with this card was refused', cause),
  'passkey-sign-in.refused': ({ cause }) => after('A sign-in with a passkey was refused', cause),
  'passkey-sign-in.copied': 'A passkey signed with a counter that has gone back: there may be a copy of it',
  'bridge.paired': 'Connected the browser with the computer that it is at',
  'bridge.unpaired': 'Disconnected the browser from the computer',
  'bridge.refused': 'The browser was not connected with a computer',
  'list.exported': (details) => `Exported a list${rowsOf(details)}`,
  'people.imported': 'Imported people',
  'workstation.code-created': 'Made a code to enrol the workstation',
  'workstation.enrolled': 'The workstation was enrolled',
  'workstation.enrolment-allowed': 'Allowed the workstation to be enrolled again',
  'workstation.jwt-renewed': 'The workstation renewed its credential',
  'workstation.revoked': 'Shut the workstation out',
  'workstation.doctor-asked': 'Ran the doctor of the workstation',
  'workstation.logs-read': 'Read the log of the workstation',
  'deployment-code.created': 'Made a code to enrol many computers',
  'deployment-code.revoked': 'Withdrew a code to enrol many computers',
  'profile.published': ({ version }) => `Published the profile${said(version) && ` as version ${said(version)}`}`,
  'profile.proposed': 'Proposed a version of the profile',
  'profile.proposal-approved': ({ version }) => after('Approved the proposed version of the profile', version),
  'profile.proposal-declined': 'Declined the proposed version of the profile',
  'profile.withdrawn': 'Withdrew the profile',
  'profile.reinstated': 'Took the profile into use again',
  'card-model.published': 'Published the card model',
  'card-model.withdrawn': 'Withdrew the card model',
  'stock-batch.imported': 'Brought in a batch of cards',
  'saga.payloads-read': 'Looked at what sagas hold, in the Temporal UI',
  'saga.history-read': 'Opened a workflow in the Temporal UI',
  'audit.chain-rewritten': 'Found that this row of the trail was no longer what it had chained',
};

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const isOwn = (of: object, action: string): boolean => Object.hasOwn(of, action);

/** An action that this release does not know is named as the trail names it. */
export function auditSentence(row: AuditRow): string {
  const { repeated } = row.details;
  const sentence = sentenceAlone(row);
  return typeof repeated === 'number' ? `${sentence}, ${text.repeated(repeated)}` : sentence;
}

function sentenceAlone(row: AuditRow): string {
  const { action, object, details } = row;
  if (isOwn(sentences, action)) {
    const found = sentences[action]!;
    return typeof found === 'function' ? found(details) : found;
  }
  if (isOwn(activityText, action)) return activityOf(row);
  if (!isOwn(ofCards, action)) return action;
  const serialNumberHex = object.startsWith('certificate:') ? object.slice('certificate:'.length) : null;
  return sentenceOf({
    ...{ action, from: textOf(details['from']), to: textOf(details['to']), code: textOf(details['code']) },
    certificate:
      serialNumberHex === null ? null : { serialNumberHex, keyReference: textOf(details['keyReference']) ?? '' },
  }).trim();
}
