/**
 * Person-facing requests that issuance-svc serves on `cw.v1.issuance.<name>`: body and answer of each, and who may send it; by subject in the files
 * `issuance.*.requests.ts` beside this one. The gateway alone publishes them and vouches for `actor` in the envelope. Every one of them passes the one authorisation function
 * (model.md section 6).
 */
import type { Reminder } from '../update/reminder.js';
import type { Finding } from '../card/findings.js';
import type { Page, PageRequest, RequestOf, Rpc } from './rpc.js';
import type { DeviceExport } from './issuance.device-export.js';
import type { SagaRow } from './issuance.saga.js';
import type { CardSagaType, sagaKinds } from '../workflow/saga-kinds.js';
import type { RulesOf } from './issuance.endpoint-rule.js';
import { sessionRules, type SessionApi } from './issuance.session.requests.js';
import { peopleRules, type PeopleApi } from './issuance.people.requests.js';
import { listRules, type ListApi } from './issuance.list.requests.js';
import { profileRules, type ProfileApi } from './issuance.profile.requests.js';
import { stockRules, type StockApi } from './issuance.stock.requests.js';
import { workstationRules, type WorkstationApi } from './issuance.workstation.requests.js';
import { deviceRules, type DeviceApi } from './issuance.device.requests.js';
import { credentialRules, type CredentialApi } from './issuance.credential.requests.js';
import { cardWorkRules, type CardWorkApi } from './issuance.card-work.requests.js';
import { sagaRules, type SagaApi } from './issuance.saga.requests.js';
import { auditRules, type AuditApi } from './issuance.audit.requests.js';
export type { EndpointRule } from './issuance.endpoint-rule.js';

export interface IssuanceApi
  extends
    SessionApi,
    PeopleApi,
    ListApi,
    ProfileApi,
    StockApi,
    WorkstationApi,
    DeviceApi,
    CredentialApi,
    CardWorkApi,
    SagaApi,
    AuditApi {}

/** Between services, on `cw.v1.issuance-internal.<name>`. */
export interface IssuanceInternalApi {
  'lease.check': Rpc<
    { requestId: string; deviceId: string; workstationId: string; fencingToken: number },
    { open: boolean }
  >;
  /** Read model of update-svc: pages of devices in a stable order. */
  'devices.export': Rpc<PageRequest, Page<DeviceExport>>;
  /** One round of the orphan sweeper now (faults.md I1). all: every live certificate, not only those of requests that closed lately. */
  'orphans.sweep': Rpc<{ all?: boolean }, { checked: number; findings: Finding[] }>;
  /**
   * Begins a saga of any kind for a service that has found it due, after every check that a person's request has to pass, but the person's
   * rights: NATS permissions say which services may ask, and the envelope's actor (kind `system`) which one it was. A request that waits for
   * the card is the one that is begun; a lock only where one waits (LIFECYCLE_TRANSITION: it was withdrawn). Throws as the request of the kind
   * does.
   */
  'sagas.begin': Rpc<SagaToBegin, { saga: SagaRow }>;
  /**
   * Holders are reminded by mail of updates that are due. on: false where there is no mail. May be repeated: the same offer, kind and deadline is told
   * once. Throws REQUEST_INVALID {field}.
   */
  'mail.remind': Rpc<{ reminders: Reminder[] }, { on: boolean }>;
}
/** `request`: what a person asks to have a saga of this kind started; of a kind that people do not start, the card and why. */
export type SagaToBegin = { [Type in CardSagaType]: { type: Type; request: StartRequest<Type> } }[CardSagaType];
export type StartRequest<Type extends CardSagaType> = `devices.${(typeof sagaKinds)[Type]['action']}` extends infer Name
  ? Name extends keyof IssuanceApi
    ? RequestOf<IssuanceApi, Name>
    : { deviceId: string; workstationId: string; readerName?: string; reason: string; reasonText?: string }
  : never;

/** Who may send which request. */
export const requestRules: RulesOf<IssuanceApi> = {
  ...sessionRules,
  ...peopleRules,
  ...listRules,
  ...profileRules,
  ...stockRules,
  ...workstationRules,
  ...deviceRules,
  ...credentialRules,
  ...cardWorkRules,
  ...sagaRules,
  ...auditRules,
};
