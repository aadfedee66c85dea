/** Finding one of many things by what somebody has at hand: a name, a number, an id (GET /api/v1/search). Ids are as in the lists. */
import type { DeviceState, RequestState, RequestType } from './issuance.api.js';
import type { CertificateStatus } from './pki.api.js';

/** In the order in which hits that fit alike are shown. */
export const searchKinds = ['person', 'card', 'certificate', 'request', 'workstation'] as const;
export type SearchKind = (typeof searchKinds)[number];

export interface PersonHit {
  kind: 'person';
  personId: string;
  displayName: string;
  externalId: string;
  organizationalUnit: string | null;
}
export interface CardHit {
  kind: 'card';
  deviceId: string;
  label: string;
  identityText: string;
  state: DeviceState;
  personName: string | null;
}
export interface CertificateHit {
  kind: 'certificate';
  serialNumberHex: string;
  subjectText: string;
  status: CertificateStatus;
  keyReference: string;
  /** The card that it was made for. */
  deviceId: string;
  label: string;
}
export interface RequestHit {
  kind: 'request';
  requestId: string;
  type: RequestType;
  state: RequestState;
  personName: string | null;
  label: string;
}
export interface WorkstationHit {
  kind: 'workstation';
  workstationId: string;
  name: string;
}
/** exact: what was looked for is the whole name, number or id, and not a part of it. */
export type SearchHit = (PersonHit | CardHit | CertificateHit | RequestHit | WorkstationHit) & { exact: boolean };

/** Else in the order in which they are. */
export const exactFirst = <Hit extends { exact: boolean }>(hits: readonly Hit[]): Hit[] => [
  ...hits.filter(({ exact }) => exact),
  ...hits.filter(({ exact }) => !exact),
];

export interface Found {
  /** Exact ones first. */
  hits: SearchHit[];
  /** Kinds of which there are more than are shown. */
  more: SearchKind[];
}

/** Shorter text finds nothing. */
export const shortestSearch = 2;
