/** Where in the browser an update goes on. Built here from the server that this workstation is enrolled at: no address comes over the wire. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { isLoopback } from '../server/http.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The offer's id is all that the address contains. Throws REQUEST_INVALID for an id that is no UUID, and for a server without TLS. */
export function updatePage(serverUrl: string, offerId: string): string {
  if (!uuid.test(offerId)) throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'offerId' });
  return new URL(`/update/${offerId}`, origin(serverUrl)).href;
}

export const helpPage = (serverUrl: string): string => new URL('/help/update', origin(serverUrl)).href;

function origin(serverUrl: string): string {
  const url = new URL(serverUrl);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    throw new CardwrightError(
      'REQUEST_INVALID',
      onlyInEnglish('The address of the server is neither https nor loopback'),
      {
        field: 'serverUrl',
      },
    );
  return url.origin;
}
