/** A card on record, with what it carries and what stands for it; and what an inspection of the real one shows. */
import type { CardFacts } from '../card/card-facts.js';
import type { CardImage } from '../card/card-image.js';
import type { CardModel } from '../card/card-model.js';
import type { KeptSecret } from '../card/well-known-secrets.js';
import type { Finding } from '../card/findings.js';
import type { ReasonCode, ReplacementKind } from '../card/reasons.js';
import type { ReplacementAsk } from '../card/replacement-ask.js';
import type { SuspensionReason } from '../card/suspension.js';
import type { CertificateRow } from './pki.api.js';
import type { CardAction, SagaOperation } from '../workflow/saga-kinds.js';
import type { SaidIn } from '../said.js';
import type { Credential } from './issuance.credential.js';
import type { AttentionKind } from './issuance.saga.js';

/** Lifecycle states of model.md section 1 that exist. */
export type DeviceState =
  | 'REGISTERED'
  | 'AVAILABLE'
  | 'ASSIGNED'
  | 'ISSUING'
  | 'ISSUE_FAILED'
  | 'PENDING_ACTIVATION'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'REPLACED'
  | 'TERMINATED'
  | 'EXPIRED'
  | 'RECYCLING'
  | 'DISPOSED';

export interface Device {
  deviceId: string;
  identityText: string;
  label: string;
  modelId: string;
  state: DeviceState;
  operation: 'idle' | 'checking' | SagaOperation;
  health: 'ok' | 'interrupted' | 'drift' | 'damaged';
  pin: 'initial' | 'set' | 'must-change' | 'blocked' | null;
  /** `factory`: the published factory values. `stock`: those of its stock batch. `customer-v<N>`: our own. */
  keyset: string;
  personId: string | null;
  personName: string | null;
  profileName: string | null;
  profileVersion: number | null;
  /** `YYYY-MM-DD`; fixed at bind. */
  expiresOn: string | null;
  cardUuid: string | null;
  workstationId: string | null;
  activeRequestId: string | null;
  createdAt: string;
  updatedAt: string;
  /** Why it is suspended; empty: it is not, or was before reasons were kept. Absent from an older service. */
  suspendedFor?: SuspensionReason[];
  /** What the saga that has it waits for; null: for nobody. Absent where the device is an answer to something else, and from an older service. */
  attention?: AttentionKind | null;
  /** The end of its earliest current certificate; null: it has none. Absent as `attention` is. */
  certificatesExpireAt?: string | null;
}

export interface DeviceDetail extends Device {
  /** Whose initial PIN, PUK and management key the card came with; absent from an older service. */
  stockBatch?: { stockBatchId: string; name: string };
  /** What it keeps of its stock batch: shared by the cards of the batch, or known to everybody. */
  keeps?: KeptSecret[];
  /** What this card was found not to do, though its model says that it can. */
  cardFacts?: CardFacts;
  credentials: Credential[];
  certificates: CertificateRow[];
  /** The card that this one stands for, for a time or for good. */
  replaces: ReplacementLink | null;
  /** The card that stands for this one. */
  replacedBy: ReplacementLink | null;
  /** What waits for a new card. */
  openReplacement: OpenReplacement | null;
  /** What its holder asked for last; null: nothing. Absent from an older service. */
  replacementAsk?: ReplacementAsk | null;
  /** By whom a blank card was bound to the person who sets it up; null: it is not. Absent from an older service. */
  binding?: CardBinding | null;
}

/** [B06] A blank card that its person sets up where it is put in: the request that waits for that. */
export interface CardBinding {
  requestId: string;
  profileName: string;
  boundBy: string;
  boundAt: string;
  reasonText: string | null;
  /** [B07] The card in whose place it is set up; null: none. */
  replaces: Pick<ReplacementLink, 'requestId' | 'kind' | 'reason' | 'deviceId' | 'label'> | null;
}

/** One card of a replacement that has taken place, as its other card names it. */
export interface ReplacementLink {
  requestId: string;
  kind: ReplacementKind;
  reason: ReasonCode;
  /** The other card. */
  deviceId: string;
  label: string;
  state: DeviceState;
  since: string;
}

export interface OpenReplacement {
  requestId: string;
  kind: ReplacementKind;
  reason: ReasonCode;
  profileName: string;
  requestedAt: string;
  /** Withdrawing it gives the card back to its holder: it was suspended by this request. */
  restores: boolean;
  /** The card that is being issued for it, or is bound to it, if one is. */
  successorDeviceId: string | null;
}

/** What inspection shows: the card, whether we know it, and what could be done now (each "no" with its code and a sentence). */
export interface InspectionReply {
  device: Device;
  image: CardImage;
  model: CardModel;
  actions: ({
    action: CardAction;
    possible: boolean;
    code?: string;
    message?: string;
  } & SaidIn<'message'>)[];
  /** Where card, record and CA do not agree (F06). */
  findings?: Finding[];
}
