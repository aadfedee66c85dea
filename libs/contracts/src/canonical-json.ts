/**
 * Canonical JSON: one text per value, so that hashes and signatures over it agree on every side (plan hash, profile
 * hash, session key, audit chain). RFC 8785 for what the contracts carry: keys sorted by UTF-16 code units, no blanks,
 * numbers and strings as ECMAScript writes them. Browser and sandbox safe.
 */

/**
 * Text of a JSON value. Object members that are undefined are left out, as JSON.stringify does; `toJSON` is honoured.
 * Throws TypeError for what JSON cannot carry (functions, symbols, bigint, NaN, infinities, undefined in an array or alone).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('not a JSON number');
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') throw new TypeError(`not a JSON value: ${typeof value}`);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function')
    return canonicalJson((value as { toJSON(): unknown }).toJSON());
  const members = value as Record<string, unknown>;
  return `{${Object.keys(members)
    .filter((key) => members[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(members[key])}`)
    .join(',')}}`;
}
