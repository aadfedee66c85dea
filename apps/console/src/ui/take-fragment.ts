/**
 * What the fragment of the address holds, if it looks like this; else null. Once, and out of the address: a code in it must not stay in the history.
 */
export function takeFragment(pattern: RegExp): string | null {
  const text = window.location.hash.slice(1);
  window.history.replaceState(window.history.state, '', window.location.pathname);
  return pattern.test(text) ? text : null;
}
