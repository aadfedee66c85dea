/**
 * The list of certificates at 100,000 cards and 420,000 certificates: each order with each filter, of what is frequent, of what is rare and of what is not
 * there. For whoever sees all, and for a role that is limited. Through the gateway, one after the other, as one person asks.
 */
import { certificateSorts } from '@cardwright/contracts/nats/certificate-list';
import { pageTimes, slowest } from '../lib/list-times.mjs';
import { plantCards } from '../lib/planted-cards.mjs';

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function certificateList(stand, { quick }) {
  await plantCards(stand, quick ? 10_000 : 100_000);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const filters = [
    ...['', 'profileName=rare', 'profileName=piv-four', 'profileName=none', 'issuerId=issuing-0', 'keyReference=82'],
    ...['status=good', 'status=held', 'status=revoked', 'status=expired', 'expiresWithinDays=30'],
    ...[`updatedSince=${since}`, 'query=Name9', 'query=Name77', 'query=Name777', 'query=E4711', 'query=7F00'],
    ...['query=7F00FF0000AA11', 'query=nobody%20of%20that%20name', 'query=zq', 'query=z'],
  ];
  const paths = certificateSorts.flatMap((sort) =>
    ['asc', 'desc'].flatMap((order) =>
      filters.map((filter) => `/certificates?limit=50&sort=${sort}&order=${order}${filter && `&${filter}`}`),
    ),
  );
  return [await slowest('list of certificates, each sort with each filter', paths, (path) => pageTimes(stand, path))];
}
