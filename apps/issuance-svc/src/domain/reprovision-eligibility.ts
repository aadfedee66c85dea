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
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { deviceStateWords } from '@cardwright/contracts/words/rows';

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
  sentence: Sentence;
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
    throw invalidKeys(say('record.reprovision-all'));
  }
  if (Array.isArray(keyReferences) && (keyReferences.length > 0 || reasonEffects(reason).newManagementKey))
    return { type, keyReferences: keyReferences as KeyReferenceName[] };
  throw invalidKeys(say('record.update-names'));
}

const invalidKeys = (sentence: Sentence): CardwrightError =>
  new CardwrightError('REQUEST_INVALID', sentence, { field: 'keyReferences' });

const stateSentence: Partial<Record<DeviceState, Sentence>> = {
  SUSPENDED: say('card.suspended'),
  TERMINATED: say('card.cancelled'),
  PENDING_ACTIVATION: say('card.waits-for-activation'),
};

const unknown = { retriesRemaining: null, retriesTotal: null, factory: null, blocked: false };
/** For a card that was not read: nothing on the card forbids the action. */
export const unread = { interface: 'contact', pin: unknown, puk: unknown } as const;

const refuse = (code: ErrorCode, sentence: Sentence): Refusal => ({ code, sentence });

/** null: it may. */
export function reprovisionRefusal(asked: ReprovisionCase): Refusal | null {
  const refused = rewriteRefusal(asked, 'reprovisioned');
  if (refused !== null) return refused;
  return asked.image.puk.blocked ? refuse('CARD_PUK_BLOCKED', say('card.puk-blocked')) : null;
}

/** null: single keys of it may be made anew. The holder must type the PIN, which stays, so it must not be blocked. */
export function updateRefusal(asked: ReprovisionCase): Refusal | null {
  const refused = rewriteRefusal(asked, 'updated');
  if (refused !== null) return refused;
  if (asked.device.health === 'interrupted') return refuse('LIFECYCLE_TRANSITION', say('card.unfinished'));
  return asked.image.pin.blocked ? refuse('CARD_PIN_BLOCKED', say('card.pin-blocked')) : null;
}

export const rewriteRefusals = {
  REPROVISION: reprovisionRefusal,
  UPDATE: updateRefusal,
} as const satisfies Readonly<Record<Rewrite['type'], (asked: ReprovisionCase) => Refusal | null>>;

function rewriteRefusal(asked: ReprovisionCase, done: 'reprovisioned' | 'updated'): Refusal | null {
  const { device, person, profile, image, today } = asked;
  if (image.interface !== 'contact') return refuse('CARD_INTERFACE_UNSUPPORTED', say(`card.contacts-${done}`));
  if (device.personId === null || person === null) return refuse('LIFECYCLE_UNASSIGNED', say('card.nobodys'));
  if (device.state !== 'ACTIVE' && device.state !== 'EXPIRED')
    return refuse(
      'LIFECYCLE_NOT_ACTIVE',
      stateSentence[device.state] ?? say(`card.state-${done}`, { state: deviceStateWords(device.state) }),
    );
  if (!person.enabled) return refuse('PERSON_DISABLED', say('card.holder-disabled'));
  // The day itself still counts: certificates end with its last second. The record says so a moment later (jobs/lifecycle/expiries.ts).
  if (device.state === 'EXPIRED' || (device.expiresOn !== null && device.expiresOn < today))
    return refuse('LIFECYCLE_CARD_EXPIRED', say('card.expired-on', { day: String(device.expiresOn) }));
  if (asked.profileWithdrawn) return refuse('PROFILE_WITHDRAWN', say('card.profile-withdrawn'));
  if (profile?.pivMode === true && !person.approved)
    return refuse('PERSON_NOT_APPROVED', say('card.holder-not-approved'));
  return null;
}
