/**
 * What the agent of a workstation answers, asks and reports. Served on `cw.v1.edge.<workstationId>.request.<name>`,
 * asked on `...call.<name>`, published on `...event.<name>`; NATS permissions vouch for the workstation id.
 */
import type { BatchTrace } from '../card/apdu-trace.js';
import type { OtherApplication } from '../card/card-applications.js';
import type { CardImage } from '../card/card-image.js';
import type { PasskeyName } from '../card/fido-image.js';
import type { CardStep, CardStepKind, StepResult } from '../card/card-step.js';
import type { PinRule } from '../card/credential-profile.js';
import type { WireError } from '../errors/cardwright-error.js';
import type { ErrorCode } from '../errors/error-catalogue.js';
import type { PauseCode } from '../errors/pause-codes.js';
import type { PostponeCause, UpdateOffer } from '../update/update-offer.js';
import type { UpdateKind } from '../update/update-kinds.js';
import type { AgentLogPage, DoctorReport, LogLevel } from '../workstation/diagnosis.js';
import type { BridgeAnswer } from '../workstation/bridge.js';
import type { AgentPolicies } from '../workstation/workstation.js';
import type { ServerVersions } from '../workstation/versions.js';
import type { Rpc } from './rpc.js';
import type { SaidIn } from '../said.js';

export type CardUse = 'exclusive' | 'shared' | null;

export interface ReaderState {
  readerName: string;
  cardPresent: boolean;
  atrHex: string | null;
  /** The identity of the card in the reader, as far as the agent has read it; absent from agents that do not say. */
  identityText?: string | null;
  /** A lease holds it: requestId. */
  heldBy: string | null;
  /** There is a card, and it does not answer: cardPresent is false. */
  unresponsive?: boolean;
  /** Of a card that was asked about: whether another program has it open, and lets others in; null: none has. Absent from agents of the release before. */
  inUse?: CardUse;
}

/**
 * Lease of device x request x workstation; the token only grows per device. An agent refuses a lower one than a batch has brought it, unless
 * issuance-svc says that this very lease is open (`lease.check`).
 */
export interface LeaseToken {
  requestId: string;
  deviceId: string;
  workstationId: string;
  fencingToken: number;
}

/**
 * How much of a card is read. `brief` (default) believes the Key History Object about 82 to 95; `full` looks at every key
 * reference: for a card whose writing was cut.
 */
export type ImageScope = 'brief' | 'full';

export interface BatchRequest {
  lease: LeaseToken;
  /** `<requestId>/<attempt>/<sequence>`: the journal replays the answer for the same id and payload. */
  batchId: string;
  /** Refused after this moment of the server's clock is past by the agent's monotonic timer: `ttlMs` after receipt. */
  ttlMs: number;
  /** ISO instant of the server when it sent this: what the agent judges lifetimes by. */
  sentAt?: string;
  /**
   * How long the lease still is, counted by the agent from the receipt: then it resets the card and gives the reader back, whether or not
   * anybody can be asked. Absent from an older server.
   */
  leaseMs?: number;
  /**
   * First batch of a session: connect exclusively to the card with this identity, in whichever reader it is, and read its image.
   * readerName: where to look first. applications: those that are read besides the main one (agents of earlier versions read none). mayShare: if another program keeps the card open for others as well, the agent works beside it, with the
   * card to itself during each batch; after a wait for the holder's PIN the next batch must not go on with a witness from before. Absent, or
   * from an agent of an earlier version: CARD_BUSY. attended: the holder works on it at this workstation, so that it stops at a safe point when
   * their screen is locked or they log off (EDGE_SCREEN_LOCKED, EDGE_SIGNED_OUT); not known to agents of earlier versions.
   */
  open?: {
    identityText: string;
    readerName?: string;
    scope?: ImageScope;
    applications?: OtherApplication[];
    mayShare?: boolean;
    attended?: boolean;
  };
  /** Compact JWE of the batch's secrets, sealed to `sessionKey` of this session (sealing/sealed-bag). */
  sealedSecrets?: string;
  /** Where the agent seals what it makes (the operation PIN): the vault's public key as a JWK, and its kid. */
  vaultPublicJwk?: Record<string, unknown>;
  pinRule?: PinRule;
  steps: CardStep[];
  /** Reset the card and give the reader back after the steps, whatever they gave. */
  close?: boolean;
  /**
   * After steps that did not fail: the card is let go of, so that a browser at this computer reaches it; lease, session key and PINs stay. The next
   * batch takes it again, and must not go on with a witness from before: the card with this identity, and unchanged but for its passkeys and tries of
   * PINs (CARD_WAS_RESET otherwise). showsPin: the PIN that this agent drew may be shown meanwhile (`pin.show`). Agents of the release before keep
   * the card, and answer without `lent`.
   */
  lend?: { showsPin?: true };
  /** Answer with the redacted trace of this batch's APDUs (F05). */
  trace?: boolean;
  /**
   * The vault's signature over it (nats/signed-batch.ts, sealing/signed-statement). An agent whose credential has `signedBatchesTag` refuses a batch
   * without it (EDGE_SERVER_NOT_TRUSTED); agents of earlier versions do not look at it.
   */
  signedBatch?: string;
}

export interface BatchResult {
  batchId: string;
  /** One per step executed; stops at the first failure. */
  results: StepResult[];
  /**
   * The step that failed, if one did. kind: absent from agents of earlier versions. tagHex: the data object
   * that was being written and not read back: anything may stand there.
   */
  failure?: { index: number; error: WireError; kind?: CardStepKind; tagHex?: string };
  /** With `open`: the card image and the session key. */
  image?: CardImage;
  sessionKey?: SignedSessionKey;
  /** Compact JWE to the vault's key: the operation PIN, when a step made one. Protected header: requestId, deviceId, purpose. */
  sealedOperationPin?: string;
  /** APDUs of the whole batch, and how long the card took. */
  apdus: number;
  durationMs: number;
  trace?: BatchTrace;
  /** The card was let go of. */
  lent?: true;
  /** True when this is the journal's answer, not a new execution. */
  replayed: boolean;
}

/**
 * The agent's ephemeral ECDH-ES P-256 key of one operation, signed by its enrolled nkey. The receiver verifies the
 * signature over `cardwright-session-key.v1.` + canonical JSON of the other fields before sealing anything to it.
 */
export interface SignedSessionKey {
  kid: string;
  /** {"kty":"EC","crv":"P-256","x":..,"y":..} */
  publicJwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string };
  requestId: string;
  deviceId: string;
  workstationId: string;
  /** ISO instant; at most 60 minutes after creation. */
  expiresAt: string;
  /** Public nkey (U...) of the agent and its Ed25519 signature, base64url. */
  agentNkey: string;
  signatureBase64Url: string;
}

/**
 * What programs see of a card. thumbprints: SHA-256 of the certificates' DER, hex in capitals. `pcsc`: there is nothing but PC/SC, which proves
 * nothing about other programs; why: what is missing.
 */
export type CredentialsSeen =
  { by: 'pkcs11'; thumbprints: string[] } | { by: 'pcsc'; why: 'no-desk' | 'no-pkcs11' | 'no-token' };

/** pin-change: the PIN that the card has and the new one, in one seal. fido-pin: the one of the FIDO application (`pin.fido`). */
export type SealedPinPurpose = 'holder-pin' | 'pin-change' | 'fido-pin';

export interface EdgeApi {
  'readers.list': Rpc<
    Record<string, never>,
    {
      readers: ReaderState[];
      pcsc: 'ok' | 'simulated' | 'unavailable';
      pcscCode?: ErrorCode;
      detail?: string;
    } & SaidIn<'detail'>
  >;
  /**
   * Plain inspection, no lease: connects, reads, resets. With identityText: that card, in whichever reader (CARD_WRONG_DEVICE when
   * only others are there); readerName is then where to look first. Without it and without readerName: the only card, else CARD_ABSENT / CARD_AMBIGUOUS.
   * applications: as in a batch that opens a session. passkeys: whether the key holds them is asked without touch and PIN, where FIDO2 is among the
   * applications; an agent of the release before does not.
   */
  'card.inspect': Rpc<
    {
      readerName?: string;
      identityText?: string;
      scope?: ImageScope;
      applications?: OtherApplication[];
      passkeys?: PasskeyName[];
    },
    { image: CardImage }
  >;
  'batch.execute': Rpc<BatchRequest, BatchResult>;
  /**
   * What became of a batch, for a caller that lost the answer: waits for a running one to end. done: the journal's answer;
   * interrupted: begun before an agent restart (finished steps in `result`); unknown: never seen, so it may be sent anew.
   * trace: with the batch's trace, as far as the agent still has it in memory.
   */
  'batch.result': Rpc<
    { lease: LeaseToken; batchId: string; trace?: boolean },
    { state: 'done' | 'interrupted' | 'unknown'; sessionOpen: boolean; result?: BatchResult }
  >;
  /**
   * The person's PIN, or with purpose pin-change the old and the new one, sealed to the session key. The new one is checked against the rule
   * of the batch that asked for it. Held in memory only.
   */
  'pin.supply': Rpc<
    { lease: LeaseToken; purpose: SealedPinPurpose; jwe: string; pinRule: PinRule; sentAt?: string; leaseMs?: number },
    { accepted: true }
  >;
  /**
   * The PIN that this agent drew for the card, sealed to recipientJwk (sealing/temporary-pin). Only where a batch of this session uses it for a
   * passkey, and until the next batch of another application: LIFECYCLE_TRANSITION otherwise; and REQUEST_RATE_LIMITED. Agents of the release
   * before answer REQUEST_NOT_FOUND.
   */
  'pin.show': Rpc<{ lease: LeaseToken; recipientJwk: Record<string, unknown> }, { jwe: string }>;
  /** Ends a session without a batch (lease broken, cancel): resets the card. A newer lease ends it too, and is not remembered for that. */
  'session.close': Rpc<{ lease: LeaseToken }, { closed: boolean }>;
  /**
   * New certificates are in this card, and its holder is to take it out and put it in again: the person's session forgets what programs keep of
   * the card on disk. remind: the holder did not do it yet, and is asked on the desktop if the card is in. May be repeated. No lease.
   * insertedMsAgo: as in card.inserted, for whoever did not hear that event; null: it was in when the agent started; absent: it is not here, or
   * the agent does not say.
   */
  'reinsertion.ask': Rpc<
    { requestId: string; identityText: string; remind?: boolean },
    { reminded: boolean; insertedMsAgo?: number | null }
  >;
  /**
   * Which certificates a fresh PKCS#11 session of the person at the seat shows. CARD_ABSENT; CARD_IN_WORK (CARD_BUSY from agents of
   * earlier versions): a saga has the card, or wanted it meanwhile and goes first.
   */
  'credentials.look': Rpc<{ identityText: string; thumbprints: string[] }, CredentialsSeen>;
  /** inUse: identities of cards of which the answer says whether another program has them open; they are connected to for it, and not written. */
  'agent.status': Rpc<{ inUse?: string[] }, AgentStatus>;
  /**
   * What `cardwright-agent doctor` finds. A card that a saga has is not looked at, and no card is written. However often it is asked, it looks
   * once in ten seconds. Agents of earlier versions answer REQUEST_NOT_FOUND.
   */
  'doctor.run': Rpc<Record<string, never>, DoctorReport>;
  /**
   * What the agent logged, the newest lines. since: ISO instant. limit: 200 without it, 500 at most. REQUEST_RATE_LIMITED when it is asked more
   * often than it reads. Agents of earlier versions answer REQUEST_NOT_FOUND.
   */
  'logs.read': Rpc<{ since?: string; limit?: number; level?: LogLevel }, AgentLogPage>;
}

/**
 * How long whoever asks an agent waits for its answer, where that is not the usual time of a request. One deadline for all who ask: a slow card
 * with 24 certificates takes seconds to read. Whoever asks REST for something that ends at a card waits longer (`cardRequestDeadlineMs`), and
 * the agent itself gives up earlier (`inspectLimitMs`), so that the reason that people see is the one of whoever knows most.
 */
export const edgeDeadlineMs: Readonly<Partial<Record<keyof EdgeApi, number>>> = {
  'card.inspect': 30_000,
  'doctor.run': 40_000,
};
export const inspectLimitMs = 25_000;
export const cardRequestDeadlineMs = 45_000;

export interface AgentStatus {
  workstationId: string;
  agentVersion: string;
  startedAt: string;
  pcsc: 'ok' | 'simulated' | 'unavailable';
  /** unavailable: why; absent from agents that do not say. */
  pcscCode?: ErrorCode;
  readers: ReaderState[];
  clock: string;
  /** What begins now is refused with this code. Absent: nothing is, or an agent of an earlier version. */
  paused?: PauseCode;
  /** What this computer runs, in words: `Debian GNU/Linux 12 (bookworm), x64`. Absent from agents of earlier versions. */
  system?: string;
  /** Absent from agents of earlier versions. */
  policies?: AgentPolicies;
}

/** An agent's status without whose cards they are, and who works on them. */
export type AgentReport = Omit<AgentStatus, 'readers'> & {
  readers: Pick<ReaderState, 'readerName' | 'cardPresent' | 'unresponsive'>[];
};

export interface EdgeCalls {
  'jwt.renew': Rpc<{ agentNkey: string }, { jwt: string; expiresAt: string }>;
  /**
   * Whether exactly this lease is open now. Asked when a batch brings a lower fencing token than the agent remembers: a token that
   * never was given, in a forged batch or before a restore of the database, must not shut a device out for ever.
   */
  'lease.check': Rpc<{ lease: LeaseToken }, { open: boolean }>;
  /**
   * Asked at every connection: each side learns which version the other is (requirement B12). An agent that is older than the least one goes on as it
   * is, but is answered `version-unsupported` to each check. Servers of the release before do not answer.
   */
  'version.exchange': Rpc<{ agentVersion: string }, ServerVersions>;
  'update.check': Rpc<UpdateCheckRequest, UpdateCheckReply>;
  /**
   * Not now. `until`: the time that the button named; it is the new time unless the policy asks earlier. May be repeated. Throws
   * REQUEST_NOT_FOUND, REQUEST_OFFER_CLOSED {state}, REQUEST_NOT_POSTPONABLE {deadline}, REQUEST_OFFER_ELSEWHERE for an offer shown elsewhere.
   */
  'update.postpone': Rpc<{ offerId: string; cause: PostponeCause; until?: string }, { until: string; now?: string }>;
  /**
   * The holder chose "Update now": the page opens here. May be repeated. Throws as `update.postpone` does, but for the deadline, and EDGE_OUTDATED
   * {agentVersion, minimumAgentVersion}. agentVersion: absent from agents of the release before.
   */
  'update.accept': Rpc<{ offerId: string; readerName: string; agentVersion?: string }, { accepted: true }>;
  /**
   * What became of a challenge that came to this agent's door (docs/decisions/0012). accepted: false where it is unknown, over, or answered before; a
   * refusal is never accepted. Servers of the release before do not answer.
   */
  'bridge.answer': Rpc<BridgeAnswer, { accepted: boolean }>;
  /**
   * A code that this agent shows to whoever is at its computer, by the SHA-256 of its text: the browser session into which it is typed is at this
   * workstation (workstation/typed-code.ts). It replaces the one before. Servers of the release before do not answer.
   */
  'bridge.code': Rpc<{ codeSha256Hex: string }, { accepted: boolean }>;
}
export interface UpdateCheckRequest {
  identityText: string;
  agentVersion: string;
  /** Absent from agents that cannot show offers: they are answered as before. */
  offers?: 1;
  readerName?: string;
  /** Somebody asked by hand: postponement does not count (B20). */
  manual?: boolean;
}
/**
 * now: the server's clock, ISO 8601. A workstation's clock may be wrong, and every other time here is the server's. leastMinutes: by itself the agent
 * asks about a card that stays in no more often than this, whatever shorter interval its own policies say; absent: no such rule, or an older server.
 */
export type UpdateCheckReply = UpdateCheckAnswer & { now?: string; leastMinutes?: number };
export type UpdateCheckAnswer =
  | { answer: 'none' }
  | { answer: 'not-managed' }
  | { answer: 'disabled' }
  /** The agent is too old for this server: nothing is looked up, offered or begun. The check may come again; it is answered otherwise once one of the two changed. */
  | ({ answer: 'version-unsupported'; agentVersion: string } & ServerVersions)
  /**
   * requestId: the offer's id. `offer` only for agents that can show it. signedOffer: the same, signed by the vault for this card
   * (sealing/signed-statement); absent from older servers, and while the vault does not answer.
   */
  | { answer: 'available'; kind: string; requestId: string; offer?: UpdateOffer; signedOffer?: string }
  /** The rest only to agents that can show offers. Comes back at `until`. */
  | { answer: 'postponed'; kind: UpdateKind; until: string }
  /** The offer is shown at another workstation or session until then. */
  | { answer: 'shown-elsewhere'; kind: UpdateKind; until: string }
  /** A saga is at work on the card. kind and cause: it was begun for what was due, unasked or accepted; the holder is told why. */
  | { answer: 'under-way'; requestId: string; kind?: UpdateKind; cause?: string };

/** What update-svc publishes to the agent of a card that is present: `cw.v1.edge.<workstationId>.notice.<name>`; bare body, no answer. */
export interface EdgeNotices {
  /** Something changed for this card: the agent checks at once, and closes the prompt of an offer that is no more. */
  'update.changed': { identityText: string; offerId: string | null };
}

/** What update-svc publishes to all agents: `cw.v1.agents.notice.<name>`; bare body, no answer. */
export interface AgentsNotices {
  /** It may have missed something: each agent says `card.present` and checks the cards whose last check got no answer, within its jitter. */
  'presence.asked': Record<string, never>;
}

/**
 * How often an agent says that it is still there, and after how much silence nobody counts on it: two reports may be lost. 10,000 agents make 56
 * reports in a second.
 */
export const agentReportEveryMs = 180_000;
export const agentSilentAfterMs = 420_000;

/** Published as the bare JSON body: an event has no caller, so no envelope. */
export interface EdgeEvents {
  /** insertedMsAgo: how long ago the agent saw it come in. Absent: it was in when the agent started, or the agent does not say. */
  'card.inserted': { readerName: string; atrHex: string; identityText: string | null; insertedMsAgo?: number };
  /** After `presence.asked`: every card that is in a reader and was read. What was said of this workstation before is out. */
  'card.present': { cards: { readerName: string; identityText: string }[] };
  /** identityText: which card it was, as far as the agent has read it; absent from agents that do not say. */
  'card.removed': { readerName: string; heldBy: string | null; identityText?: string | null };
  'agent.started': AgentStatus;
  /**
   * Shortly after something of it has changed, and otherwise every `agentReportEveryMs`: the agent is still there. Agents of earlier versions do
   * not say it.
   */
  'agent.report': AgentReport;
  /** The agent ends, by somebody's order. Agents of earlier versions do not say it, and nobody does whose computer was switched off. */
  'agent.stopped': Record<string, never>;
  /** The agent has given up the cards of these requests, for a reason of its own; the cards are in their readers. Agents of the release before do not say it. */
  'sessions.ended': { requestIds: string[]; code: ErrorCode };
  /** One per step begun and finished; sequence grows per batch. */
  'step.progress': StepProgress;
}
export interface StepProgress {
  requestId: string;
  deviceId: string;
  batchId: string;
  index: number;
  total: number;
  kind: CardStep['kind'];
  /** Key reference or tag that the step is about. */
  subject?: string;
  phase: 'started' | 'finished' | 'failed';
  /**
   * With `started`, once more: the step has begun, and goes on when the card is touched, or when somebody is done with the window that the system has
   * opened at this computer.
   */
  waitsFor?: 'touch' | 'window';
  code?: string;
}
