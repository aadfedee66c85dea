/** Short names for the shapes of the API. The shapes themselves are generated from apps/gateway/openapi.json (`npm run generate`). */
import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Role = Schemas['Role'];
export type Person = Schemas['Person'];
export type PersonPhoto = Schemas['PersonPhoto'];
export type RoleGrant = Schemas['RoleGrantsListReply']['rows'][number];
export type AuditRow = Schemas['AuditRow'];
export type AuditChain = Schemas['AuditVerification'];
export type Device = Schemas['Device'];
export type DeviceDetail = Schemas['DeviceDetail'];
export type DeviceState = Schemas['DeviceState'];
export type ReplacementKind = Schemas['ReplacementKind'];
export type HistoryEntry = Schemas['DeviceHistoryRow'];
export type HistoryActor = Schemas['HistoryActor'];
export type Credential = Schemas['Credential'];
export type Certificate = Schemas['CertificateDetail'];
export type CertificateContents = Schemas['CertificateContents'];
export type CertificateStatus = Certificate['status'];
export type Inspection = Schemas['InspectionReply'];
export type Reason = Schemas['Reason'];
export type ReasonUse = Schemas['ReasonUse'];
export type ReprovisionPlanBody = Schemas['ReprovisionPlanBody'];
export type ReprovisionPlan = Schemas['DevicesPlanReprovisionReply'];
export type Revocation = Schemas['RevocationRow'];
export type PlanSummary = Schemas['PlanSummary'];
export type PlanBody = Schemas['PlanBody'];
export type IssueBody = Schemas['IssueBody'];
export type Saga = Schemas['SagaRow'];
export type BulkPreview = Schemas['BulkPreview'];
export type BulkPreviewRow = Schemas['BulkPreviewRow'];
export type BulkResult = Schemas['BulkResult'];
export type SagaProgress = Schemas['SagaProgress'];
export type KindOfWork = Schemas['KindOfWork'];
export type WeekOfWork = Schemas['WeekOfWork'];
export type WaitsFor = Schemas['WaitsFor'];
export type AttentionKind = Schemas['AttentionKind'];
export type RequestState = Schemas['RequestState'];
export type RequestType = Schemas['RequestType'];
export type PinRule = Schemas['PinRule'];
export type UpdateOffer = Schemas['OfferRow'];
export type DueRow = Schemas['DevicesUpdateOffersReply']['due'][number];
export type ListedProfile = Schemas['ProfilesListReply']['rows'][number];
export type CredentialProfile = Schemas['CredentialProfile'];
export type ProfileVersion = Schemas['ProfileVersionRow'];
export type ProfilePreview = Schemas['ProfilePreview'];
export type ProfileProposal = Schemas['ProfileProposal'];
export type Rollout = Schemas['RolloutRow'];
export type RolloutDetail = Schemas['RolloutDetail'];
export type RolloutRing = Schemas['RolloutRing'];
export type RolloutEvent = Schemas['RolloutEvent'];
export type Campaign = Schemas['CampaignRow'];
export type CampaignDetail = Schemas['CampaignDetail'];
export type CampaignCount = Schemas['CampaignCount'];
export type CampaignFilter = Schemas['CampaignFilter'];
export type CampaignCard = Schemas['CampaignCardRow'];
export type NewCampaign = Schemas['CreateCampaignBody'];
export type UpdateCause = Schemas['UpdateCause'];
export type Workstation = Schemas['Workstation'];
export type WorkstationDetail = Schemas['WorkstationDetail'];
export type DeploymentCode = Schemas['DeploymentCode'];
export type { LogLevel } from '@cardwright/contracts/workstation/diagnosis';
export type {
  WorkstationPolicyState,
  WorkstationReaders,
  WorkstationSort,
} from '@cardwright/contracts/workstation/workstation';
export type Finding = Schemas['FindingRow'];
export type CardModel = Schemas['CardModel'];
export type StockBatch = Schemas['StockBatchesListReply']['rows'][number];
export type BrowserSession = Schemas['BrowserSession'];
export type AgentPackage = Schemas['AgentPackage'];
export type BridgeState = Schemas['BridgeState'];
export type SearchHit = Schemas['Searched']['hits'][number];
export type { SearchKind } from '@cardwright/contracts/nats/search';
export type Problem = Schemas['Problem'];
