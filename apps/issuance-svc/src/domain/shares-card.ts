import type { RequestType } from '@cardwright/contracts/nats/issuance.api';

/** [A13] These work in turns with another program that keeps the card open, such as a browser with a PKCS#11 module. */
const kinds: ReadonlySet<RequestType> = new Set<RequestType>(['UPDATE', 'LOCK']);

export const sharesCard = (type: RequestType): boolean => kinds.has(type);
