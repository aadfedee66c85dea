/** What two readings of one card are compared by. Pure. */
import type { CardImage } from '@cardwright/contracts/card/card-image';

/** Everything but how it was read: tries that another program has used up count as a change. */
export const contentOf = ({ apdus: _, extendedLength: __, ...content }: CardImage): string => JSON.stringify(content);

/** The same without what changes while somebody makes a passkey: which FIDO application it is counts, and no tries of a PIN. */
export function contentBesidePasskeys({ applications, pin, puk, ...image }: CardImage): string {
  const tries = { retriesRemaining: null };
  const content = contentOf({ ...image, pin: { ...pin, ...tries }, puk: { ...puk, ...tries } });
  return `${applications?.FIDO2?.aaguid} ${content}`;
}
