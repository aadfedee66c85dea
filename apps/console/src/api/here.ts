/** This page, to come back to, without what a sign-in added to the address. */
export function here(): string {
  const url = new URL(location.href);
  url.searchParams.delete('signIn');
  return url.pathname + url.search;
}
