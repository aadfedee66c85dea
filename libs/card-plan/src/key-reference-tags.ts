/** Key reference names as texts, joined to card-protocol's rows (SP 800-73-5 Part 1 table 4b). */
import { keyReferences } from '@cardwright/card-protocol/piv/key-reference';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';

const tagByName = new Map(
  keyReferences
    .filter((row) => row.certificateTag !== undefined)
    .map((row) => [
      row.reference.toString(16).toUpperCase().padStart(2, '0'),
      row.certificateTag!.toString(16).toUpperCase(),
    ]),
);

/** `5FC105` for `9A`. Throws TypeError for a reference that has no certificate object. */
export function certificateTagHex(keyReference: KeyReferenceName): string {
  const tag = tagByName.get(keyReference);
  if (tag === undefined) throw new TypeError(`no certificate object for ${keyReference}`);
  return tag;
}

const nameByTag = new Map([...tagByName].map(([name, tag]) => [tag, name as KeyReferenceName]));

/** `9A` for `5FC105`; undefined for an object that is no certificate. */
export const keyReferenceOfTag = (tagHex: string): KeyReferenceName | undefined => nameByTag.get(tagHex);
