/**
 * Text forms that both ends must agree on to the byte: base64url without padding (RFC 4648 section 5) and canonical JSON
 * (object members sorted by code unit, no blanks: RFC 8785 for the strings, integers and objects that we use).
 */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export function base64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Undefined when the text is not base64url. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0));
  } catch {
    return undefined;
  }
}

export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** Random 128 bits as base64url, for `jti`. */
export const randomId = (): string => base64Url(crypto.getRandomValues(new Uint8Array(16)));

/** Overwrites secrets after use. What the runtime copied on the way is beyond our reach (SECURITY.md). */
export function wipe(...secrets: (Uint8Array | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}
