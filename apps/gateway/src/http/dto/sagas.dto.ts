/** Inputs of /sagas. */
import { browserPasskeyMax } from '@cardwright/contracts/access/browser-passkey';
import type { RequestState, RequestType, WaitsFor } from '@cardwright/contracts/nats/issuance.api';
import { sagaSorts, sagasLatestFirst, type SagaSort, type SortOrder } from '@cardwright/contracts/nats/list-filters';
import { cardSagaTypes, waitingRequestTypes } from '@cardwright/contracts/workflow/saga-kinds';
import { readerLanguages, type ReaderLanguage } from '../../words/reader-language.js';
import { OmitType } from '@nestjs/swagger';
import { PointOnCurve } from './point-on-curve.js';
import { Flag, Jwe, Nested, OneOf, Text, Token, Uuid, Whole } from './fields.js';
import { Order, PageQuery } from './common.dto.js';

const requestStates: readonly RequestState[] = [
  'READY',
  'IN_PROGRESS',
  'AWAITING_USER',
  'INTERRUPTED',
  'FAILED',
  'CANCELLING',
  'CANCELLED',
  'COMPLETED',
  'SUPERSEDED',
  'WITHDRAWN',
];
const waitsFor: readonly WaitsFor[] = ['cardholder', 'operator', 'administrator'];
const requestTypes = [...cardSagaTypes, ...waitingRequestTypes];
/** 32 bytes as base64url, RFC 7518 section 6.2.1. */
const coordinate = /^[A-Za-z0-9_-]{43}$/;
const base64url = /^[A-Za-z0-9_-]+$/;

export class SagasQuery extends PageQuery {
  @OneOf(requestStates, { optional: true })
  state?: RequestState;

  @OneOf(requestTypes, { optional: true })
  type?: RequestType;

  @Uuid({ optional: true })
  deviceId?: string;

  @Uuid({ optional: true })
  personId?: string;

  @Flag({ optional: true, description: 'Only those that wait for a person to remove a reason' })
  stuck?: boolean;

  @Flag({ optional: true, description: 'Only those that wait for somebody: stuck, or for a PIN' })
  attention?: boolean;

  @OneOf(waitsFor, { optional: true, description: 'Only those that wait for one of these' })
  waitsFor?: WaitsFor;

  @OneOf(sagaSorts, { optional: true, description: '`created`, when it began, without it; `updated`: its last change' })
  sort?: SagaSort;

  @Order(sagasLatestFirst)
  order?: SortOrder;
}
export class SagasExportQuery extends OmitType(SagasQuery, ['limit', 'cursor']) {}
export class SagaQuery {
  @Whole(1, 50, {
    optional: true,
    description:
      'Answer only when the saga no longer goes on by itself (it has ended, or waits for a person), or after so many seconds',
  })
  waitSeconds?: number;
}
export class TimelineQuery {
  @Whole(0, 2 ** 31, { optional: true })
  afterSequence?: number;
}
/** A browser’s EventSource sends no header of ours. */
export class EventsQuery extends TimelineQuery {
  @OneOf(readerLanguages, { optional: true, description: 'The language of its sentences; default: as Accept-Language' })
  language?: ReaderLanguage;
}
export class RetryBody {
  @Token({ optional: true, description: 'Go on at this workstation' })
  workstationId?: string;
}
export class SupplyPinBody {
  @Jwe(4096, { description: 'The PIN, sealed to the key of GET /sagas/{requestId}/pin-key' })
  jwe: string;
}

/** As a browser answers to what `passkey-options` ask for (WebAuthn Level 3 section 5.2.1): all of it, or nothing for a page or a window. */
export class BrowserPasskeyBody {
  @Text(browserPasskeyMax.credentialId, {
    pattern: base64url,
    optional: true,
    description: 'The credential id, base64url',
  })
  credentialId?: string;

  @Text(browserPasskeyMax.clientDataJson, {
    pattern: base64url,
    optional: true,
    description: 'The client data, base64url',
  })
  clientDataJson?: string;

  @Text(browserPasskeyMax.attestationObject, {
    pattern: base64url,
    optional: true,
    description: 'The attestation object, base64url',
  })
  attestationObject?: string;
}

/** P-256 public key (RFC 7518 section 6.2.1). A private part is refused: no rule names it. */
class RecipientJwk {
  @OneOf(['EC'])
  kty: 'EC';

  @OneOf(['P-256'])
  crv: 'P-256';

  @Text(43, { pattern: coordinate })
  x: string;

  @Text(43, { pattern: coordinate })
  y: string;
}
export class ShowTemporaryPinBody {
  @Nested(() => RecipientJwk, { description: 'Where the PIN is sealed to' })
  @PointOnCurve()
  recipientJwk: RecipientJwk;
}
export class RevealInitialPinBody {
  @Nested(() => RecipientJwk, { description: 'Where the PIN is sealed to' })
  @PointOnCurve()
  recipientJwk: RecipientJwk;

  @Text(500, { description: 'Why, in words; goes into the audit' })
  reasonText: string;
}
