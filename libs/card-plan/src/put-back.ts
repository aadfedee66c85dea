/**
 * Restores data objects after an attempt that was cut while it asked for room (room.ts), before the next attempt plans. A torn certificate
 * object would otherwise look like a missing certificate. Pure.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import { toHex } from '@cardwright/card-protocol/bytes';
import type { CardImage, DataObjectImage, KeyReferenceImage } from '@cardwright/contracts/card/card-image';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { objectTagHex } from './content.js';
import { certificateTagHex } from './key-reference-tags.js';
import { isUnanswered } from './unclear-content.js';

/** image: the card as it is after the steps. */
export interface PutBack {
  steps: CardStep[];
  image: CardImage;
}

/**
 * tags: the objects that may be filled up or torn. before: the card as the cut attempt found it; now: the card as it is. An object that
 * reads as before is left alone, and so is the object of a key that has changed since.
 */
export function putBack(tags: readonly string[], before: CardImage, now: CardImage): PutBack {
  let image = now;
  const steps: CardStep[] = [];
  for (const tagHex of tags) {
    const [was, is] = [objectIn(before, tagHex), objectIn(image, tagHex)];
    if (was?.sha256Hex === is?.sha256Hex || isUnanswered(before, tagHex) || isUnanswered(now, tagHex)) continue;
    const [keyWas, keyIs] = [keyIn(before, tagHex), keyIn(image, tagHex)];
    const looked = keyWas !== undefined || always.includes(tagHex);
    if (was === undefined && looked) {
      steps.push({ kind: 'erase-data', tagHex });
      image = withObject(image, tagHex);
    }
    const certificate = keyWas?.certificateDerBase64;
    if (!keyWas || !certificate || certificate === keyIs?.certificateDerBase64 || !sameKey(keyWas, keyIs)) continue;
    steps.push({ kind: 'put-certificate', keyReference: keyWas.keyReference, certificateDerBase64: certificate });
    image = withObject(image, tagHex, Buffer.from(certificate, 'base64'));
    image.keyReferences = image.keyReferences.map((row) => (row === keyIs ? keyWas : row));
  }
  return { steps, image };
}

/** Every reading of a card looks at them, whatever its scope. */
const always = [objectTagHex.chuid, objectTagHex.securityObject];

const objectIn = ({ dataObjects }: CardImage, tagHex: string): DataObjectImage | undefined =>
  dataObjects.find((object) => object.tagHex === tagHex);
const keyIn = ({ keyReferences }: CardImage, tagHex: string): KeyReferenceImage | undefined =>
  keyReferences.find(({ keyReference }) => certificateTagHex(keyReference) === tagHex);

/** Judged by what the card reports: without metadata it shows a key only by its certificate. */
function sameKey(was: KeyReferenceImage, is: KeyReferenceImage | undefined): boolean {
  const [before, now] = [was.publicKeySpkiBase64, is?.publicKeySpkiBase64 ?? null];
  return before === null || now === null || before === now;
}

/** certificate: what the object holds; none: nothing. */
function withObject(image: CardImage, tagHex: string, certificate?: Uint8Array): CardImage {
  const others = image.dataObjects.filter((object) => object.tagHex !== tagHex);
  if (certificate === undefined) return { ...image, dataObjects: others };
  const content = encodeCertificateObject({ certificate, gzip: false });
  const sha256Hex = toHex(sha256(content)).toUpperCase();
  return { ...image, dataObjects: [...others, { tagHex, sha256Hex, length: content.length }] };
}
