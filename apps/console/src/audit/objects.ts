/** On what something was done: the object of an audit row (`device:<id>`) in words, with its page where it has one; and as somebody types it. Pure. */
import { objectText, text } from './audit.text.js';

interface Kind {
  title: string;
  /** The page of one, of which the id is the last part. */
  page?: string;
  /** Where it has no page of its own: the list that has it. */
  list?: string;
}

/** By the noun of the trail. */
const kinds: Readonly<Record<string, Kind>> = {
  device: { title: objectText.device, page: '/devices' },
  person: { title: objectText.person, page: '/people' },
  request: { title: objectText.request, page: '/sagas' },
  certificate: { title: objectText.certificate, page: '/certificates' },
  workstation: { title: objectText.workstation, page: '/workstations' },
  'deployment-code': { title: objectText.deploymentCode, list: '/deployment-codes' },
  profile: { title: objectText.profile, page: '/profiles' },
  'card-model': { title: objectText.cardModel, page: '/card-models' },
  'stock-batch': { title: objectText.stockBatch },
  session: { title: objectText.session },
  endpoint: { title: objectText.endpoint },
  list: { title: objectText.list },
  people: { title: objectText.people, list: '/people' },
  temporal: { title: objectText.temporal },
  audit: { title: objectText.audit },
  system: { title: objectText.system },
};

export interface ShownObject {
  title: string;
  /** Shortened where it is long. */
  id: string;
  /** undefined: it has no page. */
  to?: string;
}

const longest = 16;
const shortened = (id: string): string => (id.length > longest ? `${id.slice(0, 8)}…` : id);

/** What this release does not know is shown as the trail has it. */
export function shownObject(object: string): ShownObject {
  const [, noun = '', id = ''] = /^([a-z-]+):(.+)$/s.exec(object) ?? [];
  const kind = kinds[noun];
  if (kind === undefined) return { title: '', id: object };
  const to = kind.page === undefined ? kind.list : `${kind.page}/${encodeURIComponent(id)}`;
  // All people of an installation have its id, which says nothing.
  return { title: kind.title, id: noun === 'people' ? '' : shortened(id), ...(to !== undefined && { to }) };
}

const synonyms: Readonly<Record<string, string>> = { card: 'device', saga: 'request' };

/** What is typed or pasted, as the trail writes it: `saga:<id>` and the address of a page are understood; anything else is left as it is. */
export function objectOf(typed: string): string {
  const given = typed.trim();
  const [, page, id] = /^(?:https?:\/\/[^/]+)?(\/[a-z-]+)\/([\w.-]+)\/?(?:[?#].*)?$/.exec(given) ?? [];
  const noun = Object.keys(kinds).find((each) => page !== undefined && kinds[each]!.page === page);
  if (noun !== undefined) return `${noun}:${id}`;
  const [, named = '', rest] = /^([a-z-]+): ?(\S+)$/i.exec(given) ?? [];
  const known = named.toLowerCase();
  return rest === undefined ? given : `${synonyms[known] ?? known}:${rest}`;
}

/** Said where nothing is found. */
export const objectHint = (object: string | undefined): string =>
  object === undefined || kinds[object.split(':')[0]!] !== undefined ? text.noMatchHint : text.objectHint;
