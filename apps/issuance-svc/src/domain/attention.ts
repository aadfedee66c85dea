/**
 * Who has to do something before a saga goes on: what operators see as "Needs attention". One row per case, as code here and as SQL for lists and
 * counts; a specification holds the two against each other. Pure.
 */
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { linkCodes } from '@cardwright/contracts/errors/link-codes';
import { pauseCodes } from '@cardwright/contracts/errors/pause-codes';
import type { RequestState, SagaRow, WaitsFor } from '@cardwright/contracts/nats/issuance.api';

type Waits = NonNullable<SagaRow['attention']>;
interface WaitingRequest {
  state: RequestState;
  stuckReason: string | null;
  personId: string | null;
  requestedByPersonId: string | null;
}

/** Set right by whoever is at the card: it is put in, its reader or its computer is there, it is touched, the PIN is typed. */
export const atTheCard: readonly ErrorCode[] = [
  ...linkCodes,
  ...pauseCodes,
  'CARD_AMBIGUOUS',
  'CARD_BUSY',
  'CARD_IN_WORK',
  'CARD_WRONG_DEVICE',
  'CARD_PIN_INCORRECT',
  'CARD_PIN_REFUSED',
  'FIDO_USER_CANCELLED',
  'FIDO_MADE_ELSEWHERE',
  'FIDO_EXCLUDED_ELSEWHERE',
  'FIDO_PIN_INCORRECT',
  'FIDO_PIN_NEEDS_REINSERT',
  'FIDO_PIN_MUST_CHANGE',
  'FIDO_PIN_REFUSED',
  'FIDO_RESET_NEEDS_REINSERT',
  'FIDO_RESET_TOO_LATE',
  'PIN_KEY_EXPIRED',
  'EDGE_PCSC_BUSY',
  'EDGE_RESTARTED',
  'EDGE_UNREACHABLE',
];
const ofTheSystem: readonly string[] = ['PKI', 'VAULT', 'INTERNAL', 'EDGE'];
/** A service is away or refuses, or an agent is not as it was installed: nobody at a desk sets that right. */
export const forAdministrators: readonly ErrorCode[] = (Object.keys(errorCatalogue) as ErrorCode[]).filter(
  (code) =>
    code === 'REQUEST_SERVICE_UNAVAILABLE' ||
    (ofTheSystem.includes(errorCatalogue[code].family) && !atTheCard.includes(code)),
);

export function attentionOf(request: WaitingRequest): Waits | null {
  if (request.state === 'AWAITING_USER') return { kind: 'pin', waitsFor: 'cardholder' };
  if (request.stuckReason === null) return null;
  return { kind: 'stuck', waitsFor: stuckFor(request.stuckReason, request) };
}

/** The person whose card it is about asked for it. */
export const isBegunByHolder = ({
  personId,
  requestedByPersonId,
}: Pick<WaitingRequest, 'personId' | 'requestedByPersonId'>): boolean =>
  personId !== null && personId === requestedByPersonId;

function stuckFor(code: string, request: WaitingRequest): WaitsFor {
  if ((forAdministrators as readonly string[]).includes(code)) return 'administrator';
  return isBegunByHolder(request) && (atTheCard as readonly string[]).includes(code) ? 'cardholder' : 'operator';
}

/** The rows of table `request` that wait for somebody; as in the index `request_attention`. */
export const attentionSql = `(request.stuck_reason IS NOT NULL OR request.state = 'AWAITING_USER')`;

/** For such a row: `AttentionKind`. */
export const attentionKindSql = `CASE WHEN request.state = 'AWAITING_USER' THEN 'pin' ELSE 'stuck' END`;

/** For such a row. administrators, card: placeholders of `forAdministrators` and `atTheCard`. */
export const waitsForSql = (administrators: string, card: string): string => `CASE
  WHEN request.state = 'AWAITING_USER' THEN 'cardholder'
  WHEN request.stuck_reason = ANY (CAST(${administrators} AS text[])) THEN 'administrator'
  WHEN request.stuck_reason = ANY (CAST(${card} AS text[])) AND request.person_id = request.requested_by_person_id THEN 'cardholder'
  ELSE 'operator' END`;
