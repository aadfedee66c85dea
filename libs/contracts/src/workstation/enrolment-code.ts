/**
 * The enrolment code of a workstation as text: `cw1.<secret>.<root>`, good once, or `cwd1.<secret>.<root>`, a deployment code, good for several
 * workstations. secret: 128 random bits, base64url (22 characters); root: SHA-256 of the transport root certificate's DER, base64url (43
 * characters), by which the agent recognises the server before it trusts anything that the server says. Governing document: design.md 3 (bootstrap).
 */
export interface EnrolmentCode {
  secretBase64Url: string;
  rootSha256Base64Url: string;
  /** Absent: a one-time code. */
  deployment?: true;
}

const shape = /^(cw1|cwd1)\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

export function formatEnrolmentCode({ secretBase64Url, rootSha256Base64Url, deployment }: EnrolmentCode): string {
  const code = `${deployment === true ? 'cwd1' : 'cw1'}.${secretBase64Url}.${rootSha256Base64Url}`;
  if (!shape.test(code)) throw new TypeError('not the parts of an enrolment code');
  return code;
}

/** undefined for anything that is not a code; blanks around it (copy and paste) are ignored. */
export function parseEnrolmentCode(text: string): EnrolmentCode | undefined {
  const match = shape.exec(text.trim());
  if (match === null) return undefined;
  const code = { secretBase64Url: match[2]!, rootSha256Base64Url: match[3]! };
  return match[1] === 'cwd1' ? { ...code, deployment: true } : code;
}
