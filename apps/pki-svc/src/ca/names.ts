/**
 * Distinguished names and alternative names from a profile's templates and a subject. Unicode goes out as UTF8String; an e-mail
 * address beyond ASCII as SmtpUTF8Mailbox. Governing documents: RFC 5280 sections 4.1.2.4 and 4.2.1.6, RFC 9598, SP 800-73-5
 * Part 1 section 3.1.2 (FASC-N), [MS-WCCE] (UPN).
 */
import type { CertificateSubject } from '@cardwright/contracts/nats/pki.api';
import { canonicalText, cutText } from '@cardwright/service-kit/subject-fields/canonical-text';
import { canonicalField, certifiedMailbox } from '@cardwright/service-kit/subject-fields/subject-fields';
import {
  explicit,
  implicit,
  objectIdentifier,
  octetString,
  printableString,
  sequence,
  setOf,
  tlv,
  utf8String,
} from '../der/der-writer.js';
import { oid } from '../der/object-identifiers.js';
import { subjectAttributes, type AlternativeName, type CertificateProfile } from './certificate-profile.js';

/** Values of the placeholders. CA certificates have no card and no person. */
export type NameValues = Partial<CertificateSubject>;

export interface DistinguishedName {
  der: Buffer;
  /** RFC 4514 order reversed (most significant first), for people. */
  text: string;
}

/** The subject of a profile. Placeholders without a value leave their RDN out. */
export function distinguishedName(templates: CertificateProfile['subject'], values: NameValues): DistinguishedName {
  const parts = templates.flatMap((template) => {
    const [type, pattern] = [template.slice(0, template.indexOf('=')), template.slice(template.indexOf('=') + 1)];
    const attribute = subjectAttributes[type as keyof typeof subjectAttributes];
    const text = fill(pattern, values);
    if (text === undefined) return [];
    // Upper bounds count characters; a longer name is cut rather than refused, the record keeps the whole one.
    const value = cutText(text, attribute.maxLength);
    const encoded = attribute.printable ? printableString(value) : utf8String(value);
    return [{ type, value, rdn: setOf(sequence(objectIdentifier(attribute.oid), encoded)) }];
  });
  return {
    der: sequence(...parts.map((part) => part.rdn)),
    text: parts.map((part) => `${part.type}=${part.value.replaceAll(/([,+"\\<>;=])/g, '\\$1')}`).join(', '),
  };
}

/** GeneralNames of the subjectAltName extension; undefined when the subject has none of them. */
export function alternativeNames(kinds: readonly AlternativeName[], values: NameValues): Buffer | undefined {
  const names = kinds.flatMap((kind) => {
    const name = generalName[kind](values);
    return name ? [name] : [];
  });
  return names.length === 0 ? undefined : sequence(...names);
}

/** [MS-WCCE] section 2.2.2.7.7.4: GeneralNames with one otherName whose value is the SID as ASCII octets. */
export function ntdsSecurityValue(sid: string): Buffer {
  return sequence(otherName(oid.ntdsObjectSid, octetString(Buffer.from(sid, 'ascii'))));
}

const generalName: Record<AlternativeName, (values: NameValues) => Buffer | undefined> = {
  upn: ({ upn }) => {
    const canonical = canonicalField('upn', upn ?? '');
    return canonical === '' ? undefined : otherName(oid.userPrincipalName, utf8String(canonical));
  },
  email: ({ email }) => (canonicalField('email', email ?? '') === '' ? undefined : mailbox(email!)),
  cardUuid: ({ cardUuid }) =>
    cardUuid ? implicit(6, Buffer.from(`urn:uuid:${cardUuid.toLowerCase()}`, 'ascii')) : undefined,
  fascN: ({ fascNHex }) => (fascNHex ? otherName(oid.fascN, octetString(Buffer.from(fascNHex, 'hex'))) : undefined),
};

/** rfc822Name with an A-label domain, or SmtpUTF8Mailbox when the part before the @ is not ASCII (RFC 9598 section 3). */
function mailbox(email: string): Buffer {
  const { local, domain } = certifiedMailbox(email);
  const text = `${local}@${domain}`;
  if (!/^[\x21-\x7e]+$/.test(local)) return otherName(oid.smtpUtf8Mailbox, utf8String(text));
  return implicit(1, Buffer.from(text, 'utf8'));
}

/** OtherName ::= [0] IMPLICIT SEQUENCE { type-id, value [0] EXPLICIT } (RFC 5280 section 4.2.1.6). */
function otherName(type: string, value: Buffer): Buffer {
  return tlv(0xa0, Buffer.concat([objectIdentifier(type), explicit(0, value)]));
}

/** Text with its placeholders filled; undefined when one has no value, or an empty one. */
function fill(pattern: string, values: NameValues): string | undefined {
  let missing = false;
  const text = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = canonicalText((values as Record<string, string | undefined>)[name] ?? '');
    if (!value) missing = true;
    return value ?? '';
  });
  return missing ? undefined : text;
}
