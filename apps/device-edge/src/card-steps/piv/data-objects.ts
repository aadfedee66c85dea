/**
 * Reading and writing data objects for the steps: written, read back, compared by SHA-256 over the content (what stands
 * inside tag 53; for 7E and 7F61 the whole). *Done* means read back. Governing documents: faults.md (rule 2), SP 800-73-5 Part 2.
 */
import { createHash } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { dataObjects } from '@cardwright/card-protocol/piv/data-object';
import { withPin } from './pin.js';
import type { StepContext } from './step.js';

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').toUpperCase();

/** `5FC102` to 0x5FC102. Throws REQUEST_INVALID. */
export function tagOfHex(tagHex: string): number {
  if (!/^([0-9A-Fa-f]{2}){1,3}$/.test(tagHex))
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`no tag ${tagHex}`));
  return parseInt(tagHex, 16);
}

/** Content, empty for an object that is absent or erased. The PIN is verified only where the card asks for it. */
export async function readObject(context: StepContext, tagHex: string, pin?: SecretName): Promise<Uint8Array> {
  const tag = tagOfHex(tagHex);
  const asksForPin = dataObjects.find((row) => row.tag === tag)?.read === 'pin';
  const read = async (): Promise<Uint8Array> => (await context.piv.findData(tag)) ?? new Uint8Array(0);
  return withPin(context, { pin: asksForPin ? (pin ?? pinAtHand(context)) : undefined }, read);
}

/** The PIN of this session, for reading back objects that can be read only with a PIN. */
function pinAtHand({ bag, knowledge }: StepContext): SecretName | undefined {
  if (knowledge.verifiedPin !== null) return knowledge.verifiedPin;
  if (knowledge.pin !== null && bag.has(knowledge.pin)) return knowledge.pin;
  return (['pin.operation', 'pin.holder', 'pin.current'] as const).find((name) => bag.has(name));
}

/** Writes an object and reads it back; empty content erases it. Answers the SHA-256 of the content. Throws CARD_VERIFY_FAILED. */
export async function writeObject(context: StepContext, tagHex: string, content: Uint8Array): Promise<string> {
  const { piv, knowledge } = context;
  knowledge.doubtObject(tagHex);
  await piv.putData(tagOfHex(tagHex), content);
  const expected = sha256Hex(content);
  const found = sha256Hex(await readObject(context, tagHex));
  if (found !== expected) throw new CardwrightError('CARD_VERIFY_FAILED', undefined, { tagHex });
  knowledge.setObject(tagHex, content.length === 0 ? null : expected);
  return expected;
}
