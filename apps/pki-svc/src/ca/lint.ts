/**
 * The lint gate: a planned certificate is read back and checked rule by rule before it is signed. One row per rule with its
 * source; a finding stops the signature. zlint checks the same certificates from outside, in a spec over every profile and key type.
 * Governing documents: RFC 5280, RFC 5480, RFC 8410, FIPS 201-3 section 4.2.2, SP 800-78-5.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import {
  canonicalField,
  certifiedMailbox,
  fieldProblem,
  type SubjectFieldName,
} from '@cardwright/service-kit/subject-fields/subject-fields';
import { readElements, readNamedBits, readObjectIdentifier, readOne, readSequence } from '../der/der-reader.js';
import { oid } from '../der/object-identifiers.js';
import { keyUsageBit, keyUsageFor, subjectAttributes, type CertificateProfile } from './certificate-profile.js';
import { parseTbs, type ParsedExtension, type ParsedTbs } from './parsed-tbs.js';
import { certifiablePublicKey, keyIdentifier } from './public-key.js';

export interface LintContext {
  profile: CertificateProfile;
  /** undefined: the certificate is its own issuer. */
  issuer?: { name: Buffer; keyIdentifier: Buffer; notBefore: Date; notAfter: Date };
  signatureAlgorithmIdentifier: Buffer;
}

interface LintRule {
  id: string;
  source: string;
  /** True: the rule holds. A RangeError from the reader counts as broken. */
  holds: (certificate: ParsedTbs, context: LintContext) => boolean;
}

const extensionOf = (certificate: ParsedTbs, id: string): ParsedExtension | undefined =>
  certificate.extensions.find((each) => each.id === id);
const required = (certificate: ParsedTbs, id: string, critical: boolean): ParsedExtension | undefined => {
  const found = extensionOf(certificate, id);
  return found?.critical === critical ? found : undefined;
};
const isCa = (profile: CertificateProfile): boolean => profile.kind === 'root-ca' || profile.kind === 'issuing-ca';
const usageBits = (certificate: ParsedTbs): number[] =>
  readNamedBits(readOne(extensionOf(certificate, oid.keyUsage)?.value ?? Buffer.alloc(0), 0x03));
const identifiers = (value: Buffer): string[] => readSequence(value).map(readObjectIdentifier);
/** GeneralName tag, and for an otherName its type. */
const generalNames = (certificate: ParsedTbs): { tag: number; type?: string; content: Buffer }[] => {
  const san = extensionOf(certificate, oid.subjectAltName);
  return san
    ? readSequence(san.value).map(({ tag, content }) =>
        tag === 0xa0
          ? { tag, type: readObjectIdentifier(readElements(content)[0]!), content: readElements(content)[1]!.content }
          : { tag, content },
      )
    : [];
};
const uris = (value: Buffer): string[] =>
  [...value.toString('latin1').matchAll(/https?:\/\/[\x21-\x7e]+/g)].map(String);

/** The value is in canonical form, and the import of people would accept it. */
const holdsAs = (field: SubjectFieldName, value: string): boolean =>
  value !== '' && canonicalField(field, value) === value && fieldProblem(field, value) === null;
const isMailbox = (text: string): boolean => {
  const { local, domain } = certifiedMailbox(text);
  return fieldProblem('email', text) === null && text === `${local}@${domain}`;
};

const notCritical = [
  oid.subjectKeyIdentifier,
  oid.authorityKeyIdentifier,
  oid.certificatePolicies,
  oid.cRLDistributionPoints,
  oid.authorityInfoAccess,
  oid.ntdsCaSecurityExt,
] as const;

export const lintRules: readonly LintRule[] = [
  { id: 'version-3', source: 'RFC 5280 4.1.2.1', holds: (c) => c.version === 3 },
  {
    id: 'serial-number-positive-and-short',
    source: 'RFC 5280 4.1.2.2',
    holds: ({ serialNumber: s }) => s.length <= 20 && !(s[0]! & 0x80) && s.some((byte) => byte !== 0),
  },
  { id: 'serial-number-random-64-bits', source: 'CA/B BR 7.1', holds: (c) => c.serialNumber.length >= 9 },
  {
    id: 'signature-algorithm-of-the-issuer',
    source: 'RFC 5280 4.1.2.3',
    holds: (c, { signatureAlgorithmIdentifier }) => c.signatureAlgorithm.equals(signatureAlgorithmIdentifier),
  },
  {
    id: 'issuer-name-is-the-issuers-subject',
    source: 'RFC 5280 4.1.2.4',
    holds: (c, { issuer }) => c.issuer.length > 2 && c.issuer.equals(issuer ? issuer.name : c.subject),
  },
  {
    id: 'validity-in-order-and-within-profile',
    source: 'RFC 5280 4.1.2.5',
    holds: ({ notBefore, notAfter }, { profile }) => {
      const days = (notAfter.date.getTime() - notBefore.date.getTime()) / 86_400_000;
      return days > 0 && days <= profile.maxValidityDays + 1;
    },
  },
  {
    id: 'validity-within-issuer',
    source: 'RFC 5280 6.1 (shell model not used)',
    holds: ({ notBefore, notAfter }, { issuer }) =>
      !issuer || (notBefore.date >= issuer.notBefore && notAfter.date <= issuer.notAfter),
  },
  {
    id: 'utc-time-through-2049',
    source: 'RFC 5280 4.1.2.5',
    holds: (c) =>
      [c.notBefore, c.notAfter].every(({ date, element }) => date.getUTCFullYear() < 2050 === (element.tag === 0x17)),
  },
  {
    id: 'subject-or-critical-alternative-name',
    source: 'RFC 5280 4.1.2.6',
    holds: (c) => c.subjectAttributes.length > 0 || required(c, oid.subjectAltName, true) !== undefined,
  },
  {
    id: 'subject-attributes-within-bounds',
    source: 'RFC 5280 appendix A',
    holds: (c) =>
      c.subjectAttributes.every(({ type, tag, value }) => {
        const row = Object.values(subjectAttributes).find((each) => each.oid === type);
        const length = [...value].length;
        return row !== undefined && length > 0 && length <= row.maxLength && tag === (row.printable ? 0x13 : 0x0c);
      }),
  },
  {
    id: 'subject-attributes-canonical',
    source: 'RFC 5280 4.1.2.4 (UTF8String); the table that the import of people uses too',
    holds: (c) => c.subjectAttributes.every(({ tag, value }) => tag !== 0x0c || holdsAs('organization', value)),
  },
  {
    id: 'printable-strings-are-printable',
    source: 'X.680 41.4',
    holds: (c) =>
      c.subjectAttributes.every(({ tag, value }) => tag !== 0x13 || /^[A-Za-z0-9 '()+,\-./:=?]+$/.test(value)),
  },
  {
    id: 'country-is-two-letters',
    source: 'RFC 5280 appendix A (ISO 3166)',
    holds: (c) => c.subjectAttributes.every(({ type, value }) => type !== oid.countryName || /^[A-Z]{2}$/.test(value)),
  },
  {
    id: 'public-key-allowed-by-the-profile',
    source: 'SP 800-78-5 table 1',
    holds: (c, { profile }) => profile.keyAlgorithms.includes(certifiablePublicKey(c.spki).algorithm),
  },
  {
    id: 'extensions-once-each',
    source: 'RFC 5280 4.2',
    holds: (c) => new Set(c.extensions.map((each) => each.id)).size === c.extensions.length,
  },
  {
    id: 'extensions-not-critical',
    source: 'RFC 5280 4.2.1, 4.2.2',
    holds: (c) =>
      c.extensions.every(({ id, critical }) => !critical || !(notCritical as readonly string[]).includes(id)),
  },
  {
    id: 'subject-key-identifier-of-the-key',
    source: 'RFC 5280 4.2.1.2, RFC 7093',
    holds: (c) =>
      readOne(required(c, oid.subjectKeyIdentifier, false)!.value, 0x04).content.equals(keyIdentifier(c.spki)),
  },
  {
    id: 'authority-key-identifier-of-the-issuer',
    source: 'RFC 5280 4.2.1.1',
    holds: (c, { issuer }) => {
      const [identifier] = readSequence(required(c, oid.authorityKeyIdentifier, false)!.value);
      return (
        identifier!.tag === 0x80 && identifier!.content.equals(issuer ? issuer.keyIdentifier : keyIdentifier(c.spki))
      );
    },
  },
  {
    id: 'basic-constraints-critical-and-right',
    source: 'RFC 5280 4.2.1.9',
    holds: (c, { profile }) => {
      const constraints = readSequence(required(c, oid.basicConstraints, true)!.value);
      if (!isCa(profile)) return constraints.length === 0;
      const [ca, pathLength] = constraints;
      return ca!.content[0] === 0xff && (profile.kind === 'root-ca' ? !pathLength : pathLength?.content[0] === 0);
    },
  },
  {
    id: 'key-usage-critical-and-of-the-profile',
    source: 'RFC 5280 4.2.1.3, RFC 5480 3, RFC 8410 5',
    holds: (c, { profile }) => {
      if (!required(c, oid.keyUsage, true)) return false;
      const wanted = keyUsageFor(profile, certifiablePublicKey(c.spki).algorithm).map((usage) => keyUsageBit[usage]);
      return usageBits(c).join() === [...wanted].sort((a, b) => a - b).join();
    },
  },
  {
    id: 'only-a-ca-signs-certificates',
    source: 'RFC 5280 4.2.1.3',
    holds: (c, { profile }) => usageBits(c).includes(keyUsageBit.keyCertSign) === isCa(profile),
  },
  {
    id: 'extended-key-usage-of-the-profile',
    source: 'RFC 5280 4.2.1.12, FIPS 201-3 4.2.2',
    holds: (c, { profile }) => {
      if (profile.extendedKeyUsage.length === 0) return !extensionOf(c, oid.extKeyUsage);
      const found = required(c, oid.extKeyUsage, profile.extendedKeyUsageCritical);
      return found !== undefined && identifiers(found.value).join() === profile.extendedKeyUsage.join();
    },
  },
  {
    id: 'policies-once-each',
    source: 'RFC 5280 4.2.1.4',
    holds: (c, { profile }) => {
      const found = extensionOf(c, oid.certificatePolicies);
      if (!found) return profile.policies.length === 0;
      const policies = readSequence(found.value).map((each) => readObjectIdentifier(readElements(each.content)[0]!));
      return policies.length === profile.policies.length && new Set(policies).size === policies.length;
    },
  },
  {
    id: 'alternative-names-well-formed',
    source: 'RFC 5280 4.2.1.6, RFC 9598, SP 800-73-5 Part 1 3.1.2; the table that the import of people uses too',
    holds: (c) =>
      generalNames(c).every(({ tag, type, content }) => {
        if (tag === 0x81)
          return isMailbox(content.toString('latin1')) && /^[\x21-\x7e]+$/.test(content.toString('latin1'));
        if (tag === 0x86)
          return /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(content.toString('latin1'));
        if (tag !== 0xa0) return false;
        if (type === oid.fascN) return readOne(content, 0x04).content.length === 25;
        const text = readOne(content, 0x0c).content.toString('utf8');
        return type === oid.smtpUtf8Mailbox ? isMailbox(text) : type === oid.userPrincipalName && holdsAs('upn', text);
      }),
  },
  {
    id: 'security-identifier-well-formed',
    source: '[MS-WCCE] 2.2.2.7.7.4, [MS-DTYP] 2.4.2.1',
    holds: (c) => {
      const found = extensionOf(c, oid.ntdsCaSecurityExt);
      if (!found) return true;
      const [type, value] = readElements(readSequence(found.value)[0]!.content);
      const sid = readOne(value!.content, 0x04).content.toString('latin1');
      return readObjectIdentifier(type!) === oid.ntdsObjectSid && holdsAs('sid', sid);
    },
  },
  {
    id: 'card-is-named-where-the-profile-says',
    source: 'FIPS 201-3 4.2.2.1, 4.2.2.4',
    holds: (c, { profile }) => {
      const names = generalNames(c);
      const wanted = (kind: (typeof profile.alternativeNames)[number], found: boolean): boolean =>
        !profile.alternativeNames.includes(kind) || found;
      return (
        wanted(
          'cardUuid',
          names.some((each) => each.tag === 0x86),
        ) &&
        wanted(
          'fascN',
          names.some((each) => each.type === oid.fascN),
        )
      );
    },
  },
  {
    id: 'card-authentication-names-no-person',
    source: 'FIPS 201-3 4.2.2.4',
    holds: (c, { profile }) =>
      !profile.extendedKeyUsage.includes(oid.pivCardAuth) ||
      (c.subjectAttributes.every(({ type }) => type !== oid.commonName && type !== oid.userId) &&
        generalNames(c).every(({ tag, type }) => tag === 0x86 || type === oid.fascN)),
  },
  {
    id: 'crl-and-issuer-can-be-found',
    source: 'RFC 5280 4.2.1.13, 4.2.2.1',
    holds: (c, { issuer }) =>
      !issuer ||
      [oid.cRLDistributionPoints, oid.authorityInfoAccess].every(
        (id) => uris(required(c, id, false)!.value).length === 1,
      ),
  },
];

/** Ids of the rules that the planned bytes break; empty when they may be signed. */
export function lintTbs(tbs: Buffer, context: LintContext): string[] {
  let certificate: ParsedTbs;
  try {
    certificate = parseTbs(tbs);
  } catch {
    return ['der'];
  }
  return lintRules.filter((rule) => !holds(rule, certificate, context)).map((rule) => rule.id);
}

/** Throws PKI_LINT_FAILED {rules}. */
export function requireLintFree(tbs: Buffer, context: LintContext): void {
  const rules = lintTbs(tbs, context);
  if (rules.length > 0)
    throw new CardwrightError('PKI_LINT_FAILED', undefined, { rules, certificateProfile: context.profile.name });
}

function holds(rule: LintRule, certificate: ParsedTbs, context: LintContext): boolean {
  try {
    return rule.holds(certificate, context);
  } catch {
    return false;
  }
}
