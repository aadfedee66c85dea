/**
 * What the cards in the readers of this computer are to the person who wants to add one: which can be added and as what, and of each other one why
 * not (C08). Pure, no React.
 */
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Device, Inspection, Saga } from '../api/types.js';
import type { Choice } from './choices.js';

export type WhyNot =
  | 'yours'
  | 'setting-up'
  | 'somebody-else'
  | 'used'
  | 'other-kind'
  | 'no-more'
  | 'other-prepared'
  | 'broken'
  | 'passkeys-full'
  | 'passkey-pin-blocked'
  | 'passkey-pin-change'
  | 'in-use'
  | 'in-work'
  | 'not-allowed'
  | 'not-here'
  | 'nothing-offered'
  | 'not-now';
export type Verdict =
  | { can: 'add'; device: Device; choices: readonly Choice[] }
  /** code: what to say to whoever helps, where no words of ours say all. requestId: of the work on this card that is the person's own. */
  | { can: 'not'; why: WhyNot; code?: string; requestId?: string };

/** A reader with what was found in it; null: it is still being read. */
export interface Candidate {
  readerName: string;
  verdict: Verdict | null;
}

/** By the code that reading it, or planning for it, ended with. */
const byCode: Readonly<Partial<Record<ErrorCode, WhyNot>>> = {
  AUTH_FORBIDDEN: 'somebody-else',
  AUTH_NOT_YOUR_DEVICE: 'somebody-else',
  LIFECYCLE_ASSIGNED_TO_OTHER: 'somebody-else',
  AUTH_SEPARATION_OF_DUTIES: 'not-allowed',
  AUTH_NOT_AT_WORKSTATION: 'not-here',
  PERSON_DISABLED: 'not-allowed',
  PROFILE_NOT_SELF_SERVICE: 'nothing-offered',
  PROFILE_WITHDRAWN: 'nothing-offered',
  LIFECYCLE_GROUP_OCCUPIED: 'no-more',
  CARD_NOT_PIV: 'other-kind',
  CARD_UNSUPPORTED: 'other-kind',
  CARD_INTERFACE_UNSUPPORTED: 'other-kind',
  CARD_NO_IDENTITY: 'other-kind',
  CARD_CAPABILITY_MISSING: 'other-kind',
  CARD_NO_SPACE: 'other-kind',
  CARD_OBJECT_CANNOT_GROW: 'other-kind',
  CARD_WELL_KNOWN_SECRETS: 'other-kind',
  FIDO_MODEL_NOT_ACCEPTED: 'other-kind',
  FIDO_KEY_FULL: 'passkeys-full',
  FIDO_PIN_BLOCKED: 'passkey-pin-blocked',
  FIDO_PIN_MUST_CHANGE: 'passkey-pin-change',
  CARD_UNRESPONSIVE: 'broken',
  CARD_LINK_FAILED: 'broken',
  CARD_UNPOWERED: 'broken',
  CARD_BUSY: 'in-use',
  CARD_WAS_RESET: 'in-use',
  CARD_IN_WORK: 'in-work',
};
export const whyNot = (code: string): Verdict => ({ can: 'not', why: byCode[code as ErrorCode] ?? 'not-now', code });

/** Before any plan is made: what the record says of the card. `as`: what it may become, where it is to be planned for. */
export function lookedAt(
  { device, actions }: Inspection,
  mine: string,
  offered: readonly Choice[],
): Verdict | { as: readonly Choice[] } {
  const own = device.personId === mine;
  if (device.personId !== null && !own) return { can: 'not', why: 'somebody-else' };
  if (own && device.state === 'ISSUING')
    return { can: 'not', why: 'setting-up', ...(device.activeRequestId && { requestId: device.activeRequestId }) };
  const issue = actions.find(({ action }) => action === 'issue');
  if (issue?.possible !== true)
    return own && device.state !== 'ISSUE_FAILED'
      ? { can: 'not', why: 'yours' }
      : { can: 'not', why: 'used', ...(issue?.code && { code: issue.code }) };
  if (own && device.profileName !== null) return { as: [{ profileName: device.profileName, title: '' }] };
  return offered.length === 0 ? { can: 'not', why: 'nothing-offered' } : { as: offered };
}

/** One for each profile that it may become: null where it fits, else the code of what forbids it. The first refusal is the one that is said. */
export function planned(device: Device, choices: readonly Choice[], refusals: readonly (string | null)[]): Verdict {
  const fitting = choices.filter((_, index) => refusals[index] === null);
  if (fitting.length > 0) return { can: 'add', device, choices: fitting };
  const [choice, code] = [choices[0], refusals[0] ?? 'PROFILE_NOT_SELF_SERVICE'];
  if (choice?.inPlaceOf !== undefined && code === 'REQUEST_DEVICE_BUSY')
    return { can: 'not', why: 'other-prepared', code };
  return whyNot(code);
}

/**
 * [C09] The one card and the one profile, once every reader has been looked at; null: there is something to choose, or nothing. What takes the place
 * of another card is never begun by itself, because something becomes of that one too.
 */
export function onlyOne(
  candidates: readonly Candidate[],
): { readerName: string; device: Device; choice: Choice } | null {
  if (candidates.some(({ verdict }) => verdict === null)) return null;
  const fitting = candidates.filter(({ verdict }) => verdict?.can === 'add');
  const [first] = fitting;
  if (first === undefined || fitting.length > 1 || first.verdict?.can !== 'add') return null;
  const { device, choices } = first.verdict;
  return choices.length === 1 && choices[0]!.inPlaceOf === undefined
    ? { readerName: first.readerName, device, choice: choices[0]! }
    : null;
}

/** Worth another look by itself: what stands in the way goes away without the card being taken out. */
export const mayPass = (verdict: Verdict): boolean => verdict.can === 'not' && passing.includes(verdict.why);
const passing: readonly WhyNot[] = ['other-prepared', 'in-use', 'in-work', 'not-now', 'setting-up'];

/** Something of the person's that was begun and is not over. READY: a card waits for the person, and nothing was begun. */
export const isAddition = ({ type, state, finishedAt }: Pick<Saga, 'type' | 'state' | 'finishedAt'>): boolean =>
  type === 'ISSUE' && finishedAt === null && state !== 'READY';
