/** Refuses a NATS URL that would carry credentials and messages in clear over a network. Governing document: design.md 3. */
import { isLoopback } from './http.js';

/** Throws TypeError. One URL or several, separated by commas. */
export function assertNatsUrl(urls: string): void {
  for (const part of urls.split(',')) {
    const url = new URL(part.trim().includes('://') ? part.trim() : `nats://${part.trim()}`);
    if ((url.protocol !== 'tls:' && url.protocol !== 'nats:') || url.hostname === '')
      throw new TypeError('not a NATS URL');
    if (url.protocol === 'nats:' && !isLoopback(new URL(`http://${url.host}`)))
      throw new TypeError(`the NATS URL is plaintext and its host ${url.hostname} is not loopback`);
  }
}
