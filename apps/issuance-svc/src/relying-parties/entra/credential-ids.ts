/**
 * Credential ids as Entra ID writes them: base64url without padding, as documented for v1.0, or with one digit more, 0 to 2, that counts the padding
 * which was taken away (beta, and ids of methods). One text may be read both ways.
 */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Every id that the text can mean, base64url without padding; none where it is no id. Methods of other kinds have UUIDs. */
export function credentialIds(text: string): string[] {
  if (uuid.test(text)) return [];
  const digit = /[0-2]$/.exec(text)?.[0];
  const cut = text.slice(0, -1);
  const counted = digit !== undefined && isBase64url(cut) && paddingOf(cut) === Number(digit);
  return [...(counted ? [cut] : []), ...(isBase64url(text) ? [text] : [])];
}

const paddingOf = (text: string): number => (4 - (text.length % 4)) % 4;

/** As an encoder writes it: no length that no bytes have, and the bits of the last character that stand for nothing are zero. */
function isBase64url(text: string): boolean {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return false;
  const unused = [1, 1, 16, 4][text.length % 4]!;
  return alphabet.indexOf(text.at(-1)!) % unused === 0;
}
