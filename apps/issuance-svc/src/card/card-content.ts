/**
 * The contents of the data objects of one card (SP 800-73-5 Part 1 section 3 and appendix A), from the record alone: the
 * same device always gives the same bytes, but for the signatures, which are the vault's. Pure.
 */
import { createHash } from 'node:crypto';
import { encodeCardCapabilityContainer, cardIdLength } from '@cardwright/card-protocol/piv/card-capability-container';
import { chuidSignedBytes, encodeChuid, type ChuidFields } from '@cardwright/card-protocol/piv/chuid';
import { encodeDiscovery } from '@cardwright/card-protocol/piv/discovery';
import { decodeFascN } from '@cardwright/card-protocol/piv/fasc-n';
import { encodeKeyHistory } from '@cardwright/card-protocol/piv/key-history';
import { encodePrintedInformation, type PrintedInformation } from '@cardwright/card-protocol/piv/printed-information';
import {
  buildSecurityObject,
  coveredDataObjects,
  encodeSecurityObject,
} from '@cardwright/card-protocol/piv/security-object';
import { uuidBytes } from '@cardwright/card-protocol/piv/uuid';
import { objectTagHex } from '@cardwright/card-plan/content';
import type { PlannedObject } from '@cardwright/card-plan/planned-step';
import type { DeviceEntity } from '../persistence/device.entity.js';

/** The values from which the data objects of one batch are built. */
export interface ContentInput {
  objects: readonly PlannedObject[];
  fascNHex: string;
  cardUuid: string;
  cardholderUuid: string | null;
  /** `YYYY-MM-DD`. */
  expiresOn: string;
  printedInformation: PrintedInformation;
  keysInHistory: number;
  /** Objects that are not written but covered by the Security Object: SHA-256 of their content on the card, upper-case hex. */
  kept?: ReadonlyMap<PlannedObject, string>;
}

/** The part of it that a card keeps for its whole life. */
export const cardIdentityOf = (
  device: DeviceEntity,
): Pick<ContentInput, 'fascNHex' | 'cardUuid' | 'cardholderUuid' | 'expiresOn' | 'printedInformation'> => ({
  fascNHex: device.fascNHex!,
  cardUuid: device.cardUuid!,
  cardholderUuid: device.cardholderUuid,
  expiresOn: device.expiresOn!,
  printedInformation: { ...device.printedInformation!, expirationDate: device.expiresOn! },
});

/** Content per object: what stands inside tag 53, for Discovery the whole object. */
export type Contents = ReadonlyMap<PlannedObject, Uint8Array>;

/** The contents of every object but the Security Object, which covers them and is signed when the batch is opened. */
export interface UnsignedContent {
  contents: Contents;
  /** Absent where no Security Object is written. */
  securityObject?: {
    /** LDS Security Object, DER: what the vault signs. */
    toSign: Uint8Array;
    /** With the CMS over `toSign`, DER. */
    signed: (cms: Uint8Array) => Contents;
  };
}

/** chuidSignature: CMS over chuidToSign, DER; needed where the CHUID is one of the objects. */
export function cardContent(input: ContentInput, chuidSignature: Uint8Array | undefined): UnsignedContent {
  const contents = new Map<PlannedObject, Uint8Array>();
  for (const object of input.objects)
    if (object !== 'securityObject') contents.set(object, plainContent(object, input, chuidSignature));
  if (!input.objects.includes('securityObject')) return { contents };
  const { mapping, ldsSecurityObject } = securityObject(contents, input);
  const signed = (cms: Uint8Array): Contents =>
    new Map([...contents, ['securityObject', encodeSecurityObject(mapping, cms)]]);
  return { contents, securityObject: { toSign: ldsSecurityObject, signed } };
}

function plainContent(object: PlannedObject, input: ContentInput, chuidSignature: Uint8Array | undefined): Uint8Array {
  switch (object) {
    case 'chuid':
      if (chuidSignature === undefined) throw new TypeError('the CHUID is written with its signature');
      return encodeChuid(chuidFields(input), chuidSignature);
    case 'ccc':
      return encodeCardCapabilityContainer(cardId(input.cardUuid));
    case 'printedInformation':
      return encodePrintedInformation(input.printedInformation);
    case 'keyHistory':
      return encodeKeyHistory({ keysWithOnCardCerts: input.keysInHistory, keysWithOffCardCerts: 0 });
    case 'discovery':
      return encodeDiscovery();
    case 'securityObject':
      throw new TypeError('the Security Object is made after the others');
  }
}

type ChuidInput = Pick<ContentInput, 'fascNHex' | 'cardUuid' | 'cardholderUuid' | 'expiresOn'>;

/** The bytes that the CHUID's signature covers. They are known before anything else is made. */
export const chuidToSign = (input: ChuidInput): Uint8Array => chuidSignedBytes(chuidFields(input));

const chuidFields = ({ fascNHex, cardUuid, cardholderUuid, expiresOn }: ChuidInput): ChuidFields => ({
  fascN: decodeFascN(Buffer.from(fascNHex, 'hex')),
  cardUuid: uuidBytes(cardUuid),
  expirationDate: expiresOn,
  ...(cardholderUuid === null ? {} : { cardholderUuid: uuidBytes(cardholderUuid) }),
});

/** Unique by card and stable over its life: derived from the card UUID. */
const cardId = (cardUuid: string): Uint8Array =>
  createHash('sha256').update(`card-id/${cardUuid}`).digest().subarray(0, cardIdLength);

function securityObject(contents: Contents, input: ContentInput): ReturnType<typeof buildSecurityObject> {
  const sha256 = (content: Uint8Array): Buffer => createHash('sha256').update(content).digest();
  const digests = new Map([
    ...[...(input.kept ?? [])].map(([object, hex]): [number, Buffer] => [tagOf(object), Buffer.from(hex, 'hex')]),
    ...[...contents].map(([object, content]): [number, Buffer] => [tagOf(object), sha256(content)]),
  ]);
  const hashes = coveredDataObjects([...digests.keys()]).map(({ tag, containerId }) => ({
    containerId,
    digest: digests.get(tag)!,
  }));
  return buildSecurityObject(hashes);
}

const tagOf = (object: PlannedObject): number => parseInt(objectTagHex[object], 16);
