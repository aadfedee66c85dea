/** What the console reads, one row per request: key, path, how often it is looked at again. Nothing secret is ever read through here. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AuditFilter } from '@cardwright/contracts/nats/audit-rows';
import type * as Certificates from '@cardwright/contracts/nats/certificate-list';
import type { ViewedList } from '@cardwright/contracts/nats/saved-views';
import type * as Contract from '@cardwright/contracts/nats/list-filters';
import type { WorkstationFilter as Workstations, WorkstationSort } from '@cardwright/contracts/workstation/workstation';
import type { FindingFilter } from '@cardwright/contracts/card/findings';
import { api, setCsrfToken, unwrap } from './client.js';
import { endOfUseQueries } from './end-of-use-queries.js';
import { at, liveMs, next, page, pageSize } from './pages.js';
import { untilBack } from './query-client.js';
import type { CampaignCard, LogLevel, ReasonUse } from './types.js';

export type DeviceFilter = Contract.DeviceFilter & Contract.Sorted<Contract.DeviceSort> & { mine?: boolean };
export type CertificateFilter = Certificates.CertificateFilter & Contract.Sorted<Certificates.CertificateSort>;
export type PersonFilter = Contract.PersonFilter & Contract.Sorted<Contract.PersonSort>;
export type SagaFilter = Contract.SagaFilter & Contract.Sorted<Contract.SagaSort>;

export type WorkstationFilter = Workstations & Contract.Sorted<WorkstationSort>;

/** Every look asks the agents of the rows that are shown. */
const agentsMs = 15_000;

/** Numbers that change in hours. */
const overviewMs = 60_000;

/** Somebody has the card in the hand, and looks at the page. */
const reinsertionMs = 2_000;

export const queries = {
  me: () =>
    queryOptions({
      queryKey: ['me'],
      queryFn: async ({ signal }) => {
        const me = await unwrap(api.GET('/api/v1/me', { signal }));
        setCsrfToken(me.csrfToken);
        return me;
      },
      staleTime: 60_000,
    }),
  /** Before anybody is signed in, too. */
  system: () =>
    queryOptions({
      queryKey: ['system'],
      queryFn: ({ signal }) => unwrap(api.GET('/api/v1/system', { signal })),
      staleTime: Infinity,
    }),
  sessions: () =>
    queryOptions({
      queryKey: ['sessions'],
      queryFn: ({ signal }) => unwrap(api.GET('/api/v1/me/sessions', { signal })).then((it) => it.sessions),
    }),
  views: (list: ViewedList) =>
    queryOptions({
      queryKey: ['views', list],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/me/views/{list}', { signal, params: { path: { list } } })).then((it) => it.views),
      staleTime: 60_000,
    }),
  people: ({ query = '', ...filter }: PersonFilter) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['people', { query, ...filter }],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/people', {
            signal,
            params: { query: { ...filter, ...text(query), limit: pageSize, ...at(pageParam) } },
          }),
        ),
      getNextPageParam: next,
    }),
  person: (personId: string) =>
    queryOptions({
      queryKey: ['person', personId],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/people/{personId}', { signal, params: { path: { personId } } })).then(
          (it) => it.person,
        ),
    }),
  /** What is on record of a photo; null: none. */
  photo: (personId: string) =>
    queryOptions({
      queryKey: ['person-photo', personId],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/people/{personId}', { signal, params: { path: { personId } } })).then(
          (it) => it.photo ?? null,
        ),
    }),
  /** Stored ones, of everybody without a person; what a sign-in brings is known to the sign-in service. */
  roleGrants: (personId?: string) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['role-grants', { personId }],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/role-grants', {
            signal,
            params: { query: { ...(personId !== undefined && { personId }), limit: pageSize, ...at(pageParam) } },
          }),
        ),
      getNextPageParam: next,
    }),
  roleMeanings: () =>
    queryOptions({
      queryKey: ['role-meanings'],
      queryFn: ({ signal }) => unwrap(api.GET('/api/v1/role-grants/meanings', { signal })).then((it) => it.roles),
      staleTime: 60_000,
    }),
  /** object: `person:<id>`. action: `person.changed`. */
  audit: (filter: AuditFilter) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['audit', filter],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/audit', { signal, params: { query: { ...filter, limit: pageSize, ...at(pageParam) } } }),
        ),
      getNextPageParam: next,
    }),
  devices: ({ query = '', ...filter }: DeviceFilter) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['devices', { query, ...filter }],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/devices', {
            signal,
            params: { query: { ...filter, ...text(query), limit: pageSize, ...at(pageParam) } },
          }),
        ),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  /** null: no card that this person may see. */
  cardByIdentity: (identity: string) =>
    queryOptions({
      queryKey: ['devices', { identity }],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/devices', { signal, params: { query: { identity, limit: 1 } } })).then(
          (it) => it.rows[0] ?? null,
        ),
      staleTime: 60_000,
      retry: false,
    }),
  search: (query: string) =>
    queryOptions({
      queryKey: ['search', query],
      queryFn: ({ signal }) => unwrap(api.GET('/api/v1/search', { signal, params: { query: { query } } })),
      // Somebody who waits sees it fail at once, and tries again.
      retry: false,
      gcTime: 60_000,
    }),
  overview: () =>
    queryOptions({
      queryKey: ['devices', 'overview'],
      queryFn: ({ signal }) => unwrap(api.GET('/api/v1/devices/overview', { signal })),
      refetchInterval: overviewMs,
    }),
  /** Kinds of work, week by week. */
  work: () =>
    queryOptions({
      queryKey: ['sagas', 'weeks'],
      queryFn: ({ signal }) => unwrap(api.GET('/api/v1/sagas/weeks', { signal })).then((it) => it.kinds),
      refetchInterval: overviewMs,
    }),
  device: (deviceId: string) =>
    queryOptions({
      queryKey: ['device', deviceId],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/devices/{deviceId}', { signal, params: { path: { deviceId } } })).then(
          (it) => it.device,
        ),
      refetchInterval: liveMs,
    }),
  /** requestId: of this saga alone. */
  deviceHistory: (deviceId: string, requestId?: string) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['device', deviceId, 'history', { requestId }],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/devices/{deviceId}/history', {
            signal,
            params: {
              path: { deviceId },
              query: {
                ...(requestId === undefined ? { limit: pageSize } : { requestId, limit: 200 }),
                ...at(pageParam),
              },
            },
          }),
        ),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  certificates: ({ query = '', ...filter }: CertificateFilter) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['certificates', { query, ...filter }],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/certificates', {
            signal,
            params: { query: { ...filter, ...text(query), limit: pageSize, ...at(pageParam) } },
          }),
        ),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  certificate: (serialNumberHex: string) =>
    queryOptions({
      queryKey: ['certificate', serialNumberHex],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/certificates/{serialNumberHex}', { signal, params: { path: { serialNumberHex } } })),
      refetchInterval: liveMs,
    }),
  profiles: () =>
    queryOptions({
      queryKey: ['profiles'],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/profiles', { signal, params: { query: { limit: 100 } } })).then((it) => it.rows),
      staleTime: 60_000,
    }),
  profile: (name: string) =>
    queryOptions({
      queryKey: ['profile', name],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/profiles/{name}', { signal, params: { path: { name } } })).then((it) => it.profile),
      staleTime: 60_000,
    }),
  /** version: not the newest but this one, which never changes. */
  profileVersion: (name: string, version?: number) =>
    queryOptions({
      queryKey: ['profile', name, { version }],
      queryFn: ({ signal }) =>
        unwrap(
          api.GET('/api/v1/profiles/{name}', {
            signal,
            params: { path: { name }, query: version === undefined ? {} : { version } },
          }),
        ).then((it) => it.profile),
    }),
  profileVersions: (name: string) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['profile', name, 'versions'],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/profiles/{name}/versions', {
            signal,
            params: { path: { name }, query: { limit: pageSize, ...at(pageParam) } },
          }),
        ),
      getNextPageParam: next,
    }),
  profileChanges: (name: string, from: number, to: number) =>
    queryOptions({
      queryKey: ['profile', name, 'changes', { from, to }],
      queryFn: ({ signal }) =>
        unwrap(
          api.GET('/api/v1/profiles/{name}/diff', { signal, params: { path: { name }, query: { from, to } } }),
        ).then((it) => it.changes),
      staleTime: Infinity,
    }),
  profileProposals: () =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['profile-proposals'],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/profile-proposals', { signal, params: { query: { limit: pageSize, ...at(pageParam) } } }),
        ),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  profileProposal: (proposalId: string) =>
    queryOptions({
      queryKey: ['profile-proposals', proposalId],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/profile-proposals/{proposalId}', { signal, params: { path: { proposalId } } })),
      refetchInterval: liveMs,
    }),
  /** How the next version of a profile is offered to its cards. */
  rolloutPlan: () =>
    queryOptions({
      queryKey: ['rollouts', 'plan'],
      queryFn: ({ signal }) => unwrap(api.GET('/api/v1/rollouts/plan', { signal })),
    }),
  reasons: (use: ReasonUse) =>
    queryOptions({
      queryKey: ['reasons', use],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/reasons', { signal, params: { query: { use } } })).then((it) => it.reasons),
      // Part of the release.
      staleTime: Infinity,
    }),
  ...endOfUseQueries,
  workstations: () =>
    queryOptions({
      queryKey: ['workstations'],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/workstations', { signal, params: { query: { limit: 200 } } })).then((it) => it.rows),
      refetchInterval: liveMs,
    }),
  /** All that the filter finds, a page at a time; each page asks the agents of its rows. */
  workstationPages: ({ query = '', ...filter }: WorkstationFilter) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['workstations', { query, ...filter }],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/workstations', {
            signal,
            params: { query: { ...filter, ...text(query), limit: pageSize, ...at(pageParam) } },
          }),
        ),
      getNextPageParam: next,
      refetchInterval: agentsMs,
    }),
  workstationSummary: () =>
    queryOptions({
      queryKey: ['workstations', 'summary'],
      queryFn: ({ signal }) => unwrap(api.GET('/api/v1/workstations/summary', { signal })),
      refetchInterval: agentsMs,
    }),
  workstation: (workstationId: string) =>
    queryOptions({
      queryKey: ['workstation', workstationId],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/workstations/{workstationId}', { signal, params: { path: { workstationId } } })).then(
          (it) => it.workstation,
        ),
      refetchInterval: agentsMs,
    }),
  deploymentCodes: () =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['deployment-codes'],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/deployment-codes', { signal, params: { query: { limit: pageSize, ...at(pageParam) } } }),
        ),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  /** Each look is a row of the audit: only when somebody asks. */
  workstationLogs: (workstationId: string, level: LogLevel) =>
    queryOptions({
      queryKey: ['workstation-logs', workstationId, level],
      queryFn: ({ signal }) =>
        unwrap(
          api.GET('/api/v1/workstations/{workstationId}/logs', {
            signal,
            params: { path: { workstationId }, query: { level, limit: 200 } },
          }),
        ),
      enabled: false,
      retry: false,
    }),
  readers: (workstationId: string) =>
    queryOptions({
      queryKey: ['readers', workstationId],
      queryFn: ({ signal }) =>
        unwrap(
          api.GET('/api/v1/workstations/{workstationId}/readers', { signal, params: { path: { workstationId } } }),
        ).then((it) => it.readers),
      refetchInterval: 2_000,
      retry: false,
    }),
  sagas: (filter: SagaFilter) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['sagas', filter],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/sagas', { signal, params: { query: { ...filter, limit: pageSize, ...at(pageParam) } } }),
        ),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  /** How many wait for somebody: on every page of whoever may see them. */
  attention: () =>
    queryOptions({
      queryKey: ['sagas', 'attention'],
      queryFn: ({ signal }) => unwrap(api.GET('/api/v1/sagas/attention', { signal })),
      refetchInterval: liveMs,
    }),
  saga: (requestId: string) =>
    queryOptions({
      queryKey: ['saga', requestId],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/sagas/{requestId}', { signal, params: { path: { requestId } } })).then((it) => it.saga),
      // Of one that has ended there are no more events; of one that is not known yet nobody has asked for them.
      refetchInterval: (query) => (query.state.data?.reinsertion?.endedAt === null ? reinsertionMs : untilBack(query)),
    }),
  updateOffer: (offerId: string) =>
    queryOptions({
      queryKey: ['update-offer', offerId],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/update-offers/{offerId}', { signal, params: { path: { offerId } } })).then(
          (it) => it.offer,
        ),
      refetchInterval: ({ state }) => (state.data?.endedAt == null ? liveMs : false),
    }),
  updateOffers: (deviceId: string) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['update-offers', deviceId],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/devices/{deviceId}/update-offers', {
            signal,
            params: { path: { deviceId }, query: { limit: pageSize, ...at(pageParam) } },
          }),
        ),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  rollouts: () =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['rollouts'],
      queryFn: ({ signal, pageParam }) =>
        unwrap(api.GET('/api/v1/rollouts', { signal, params: { query: { limit: pageSize, ...at(pageParam) } } })),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  rollout: (rolloutId: string) =>
    queryOptions({
      queryKey: ['rollout', rolloutId],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/rollouts/{rolloutId}', { signal, params: { path: { rolloutId } } })).then(
          (it) => it.rollout,
        ),
      refetchInterval: liveMs,
    }),
  relyingParties: () =>
    queryOptions({
      queryKey: ['relying-parties'],
      queryFn: ({ signal }) => unwrap(api.GET('/api/v1/relying-parties', { signal })),
      select: ({ relyingParties }) => relyingParties,
    }),
  models: () => queryOptions({ ...registry(), select: ({ models }) => models }),
  /** With the ids of the models that this installation added itself. */
  cardModels: () => registry(),
  findings: (filter: FindingFilter) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['findings', filter],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/findings', { signal, params: { query: { ...filter, limit: pageSize, ...at(pageParam) } } }),
        ),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  stockBatches: () =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['stock-batches'],
      queryFn: ({ signal, pageParam }) =>
        unwrap(api.GET('/api/v1/stock-batches', { signal, params: { query: { limit: pageSize, ...at(pageParam) } } })),
      getNextPageParam: next,
    }),
  campaigns: () =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['campaigns'],
      queryFn: ({ signal, pageParam }) =>
        unwrap(api.GET('/api/v1/campaigns', { signal, params: { query: { limit: pageSize, ...at(pageParam) } } })),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
  campaign: (campaignId: string) =>
    queryOptions({
      queryKey: ['campaign', campaignId],
      queryFn: ({ signal }) =>
        unwrap(api.GET('/api/v1/campaigns/{campaignId}', { signal, params: { path: { campaignId } } })).then(
          (it) => it.campaign,
        ),
      refetchInterval: liveMs,
    }),
  campaignCards: (campaignId: string, state: CampaignCard['state'] | undefined) =>
    infiniteQueryOptions({
      ...page,
      queryKey: ['campaign-cards', campaignId, { state }],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/v1/campaigns/{campaignId}/cards', {
            signal,
            params: { path: { campaignId }, query: { ...(state && { state }), limit: pageSize, ...at(pageParam) } },
          }),
        ),
      getNextPageParam: next,
      refetchInterval: liveMs,
    }),
};

const registry = () =>
  queryOptions({
    queryKey: ['models'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/models', { signal })),
    staleTime: 60_000,
  });
const text = (query: string) => (query === '' ? {} : { query });
