/**
 * Adds a first step to a plan that asks the card whether each certificate object can hold its new certificate. A card whose objects cannot
 * grow then refuses while its old keys still work. Objects that do not exist yet are made larger than needed. Not part of the plan's hash:
 * the card is afterwards as it was. Pure.
 */
import { encodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import type { CardFacts } from '@cardwright/contracts/card/card-facts';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { ObjectRoom } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { objectTagHex } from './content.js';
import { estimateMs } from './estimate.js';
import { certificateTagHex } from './key-reference-tags.js';
import type { CardPlan, PlannedObject, PlannedStep } from './planned-step.js';

export interface RoomInput {
  image: CardImage;
  model: CardModel;
  /** The facts that were found out about this card before. */
  facts: CardFacts;
  /** The maximum length of each certificate's DER, by container. If a container is missing, its length is unknown. */
  derBytes: Readonly<Record<string, number>>;
}

/** This is for a longer name, a larger key, one more extension. */
const slackBytes = 512;
/** Sizes that certificates and signed objects of SP 800-73-5 Part 1 table 10 usually have, for objects whose size is unknown. */
const usualBytes = 1_536;
/** These objects are signed, and a new signer can make them longer. The others have a fixed size. */
const growing: readonly PlannedObject[] = ['chuid', 'securityObject'];

/** The plan with the step in front of phase `own`, where one is needed. Throws CARD_OBJECT_CANNOT_GROW {tagHex, bytes} for what the card has refused before. */
export function withRoom<Plan extends CardPlan>(plan: Plan, input: RoomInput): Plan {
  const objects = roomOf(Object.values(plan.phases).flat(), input);
  if (objects.length === 0) return plan;
  const phases = { ...plan.phases, own: [{ kind: 'reserve-data' as const, objects }, ...(plan.phases.own ?? [])] };
  return { ...plan, phases, estimateMs: estimateMs(phases) };
}

function roomOf(steps: readonly PlannedStep[], { image, model, facts, derBytes }: RoomInput): ObjectRoom[] {
  const rooms = new Map<string, ObjectRoom>();
  const add = (tagHex: string, bytes: number): void => {
    const stands = image.dataObjects.find((object) => object.tagHex === tagHex)?.length ?? 0;
    const { fits, refused } = facts.objectBytes?.[tagHex] ?? { fits: facts.objectsTake };
    if (bytes > 0 && refused !== undefined && bytes >= refused)
      throw new CardwrightError('CARD_OBJECT_CANNOT_GROW', undefined, { tagHex, bytes });
    // One byte below the limit, so that the card can be asked for one more.
    const wishedBytes = Math.min(bytes === 0 ? usualBytes : bytes + slackBytes, model.apdu.maxObjectBytes - 1);
    if (Math.max(fits ?? 0, stands) >= (bytes || 1) || bytes > wishedBytes) return;
    if ((rooms.get(tagHex)?.bytes ?? -1) < bytes) rooms.set(tagHex, { tagHex, bytes, wishedBytes });
  };
  for (const step of steps) {
    if (step.kind === 'put-certificate') {
      const bytes = derBytes[step.container];
      add(certificateTagHex(step.keyReference), bytes === undefined ? 0 : objectBytes(bytes));
    }
    if (step.kind === 'put-data' && growing.includes(step.object)) add(objectTagHex[step.object], 0);
  }
  return [...rooms.values()];
}

const objectBytes = (derBytes: number): number =>
  encodeCertificateObject({ certificate: new Uint8Array(derBytes), gzip: false }).length;
