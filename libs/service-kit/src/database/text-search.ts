/**
 * Part of a text among many rows, found by an index of its trigrams. Postgres itself has all that is needed: the extension pg_trgm is not on every
 * server, and a service may not create it. Texts are folded (lower case, accents) by whoever stores and whoever asks.
 */

/** For a migration, and the way back. Runs in the service's own schema. */
export const createTrigrams = `CREATE FUNCTION search_trigrams(value text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 500
  RETURN ARRAY(SELECT substr(value, n, 3) FROM generate_series(1, length(value) - 2) AS n)`;
export const dropTrigrams = 'DROP FUNCTION search_trigrams(text)';

/** SQL for `CREATE INDEX ... USING gin (...)`. The blank before the text is where its first word begins. text: SQL. */
export const trigramsOf = (text: string): string => `search_trigrams(' ' || ${text})`;

/** SQL: the text contains what is looked for. trigrams, needle: placeholders of what `lookedFor` gives. */
export const containsText = (text: string, trigrams: string, needle: string): string =>
  `(${trigramsOf(text)} @> CAST(${trigrams} AS text[]) AND position(${needle} in ' ' || ${text}) > 0)`;

/** What LIKE and ILIKE find a part by, its own wildcards taken as they are; for so few rows that no index is needed. */
export const likePart = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

export interface LookedFor {
  trigrams: string[];
  needle: string;
}

/** Two characters are looked for where a word begins. null: too short for the index. */
export function lookedFor(folded: string): LookedFor | null {
  const needle = [...folded].length === 2 ? ` ${folded}` : folded;
  const trigrams = trigramsIn(needle);
  return trigrams.length === 0 ? null : { needle, trigrams };
}

/** Empty for less than three characters. */
export function trigramsIn(text: string): string[] {
  const characters = [...text];
  return characters.slice(2).map((_, index) => characters.slice(index, index + 3).join(''));
}
