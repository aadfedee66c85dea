/** UUIDs by their beginning, as people copy them from a log. Pure. */

/** null: no beginning of an id, or one so short that it may be anything (fewer than 8 hex digits). */
export function requestIdsFrom(text: string): { first: string; last: string } | null {
  const hex = text.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{8,32}$/.test(hex)) return null;
  const filled = (digit: string): string =>
    hex.padEnd(32, digit).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { first: filled('0'), last: filled('f') };
}
