/**
 * The domain of an address: one form to show (lower case, U-labels) and one to certify (A-labels). Governing documents: RFC 5321
 * section 2.3.5, RFC 5890 section 2.3.2, RFC 9598 section 3 (certificates carry A-labels), RFC 1123 section 2.1.
 */
import { domainToASCII, domainToUnicode } from 'node:url';

/** What the parser of URLs below would take for something else than a part of a name. */
const notInNames = /[\s/?#\\%:@[\]<>^|"'`{}!$&()*+,;=~]/u;

/** A file of people names few domains, often. */
const lately = new Map<string, string | null>();
const rememberedDomains = 1000;

/** Lower-case A-labels of a name with at least `labels` of them; null when it is no name of hosts. */
export function aLabels(domain: string, labels = 2): string | null {
  if (!lately.has(domain)) {
    if (lately.size >= rememberedDomains) lately.clear();
    lately.set(domain, hostName(domain));
  }
  const ascii = lately.get(domain)!;
  return ascii !== null && ascii.split('.').length >= labels ? ascii : null;
}

function hostName(domain: string): string | null {
  if (notInNames.test(domain)) return null;
  const ascii = domainToASCII(domain);
  const parts = ascii.split('.');
  const holds =
    ascii.length <= 253 &&
    parts.every((part) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(part)) &&
    decodes(ascii) &&
    // RFC 3696 section 2: a last label of digits alone is an address.
    !/^\d+$/.test(parts.at(-1)!);
  return holds ? ascii : null;
}

/** RFC 5890 section 2.3.2.1: each A-label is that of a U-label. Node 20 refuses others itself, Node 24 lets them pass. */
function decodes(ascii: string): boolean {
  if (!ascii.includes('xn--')) return true;
  const shown = domainToUnicode(ascii);
  return !/(^|\.)xn--/.test(shown) && domainToASCII(shown) === ascii;
}

/** The form to show and to store; what is no domain stays as it is, in lower case. */
export function canonicalDomain(domain: string): string {
  const ascii = aLabels(domain, 1);
  if (ascii === null) return domain.toLowerCase();
  const shown = domainToUnicode(ascii);
  return aLabels(shown, 1) === ascii ? shown : ascii;
}
