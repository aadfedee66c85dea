/** Views of lists that a person saved: the query of a list's address (its filters and its sort), under a name of their own. */
export const viewedLists = [
  'devices',
  'people',
  'workstations',
  'sagas',
  'certificates',
  'revocations',
  'findings',
  'audit',
] as const;
export type ViewedList = (typeof viewedLists)[number];

export interface SavedView {
  name: string;
  /** As in the address of the list, without the question mark; empty: the list as it comes. */
  query: string;
}

/** Of one list and person. */
export const mostViews = 50;
export const longestViewName = 60;
export const longestViewQuery = 1_000;
/** A text that begins and ends with something to be seen. */
export const viewNameForm = /^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u;
/** What a browser puts into an address. */
export const viewQueryForm = /^[\x21\x24-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]*$/;
