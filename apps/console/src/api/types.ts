/** Short names for the shapes of the API. The shapes themselves are generated from apps/gateway/openapi.json (`npm run generate`). */
import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Role = Schemas['Role'];
export type Person = Schemas['Person'];
export type Device = Schemas['Device'];
export type DeviceDetail = Schemas['DeviceDetail'];
export type DeviceState = Schemas['DeviceState'];
export type ReplacementKind = Schemas['ReplacementKind'];
export type Credential = Schemas['Credential'];
export type Inspection = Schemas['InspectionReply'];
export type Reason = Schemas['Reason'];
export type ReasonUse = Schemas['ReasonUse'];
export type ReprovisionPlanBody = Schemas['ReprovisionPlanBody'];
export type ReprovisionPlan = Schemas['DevicesPlanReprovisionReply'];
export type Revocation = Schemas['RevocationRow'];
export type PlanSummary = Schemas['PlanSummary'];
export type PlanBody = Schemas['PlanBody'];
export type Saga = Schemas['SagaRow'];
export type SagaProgress = Schemas['SagaProgress'];
export type RequestState = Schemas['RequestState'];
export type RequestType = Schemas['RequestType'];
export type PinRule = Schemas['PinRule'];
export type UpdateOffer = Schemas['OfferRow'];
export type DueRow = Schemas['DevicesUpdateOffersReply']['due'][number];
export type Rollout = Schemas['RolloutRow'];
export type RolloutDetail = Schemas['RolloutDetail'];
export type RolloutRing = Schemas['RolloutRing'];
export type RolloutEvent = Schemas['RolloutEvent'];
export type UpdateCause = Schemas['UpdateCause'];
export type Workstation = Schemas['Workstation'];
export type WorkstationDetail = Schemas['WorkstationDetail'];
export type { LogLevel } from '@cardwright/contracts/workstation/diagnosis';
export type { WorkstationPolicyState, WorkstationSort } from '@cardwright/contracts/workstation/workstation';
export type Problem = Schemas['Problem'];
