/**
 * Where tokens, codes and client secrets may go: over TLS, or to this machine itself. What a server says over a plain line (who issues
 * the tokens, for example) is not believed either, so nothing at all is asked there.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';

/** Throws REQUEST_INVALID. */
export function requireSafeUrl(text: string): void {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`${text} is no URL`), {}, cause);
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return;
  throw new CardwrightError(
    'REQUEST_INVALID',
    onlyInEnglish(
      `${url.origin === 'null' ? text : url.origin} is not https: whoever is on the way could take the sign-in. Use https (http is for this machine only)`,
    ),
  );
}

/** hostname: of a parsed URL, so in its shortest form. */
const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
