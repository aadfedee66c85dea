/** Members of JSON in a setting, each checked by its form; undefined: it has another. */

export type Given = Readonly<Record<string, unknown>>;
export type Problem = (says: string) => void;

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const lower = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
export const matching = (value: unknown, pattern: RegExp): string | undefined =>
  typeof value === 'string' && pattern.test(value) ? value : undefined;

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** Without a slash at the end, a query or a user. Tokens and assertions are sent there: in clear on this computer alone. */
export function safeUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { protocol, hostname, origin, pathname, href } = new URL(value);
  const safe = protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname));
  return safe && href === `${origin}${pathname}` ? href.replace(/\/+$/, '') : undefined;
}

export function safeOrigin(value: unknown): string | undefined {
  const url = safeUrl(value);
  return url !== undefined && url === new URL(url).origin ? url : undefined;
}

export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
