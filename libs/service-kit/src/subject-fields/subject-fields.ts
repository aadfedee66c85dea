/**
 * Every field of a person that ends in a certificate or links an account: one row with its canonical form, its rule and the key that no
 * two people share. Import, record, search and CA use this table and nothing of their own, so that what one takes the other certifies.
 * Governing documents: RFC 5280 appendix A and section 4.2.1.6, RFC 5321 section 4.1.2, RFC 6531 section 3.3, RFC 9598, [MS-DTYP]
 * section 2.4.2.1 (SID).
 */
import { canonicalText, sameText, sameTextInItsCase, unreadableCharacter } from './canonical-text.js';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { aLabels, canonicalDomain } from './mail-domain.js';

export type SubjectFieldName =
  | 'externalId'
  | 'givenName'
  | 'surname'
  | 'displayName'
  | 'email'
  | 'upn'
  | 'sid'
  | 'objectId'
  | 'organizationalUnit'
  | 'organization';

interface SubjectField {
  /** As in "the e-mail address of a person". */
  title: string;
  /** In UTF-16 units: X.520's upper bound where there is one, else a sane end. A common name is cut where it is certified. */
  maxLength: number;
  canonical: (text: string) => string;
  /** Of canonical text that is not empty: why it is refused, after the field's name; null when it holds. */
  problem: (canonical: string) => Sentence | null;
  /** No two people share it. Of canonical text. */
  key?: (canonical: string) => string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const name = (title: string, maxLength: number): SubjectField => ({
  title,
  maxLength,
  canonical: canonicalText,
  problem: nameProblem,
});

export const subjectFields: Readonly<Record<SubjectFieldName, SubjectField>> = {
  externalId: { ...name('external id', 128), key: sameTextInItsCase },
  givenName: name('given name', 128),
  surname: name('surname', 128),
  displayName: name('display name', 257),
  email: {
    title: 'e-mail address',
    maxLength: 254,
    canonical: (text) => withDomain(canonicalText(text)),
    problem: emailProblem,
    key: addressKey,
  },
  upn: {
    title: 'user principal name',
    maxLength: 254,
    canonical: (text) => withDomain(canonicalText(text)),
    problem: upnProblem,
    key: addressKey,
  },
  sid: { title: 'SID', maxLength: 184, canonical: canonicalSid, problem: sidProblem, key: (sid) => sid },
  objectId: {
    title: 'object id',
    maxLength: 36,
    canonical: (text) => canonicalText(text).toLowerCase(),
    problem: (id) => (uuid.test(id) ? null : say('wrong.object-id')),
    key: (id) => id,
  },
  organizationalUnit: { ...name('organizational unit', 256), canonical: canonicalUnit },
  organization: name('organization', 256),
};

/** The form in which this field is stored, compared and certified. Never throws. */
export const canonicalField = (field: SubjectFieldName, text: string): string => subjectFields[field].canonical(text);

/** Why this value is refused (`is not an e-mail address: ...`), after its field's name; null when it holds. Empty text holds. */
export function fieldProblem(field: SubjectFieldName, text: string): Sentence | null {
  const { canonical, maxLength, problem } = subjectFields[field];
  const value = canonical(text);
  if (value === '') return null;
  const unreadable = unreadableCharacter(value);
  if (unreadable !== null) return say('wrong.character', { character: unreadable });
  if (value.length > maxLength) return say('wrong.longer', { most: maxLength });
  return problem(value);
}

/** The key that no two people may share; null for an empty field and for a field that people may share. */
export function fieldKey(field: SubjectFieldName, text: string | null): string | null {
  const { canonical, key } = subjectFields[field];
  const value = canonical(text ?? '');
  return value === '' || key === undefined ? null : key(value);
}

/** The mailbox as certificates carry it: the domain in A-labels (RFC 9598 section 3). The address must be valid. */
export function certifiedMailbox(email: string): { local: string; domain: string } {
  const [local, domain] = parts(canonicalField('email', email));
  return { local, domain: aLabels(domain) ?? domain };
}

/** A name that begins with a mark would hang it on what stands before. */
function nameProblem(text: string): Sentence | null {
  if (/^\p{M}/u.test(text)) return say('wrong.mark');
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text) ? null : say('wrong.nothing');
}

/** `Engineering/Compilers`: each part is a name, none is empty. */
function canonicalUnit(text: string): string {
  return canonicalText(text)
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('/');
}

/** What stands before the last @, and after it. */
function parts(address: string): [local: string, domain: string] {
  const at = address.lastIndexOf('@');
  return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at + 1)];
}

/** The part before the @ is the mail server's: it stays as it is written. The domain is lower case. */
function withDomain(address: string): string {
  const [local, domain] = parts(address);
  return address.includes('@') ? `${local}@${canonicalDomain(domain)}` : address;
}

/** Nobody's mailbox or account differs from another's by case alone. */
function addressKey(address: string): string {
  const [local, domain] = parts(address);
  return `${sameText(local)}@${aLabels(domain, 1) ?? sameText(domain)}`;
}

/** RFC 5321 dot-atom, and beyond ASCII what RFC 6531 adds. Quoted text is refused: hardly any program reads it. */
const dotAtom = /^[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+(\.[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+)*$/u;

function localProblem(local: string): Sentence | null {
  if (/\s/u.test(local)) return say('wrong.blank');
  if (!dotAtom.test(local)) return say('wrong.sign');
  return Buffer.byteLength(local) > 64 ? say('wrong.octets') : null;
}

function emailProblem(address: string): Sentence | null {
  const [local, domain] = parts(address);
  if (local === '' || domain === '' || !address.includes('@')) return say('wrong.email');
  const problem = localProblem(local);
  if (problem !== null) return say('wrong.email-it', { problem });
  if (aLabels(domain) !== null) return null;
  return say('wrong.email-domain', { domain: shortened(domain) });
}

/** The suffix is a DNS name of Active Directory: one label is enough, and an underscore is allowed. */
function upnProblem(address: string): Sentence | null {
  const [local, suffix] = parts(address);
  if (local === '' || suffix === '' || !address.includes('@')) return say('wrong.upn');
  const problem = localProblem(local);
  if (problem !== null) return say('wrong.upn-it', { problem });
  if (/^[\p{L}\p{M}\p{N}_-]+(\.[\p{L}\p{M}\p{N}_-]+)*$/u.test(suffix)) return null;
  return say('wrong.upn-suffix', { suffix: shortened(suffix) });
}

const shortened = (text: string): string => text.slice(0, 80);

/** [MS-DTYP] section 2.4.2.1 in its one spelling: an upper-case S, no leading zeros. */
function canonicalSid(text: string): string {
  return canonicalText(text)
    .replace(/^s-/, 'S-')
    .replaceAll(/(?<=-)0+(?=\d)/g, '');
}

function sidProblem(sid: string): Sentence | null {
  const match = /^S-1-(\d{1,15})((?:-\d{1,10}){1,15})$/.exec(sid);
  if (match === null) return say('wrong.sid');
  // A 48-bit authority, sub-authorities of 32 bits.
  const holds =
    Number(match[1]) < 2 ** 48 &&
    match[2]!
      .slice(1)
      .split('-')
      .every((part) => Number(part) < 2 ** 32);
  return holds ? null : say('wrong.sid-number');
}
