/** What enrolment codes and the names of workstations have in common, whether a code is good once or for many. */
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { formatEnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { say } from '@cardwright/contracts/words/say';

/** What is stored of a code. */
export const hashOfCode = (secret: string): string => createHash('sha256').update(secret).digest('hex').toUpperCase();

/** A new code with the hash of the server's transport root, and what is stored of it. */
export function newCode(transportCaPem: string, kind: { deployment?: true } = {}): { code: string; sha256Hex: string } {
  const secretBase64Url = randomBytes(16).toString('base64url');
  const { raw } = new X509Certificate(transportCaPem);
  const rootSha256Base64Url = createHash('sha256').update(raw).digest('base64url');
  const code = formatEnrolmentCode({ secretBase64Url, rootSha256Base64Url, ...kind });
  return { code, sha256Hex: hashOfCode(secretBase64Url) };
}

export const newWorkstationId = (): string => `ws-${randomBytes(6).toString('hex')}`;

/** Without blanks around it. Throws REQUEST_INVALID {field}. */
export function requireName(text: unknown, field: string): string {
  const name = typeof text === 'string' ? text.trim() : '';
  if (!/^[\x21-\x7e][\x20-\x7e]{0,63}$/.test(name))
    throw new CardwrightError('REQUEST_INVALID', say('input.printable-name'), { field });
  // A name that looks like an id could be taken for another workstation.
  if (/^ws-[0-9a-f]{12}$/.test(name))
    throw new CardwrightError('REQUEST_INVALID', say('input.name-like-id'), {
      field,
    });
  return name;
}
