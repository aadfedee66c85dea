/**
 * The reasons catalogue (model.md section 5) as data: one list for suspend, resume, cancel, revoke, reprovision, replace and
 * update. A row says where the reason may be given, what it means to the CA (RFC 5280 section 5.3.1), and what else follows from it;
 * nobody else asks which reason it is.
 */
import type { Role } from '../access/role.js';
import { type RevocationReason, revocationReasons } from './revocation-reason.js';

/** temporary: until the original is back. permanent: for good. */
export type ReplacementKind = 'temporary' | 'permanent';
/** `cancel`: the card is terminated. `compensation`: written by the system alone. */
export type ReasonUse =
  | 'issue'
  | 'update'
  | 'reprovision'
  | 'replace'
  | 'suspend'
  | 'resume'
  | 'cancel'
  | 'revoke'
  | 'pin-reset'
  | 'lock'
  | 'compensation';

/** `old-expires`: a replaced certificate is left to expire. `hold` and `release`: certificateHold, and its end. */
export type CertificateEffect = RevocationReason | 'old-expires' | 'already-revoked' | 'hold' | 'release' | 'none';

export interface Reason {
  code: ReasonCode;
  /** In the interface, as a choice of a list. */
  title: string;
  uses: readonly ReasonUse[];
  /** What becomes of the certificates that the change takes out of use. */
  certificates: CertificateEffect;
  /** The request must also say why, in words. */
  textNeeded: boolean;
  /** The 18 h clock runs on its revocations (FIPS 201-3 section 2.9.1). */
  urgent: boolean;
  /** Only the audit shows it. */
  systemOnly: boolean;
  /** Narrower than the endpoint's own rule; absent: whoever may use the endpoint. */
  roles?: readonly Role[];
}

/** What follows from a reason besides; the services alone read it. */
export interface ReasonEffects {
  /**
   * What a request for a replacement does to the old card at once. `suspend`: the replacement is temporary, because the card is only not
   * at hand. Absent: the card stays in use until its successor is active.
   */
  oldCard?: 'suspend' | 'terminate';
  /** A replacement waits for the renewal window, and the new card gets a whole lifetime; absent: it inherits the expiry of the old one. */
  newLifetime?: true;
  /** A card that is terminated for it is recorded as lost. */
  cardIsLost?: true;
  /** An update takes the latest version of the profile; absent: the version that the card was issued with. */
  latestProfile?: true;
  /** A holder who suspended the card for it may say that the card was found again, and so end the suspension. */
  endsWhenFound?: true;
  /**
   * A holder may ask for a new card for it, which an operator decides. suspendsFor: the report with which a card in use is suspended until
   * then; null: it stays in use.
   */
  holderAsks?: { suspendsFor: string | null };
  /** What is written to the card sets a new management key (9B) too, where the card has one of ours. */
  newManagementKey?: true;
}

type Options = Partial<Pick<Reason, 'textNeeded' | 'urgent' | 'systemOnly' | 'roles'>> & { effects?: ReasonEffects };
const reason = (
  title: string,
  uses: readonly ReasonUse[],
  certificates: CertificateEffect,
  options: Options = {},
): Omit<Reason, 'code'> & { effects?: ReasonEffects } => ({
  title,
  uses,
  certificates,
  textNeeded: false,
  urgent: false,
  systemOnly: false,
  ...options,
});

const rows = {
  INITIAL: reason('First issue', ['issue'], 'none', { systemOnly: true }),
  RENEW: reason('Certificates expire soon', ['update', 'replace'], 'old-expires'),
  EXPIRING_CARD: reason('The card expires soon', ['replace'], 'superseded', { effects: { newLifetime: true } }),
  PROFILE_CHANGED: reason('The credential profile changed', ['update', 'reprovision'], 'superseded', {
    effects: { latestProfile: true },
  }),
  HOLDER_DATA_CHANGED: reason(
    'Name, mail or other data of the holder changed',
    ['update', 'reprovision', 'replace'],
    'affiliationChanged',
  ),
  CONTENT_DAMAGED: reason('The content of the card is damaged or incomplete', ['reprovision'], 'superseded'),
  EXTERNALLY_REVOKED: reason(
    'Certificates were revoked outside Cardwright',
    ['reprovision', 'update'],
    'already-revoked',
  ),
  KEYSET_ROTATION: reason('The management key is rotated', ['update', 'reprovision'], 'superseded', {
    effects: { newManagementKey: true },
  }),
  FORGOTTEN: reason('The holder forgot the card', ['suspend', 'replace'], 'hold', {
    effects: { oldCard: 'suspend', endsWhenFound: true },
  }),
  MISPLACED: reason('The holder cannot find the card', ['suspend', 'replace'], 'hold', {
    effects: { oldCard: 'suspend', endsWhenFound: true },
  }),
  // What a holder says; an operator confirms it by terminating or replacing the card with LOST or STOLEN.
  REPORTED_LOST: reason('The card is reported as lost', ['suspend'], 'hold'),
  REPORTED_STOLEN: reason('The card is reported as stolen', ['suspend'], 'hold'),
  ON_LEAVE: reason('The holder is on leave', ['suspend', 'lock'], 'hold'),
  MISCONDUCT: reason('Misconduct is looked into', ['suspend', 'lock'], 'hold'),
  FOUND: reason('The card was found', ['resume'], 'release'),
  RESUMED: reason('The card may be used again', ['resume'], 'release'),
  LOST: reason('The card is lost', ['replace', 'cancel'], 'keyCompromise', {
    urgent: true,
    effects: { oldCard: 'terminate', cardIsLost: true, holderAsks: { suspendsFor: 'REPORTED_LOST' } },
  }),
  STOLEN: reason('The card was stolen', ['replace', 'cancel'], 'keyCompromise', {
    urgent: true,
    effects: { oldCard: 'terminate', cardIsLost: true, holderAsks: { suspendsFor: 'REPORTED_STOLEN' } },
  }),
  KEY_COMPROMISE: reason('A key may be known to others', ['revoke', 'reprovision', 'cancel'], 'keyCompromise', {
    urgent: true,
  }),
  DAMAGED: reason('The card is damaged', ['replace', 'cancel'], 'superseded', {
    effects: { oldCard: 'terminate', holderAsks: { suspendsFor: null } },
  }),
  LEFT: reason('The holder has left', ['cancel'], 'cessationOfOperation', { urgent: true }),
  ACCOUNT_DISABLED: reason('The account of the holder is disabled', ['cancel'], 'cessationOfOperation', {
    urgent: true,
  }),
  PRIVILEGE_WITHDRAWN: reason('The privilege was withdrawn', ['cancel'], 'privilegeWithdrawn', { urgent: true }),
  FRAUD: reason('Fraud', ['cancel'], 'privilegeWithdrawn', { urgent: true, roles: ['SO'] }),
  DECEASED: reason('The holder has died', ['cancel'], 'cessationOfOperation', { urgent: true }),
  FORGOTTEN_PIN: reason('The holder forgot the PIN, or it is blocked', ['pin-reset'], 'none'),
  PIN_EXPOSED: reason('The PIN may be known to others', ['pin-reset', 'lock'], 'none'),
  ISSUED_IN_ERROR: reason('Issued in error', ['cancel', 'compensation'], 'superseded'),
  ISSUE_FAILED: reason('The issue came to nothing', ['compensation'], 'superseded', { systemOnly: true }),
  OTHER: reason(
    'Another reason, in words',
    ['update', 'reprovision', 'replace', 'suspend', 'resume', 'cancel', 'revoke', 'pin-reset', 'lock'],
    'unspecified',
    { textNeeded: true },
  ),
} as const;

// Not `keyof` alone: the compiler forgets the name of such an alias, by which it has a schema of its own (tools/reply-schemas.mjs).
/** Code of the reasons catalogue: GET /reasons. */
export type ReasonCode = Extract<keyof typeof rows, string>;
export const reasonCodes = Object.keys(rows) as ReasonCode[];

export const reasons: readonly Reason[] = reasonCodes.map((code) => {
  const { effects: _, ...row }: ReturnType<typeof reason> = rows[code];
  return { code, ...row };
});

const effectsByCode: ReadonlyMap<string, ReasonEffects> = new Map(
  Object.entries(rows).map(([code, { effects = {} }]) => [code, effects]),
);
/** None for a code that the catalogue does not have. */
export const reasonEffects = (code: string): ReasonEffects => effectsByCode.get(code) ?? {};

/** Who has the card not at hand gets a temporary one; every other reason to replace is for good (model.md section 5). */
export const replacementKindOf = (code: string): ReplacementKind =>
  reasonEffects(code).oldCard === 'suspend' ? 'temporary' : 'permanent';

/** Undefined for a code that the catalogue does not have. */
export const reasonOf = (code: string): Reason | undefined => reasons.find((row) => row.code === code);

/** Why something was done: by a code of the catalogue or, of a certificate, of RFC 5280; in words; or both. */
export interface GivenReason {
  /** null: none, or in words alone. */
  reason: ReasonCode | RevocationReason | null;
  reasonText: string | null;
}
/**
 * Of what the audit trail and events keep in one text: a code, `CODE: words`, or words alone. A code that the catalogue does not have (any more) is
 * words.
 */
export function givenReason(text: string | null): GivenReason {
  const [, code = '', words = null] = /^([A-Z_]+)(?:: (.*))?$/s.exec(text ?? '') ?? [];
  const known = reasonOf(code)?.code ?? revocationReasons.find((each) => each === text);
  return known === undefined ? { reason: null, reasonText: text } : { reason: known, reasonText: words };
}
