/** What an agent reads from a card as the factory left it. */
import type { CardImage } from '@cardwright/contracts/card/card-image';

/** serial: decimal; null: a card without an identity. Version 5.4.3 with a 3DES management key, unless `extra` says otherwise. */
export const factoryImage = (serial: string | null, extra: Partial<CardImage> = {}): CardImage => ({
  readerName: 'Reader 0',
  atrHex: '3BFD',
  interface: 'contact',
  identity: serial === null ? null : { scheme: 'ykserial', value: serial },
  applicationLabel: null,
  version: '5.4.3',
  extendedLength: true,
  managementKey: { algorithm: '3DES', factory: true },
  pin: { retriesRemaining: 3, retriesTotal: 3, factory: true, blocked: false },
  puk: { retriesRemaining: 3, retriesTotal: 3, factory: true, blocked: false },
  keyReferences: [],
  dataObjects: [],
  chuid: null,
  apdus: 10,
  ...extra,
});
