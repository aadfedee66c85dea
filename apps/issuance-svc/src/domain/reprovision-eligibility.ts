/**
 * Decides whether a card may be reprovisioned or updated; if not, it answers the first rule that forbids it, as a code and one sentence
 * (requirements D06-D08, D12, D16). Preflight, inspection and the start of the saga ask it. Whether the model can do what the profile needs
 * is checked by the planner. Pure.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { reasonEffects } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Device, DeviceState } from '@cardwright/contracts/nats/issuance.api';

export interface ReprovisionCase {
  device: { state: DeviceState; personId: string | null; expiresOn: string | null; health: Device['health'] };
  person: { enabled: boolean; approved: boolean } | null;
  /** The latest version of the profile that the card was issued with; null: not known here. */
  profile: CredentialProfile | null;
  profileWithdrawn: boolean;
  image: Pick<CardImage, 'interface' | 'pin' | 'puk'>;
  /** `YYYY-MM-DD`. */
  today: string;
}
export interface Refusal {
  code: ErrorCode;
  sentence: string;
}

/** What is replaced on a card in use: everything, or single keys with their certificates. */
export type Rewrite = { type: 'REPROVISION' } | { type: 'UPDATE'; keyReferences: readonly KeyReferenceName[] };

/**
 * The kind comes from the request, and is never inferred from whether keys are named. Throws REQUEST_INVALID {field} for an update that
 * names no keys, unless its reason sets a new management key, and for a reprovision that names some. The planner checks whether the profile has
 * these keys.
 */
export function rewriteOf(type: Rewrite['type'], keyReferences: unknown, reason: string): Rewrite {
  if (type === 'REPROVISION') {
    if (keyReferences === undefined) return { type };
    throw invalidKeys('A reprovision makes every key anew: to make single keys anew, update the card');
  }
  if (Array.isArray(keyReferences) && (keyReferences.length > 0 || reasonEffects(reason).newManagementKey))
    return { type, keyReferences: keyReferences as KeyReferenceName[] };
  throw invalidKeys('An update names the keys that it makes anew: to make all of them anew, reprovision the card');
}

const invalidKeys = (sentence: string): CardwrightError =>
  new CardwrightError('REQUEST_INVALID', sentence, { field: 'keyReferences' });

const stateSentence: Partial<Record<DeviceState, string>> = {
  SUSPENDED: 'This card is suspended: resume it first',
  TERMINATED: 'This card was cancelled: take another one. A recycle, which erases it, makes it blank for a new issue',
  PENDING_ACTIVATION: 'This card waits for its activation: activate it first',
};

const unknown = { retriesRemaining: null, retriesTotal: null, factory: null, blocked: false };
/** For a card that was not read: nothing on the card forbids the action. */
export const unread = { interface: 'contact', pin: unknown, puk: unknown } as const;

const refuse = (code: ErrorCode, sentence: string): Refusal => ({ code, sentence });

/** null: it may. */
export function reprovisionRefusal(asked: ReprovisionCase): Refusal | null {
  const refused = rewriteRefusal(asked, 'reprovisioned');
  if (refused !== null) return refused;
  return asked.image.puk.blocked
    ? refuse(
        'CARD_PUK_BLOCKED',
        'The PUK is blocked, and only the PUK can set a new PIN. The card goes on working with the PIN that it has: update it instead',
      )
    : null;
}

/** null: single keys of it may be made anew. The holder must type the PIN, which stays, so it must not be blocked. */
export function updateRefusal(asked: ReprovisionCase): Refusal | null {
  const refused = rewriteRefusal(asked, 'updated');
  if (refused !== null) return refused;
  if (asked.device.health === 'interrupted')
    return refuse('LIFECYCLE_TRANSITION', 'The last write of this card was not finished: reprovision it');
  return asked.image.pin.blocked ? refuse('CARD_PIN_BLOCKED', 'The PIN is blocked: reset it first') : null;
}

export const rewriteRefusals = {
  REPROVISION: reprovisionRefusal,
  UPDATE: updateRefusal,
} as const satisfies Readonly<Record<Rewrite['type'], (asked: ReprovisionCase) => Refusal | null>>;

function rewriteRefusal(asked: ReprovisionCase, done: string): Refusal | null {
  const { device, person, profile, image, today } = asked;
  if (image.interface !== 'contact')
    return refuse('CARD_INTERFACE_UNSUPPORTED', `Only cards with contacts can be ${done}`);
  if (device.personId === null || person === null)
    return refuse('LIFECYCLE_UNASSIGNED', 'This card belongs to nobody: issue it to a person first');
  if (device.state !== 'ACTIVE' && device.state !== 'EXPIRED')
    return refuse(
      'LIFECYCLE_NOT_ACTIVE',
      stateSentence[device.state] ?? `A card in state ${device.state} cannot be ${done}`,
    );
  if (!person.enabled) return refuse('PERSON_DISABLED', 'The account of the holder is disabled');
  // The day itself still counts: certificates end with its last second. The record says so a moment later (jobs/lifecycle/expiries.ts).
  if (device.state === 'EXPIRED' || (device.expiresOn !== null && device.expiresOn < today))
    return refuse('LIFECYCLE_CARD_EXPIRED', `This card expired on ${device.expiresOn}: replace it`);
  if (asked.profileWithdrawn)
    return refuse(
      'PROFILE_WITHDRAWN',
      'The profile of this card was withdrawn: publish it again, or issue the holder another card',
    );
  if (profile?.pivMode === true && !person.approved)
    return refuse('PERSON_NOT_APPROVED', 'The holder is not approved for issuance');
  return null;
}
