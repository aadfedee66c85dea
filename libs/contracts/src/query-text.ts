/** What a GET asks, as the query of an address: what is undefined is left out, and a list is its name once for each. Empty where nothing is asked. */
export function queryText(query: object): string {
  const given = Object.entries(query).flatMap(([name, value]: [string, unknown]) =>
    value === undefined ? [] : [value].flat().map((each): [string, string] => [name, String(each)]),
  );
  const text = new URLSearchParams(given).toString();
  return text && `?${text}`;
}
