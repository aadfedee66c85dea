/** Ends the session here and has the issuer ask who is there now; comes back to this page. */
import { signOut } from './client.js';

export async function signInAsOther(): Promise<void> {
  // A session that could not be ended is replaced by the next one all the same.
  await signOut().catch(() => undefined);
  const returnTo = location.pathname + location.search;
  location.assign(`/auth/login?${new URLSearchParams({ returnTo, prompt: 'login' }).toString()}`);
}
