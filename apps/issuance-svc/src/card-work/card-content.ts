/**
 * The contents of the data objects of one card (SP 800-73-5 Part 1 section 3 and appendix A), from the record alone: the
 * same device always gives the same bytes, but for the signatures. Signing is the vault's, by the callback.
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

export interface ContentInput {
  objects: readonly PlannedObject[];
  fascNHex: string;
  cardUuid: string;
  cardholderUuid: string | null;
  /** `YYYY-MM-DD`. */
  expiresOn: string;
  printedInformation: PrintedInformation;
  keysInHistory: number;
  /** Not written, and covered by the Security Object: SHA-256 of what stands on the card, upper-case hex. */
  kept?: ReadonlyMap<PlannedObject, string>;
  sign(kind: 'chuid' | 'security-object', content: Uint8Array): Promise<Uint8Array>;
}

/** Content per object: what stands inside tag 53, for Discovery the whole object. The Security Object covers the others. */
export async function cardContent(input: ContentInput): Promise<Map<PlannedObject, Uint8Array>> {
  const contents = new Map<PlannedObject, Uint8Array>();
  for (const object of input.objects)
    if (object !== 'securityObject') contents.set(object, await plainContent(object, input));
  if (input.objects.includes('securityObject')) contents.set('securityObject', await securityObject(contents, input));
  return contents;
}

async function plainContent(object: PlannedObject, input: ContentInput): Promise<Uint8Array> {
  switch (object) {
    case 'chuid': {
      const fields = chuidFields(input);
      return encodeChuid(fields, await input.sign('chuid', chuidSignedBytes(fields)));
    }
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

/** What the CHUID's signature is over: known before anything else is made. */
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

async function securityObject(
  contents: ReadonlyMap<PlannedObject, Uint8Array>,
  input: ContentInput,
): Promise<Uint8Array> {
  const sha256 = (content: Uint8Array): Buffer => createHash('sha256').update(content).digest();
  const digests = new Map([
    ...[...(input.kept ?? [])].map(([object, hex]): [number, Buffer] => [tagOf(object), Buffer.from(hex, 'hex')]),
    ...[...contents].map(([object, content]): [number, Buffer] => [tagOf(object), sha256(content)]),
  ]);
  const hashes = coveredDataObjects([...digests.keys()]).map(({ tag, containerId }) => ({
    containerId,
    digest: digests.get(tag)!,
  }));
  const { mapping, ldsSecurityObject } = buildSecurityObject(hashes);
  return encodeSecurityObject(mapping, await input.sign('security-object', ldsSecurityObject));
}

const tagOf = (object: PlannedObject): number => parseInt(objectTagHex[object], 16);
