/**
 * What an operator finds things by, at 100,000 people, 100,000 cards and 420,000 certificates: both lists, sorted and narrowed, the search over
 * everything, and what the start page shows. Through the gateway, one after the other, as one person asks. Rows in the tables; nothing is issued.
 */
import { deviceSorts, personSorts } from '@cardwright/contracts/nats/list-filters';
import { pageTimes, slowest } from '../lib/list-times.mjs';
import { plantCards } from '../lib/planted-cards.mjs';

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function lists(stand, { quick }) {
  await plantCards(stand, quick ? 10_000 : 100_000);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const filters = {
    devices: [
      '',
      'state=SUSPENDED',
      'profileName=rare',
      'certificatesExpireWithinDays=30',
      `updatedSince=${since}`,
      'query=Name9',
    ],
    people: ['', 'organizationalUnit=Unit%207', `updatedSince=${since}`, 'query=Name9'],
  };
  const rows = [];
  for (const [list, sorts] of /** @type {const} */ ([
    ['devices', deviceSorts],
    ['people', personSorts],
  ])) {
    const paths = sorts.flatMap((sort) =>
      ['asc', 'desc'].flatMap((order) =>
        filters[list].map((filter) => `/${list}?limit=50&sort=${sort}&order=${order}${filter && `&${filter}`}`),
      ),
    );
    rows.push(await slowest(`list of ${list}, each sort with each filter`, paths, (path) => pageTimes(stand, path)));
  }
  const searched = ['Name9', 'Given77 Name7', 'E4711', '20004711', 'nobody of that name', '7f00ff0000aa11'];
  rows.push(
    await slowest(
      'search over everything',
      searched.map((text) => `/search?query=${encodeURIComponent(text)}`),
      once,
    ),
  );
  rows.push(
    await slowest(
      'start page',
      ['/devices/overview', '/sagas/attention', '/sagas/weeks', '/sagas?attention=true&limit=50'],
      once,
    ),
  );
  return rows;

  /** @param {string} path */
  async function once(path) {
    const from = performance.now();
    await stand.api('GET', path);
    return [performance.now() - from];
  }
}
