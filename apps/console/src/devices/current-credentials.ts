/** Which credentials of a device count, and which are of before. Pure. */
import type { Credential, DeviceState } from '../api/types.js';

const outOfUse: readonly Credential['state'][] = ['REVOKE_PENDING', 'REVOKED', 'SUPERSEDED', 'EXPIRED', 'ABANDONED'];
/** Nothing is on a card in these. */
const blank: readonly DeviceState[] = ['REGISTERED', 'AVAILABLE', 'ASSIGNED', 'DISPOSED'];

/**
 * What is in use, or being made; of a container that has no such one, the last that was there, as long as the card has not been wiped: a card
 * that was terminated still has its certificates. credentials: newest first, as the server gives them.
 */
export function currentAndEarlier(
  state: DeviceState,
  credentials: readonly Credential[],
): { current: Credential[]; earlier: Credential[] } {
  const used = new Set(credentials.filter((each) => !outOfUse.includes(each.state)).map(({ container }) => container));
  const seen = new Set<string>();
  const counts = (each: Credential): boolean => {
    if (!outOfUse.includes(each.state)) return true;
    if (blank.includes(state) || used.has(each.container) || each.state === 'ABANDONED') return false;
    if (seen.has(each.container)) return false;
    seen.add(each.container);
    return true;
  };
  const current = credentials.filter(counts);
  return { current, earlier: credentials.filter((each) => !current.includes(each)) };
}
