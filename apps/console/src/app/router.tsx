/** Every address of the console, and what the navigation has of it. Pages are loaded when they are first opened. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import {
  IconCertificate,
  IconCertificateOff,
  IconCreditCard,
  IconDeviceDesktop,
  IconDeviceUsb,
  IconFileCertificate,
  IconHome,
  IconListSearch,
  IconSpeakerphone,
  IconStack2,
  IconTimeline,
  IconUsers,
  IconUserShield,
  IconZoomExclamation,
  IconId,
  IconPackages,
} from '@tabler/icons-react';
import type { Permission } from '@cardwright/contracts/access/role';
import type { CertificateSort } from '@cardwright/contracts/nats/certificate-list';
import type { DeviceSort, PersonSort, SagaSort, Sorted } from '@cardwright/contracts/nats/list-filters';
import type { AuditSearch } from '../audit/audit-search.js';
import type { CampaignSearch } from '../campaigns/campaign-search.js';
import type { CertificateSearch } from '../certificates/certificate-search.js';
import type { DeviceSearch } from '../devices/device-search.js';
import type { PeopleSearch } from '../people/people-search.js';
import type { CampaignCard, RequestState, RequestType, WaitsFor, WorkstationSort } from '../api/types.js';
import type { FindingsSearch } from '../findings/findings-search.js';
import type { PasskeyDeletionSearch, RevocationSearch } from '../revocations/revocation-search.js';
import type { SagaSearch } from '../sagas/saga-search.js';
import type { WorkstationSearch } from '../workstations/workstation-search.js';
import { NotFound, PageFailed } from './fallback-pages.js';
import { NeedsAttention } from './needs-attention.js';
import { Home } from './home.js';
import type { NavigationEntry } from './use-navigation-entries.js';
import { Shell } from './shell.js';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFailed });
const parent = () => root;
/** Entries stand in the navigation in the order of the routes. */
const inNavigation = (navigation: NavigationEntry) => ({ staticData: { navigation } });
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
/** Whether there is such a column is for the server to say. */
const sorted = <Sort extends string>({ sort, order }: Record<string, unknown>): Sorted<Sort> =>
  ({ sort: string(sort), order: order === 'desc' || order === 'asc' ? order : undefined }) as Sorted<Sort>;
/** As the API takes one. */
const moment = (value: unknown): string | undefined => {
  const at = new Date(string(value) ?? '');
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};
const string = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const routes = [
  createRoute({ getParentRoute: parent, path: '/', component: Home }),
  createRoute({
    getParentRoute: parent,
    path: '/start',
    ...inNavigation({ icon: IconHome, may: ['others.view'] }),
    component: lazyRouteComponent(() => import('../start/start-page.js'), 'StartPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/devices',
    ...inNavigation({ icon: IconCreditCard, may: ['others.view'] }),
    validateSearch: (search): DeviceSearch => ({
      q: string(search['q']),
      state: string(search['state']),
      asked: search['asked'] === true || undefined,
      expires: number(search['expires']),
      certificates: number(search['certificates']),
      profile: string(search['profile']),
      model: string(search['model']),
      changed: number(search['changed']),
      ...sorted<DeviceSort>(search),
    }),
    component: lazyRouteComponent(() => import('../devices/devices-page.js'), 'DevicesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/devices/$deviceId',
    component: lazyRouteComponent(() => import('../devices/device-page.js'), 'DevicePage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/certificates',
    ...inNavigation({ icon: IconFileCertificate, may: ['others.view'] }),
    validateSearch: (search): CertificateSearch => ({
      q: string(search['q']),
      status: string(search['status']),
      slot: string(search['slot']),
      profile: string(search['profile']),
      issuer: string(search['issuer']),
      device: string(search['device']),
      person: string(search['person']),
      expires: number(search['expires']),
      changed: number(search['changed']),
      ...sorted<CertificateSort>(search),
    }),
    component: lazyRouteComponent(() => import('../certificates/certificates-page.js'), 'CertificatesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/certificates/$serialNumberHex',
    component: lazyRouteComponent(() => import('../certificates/certificate-page.js'), 'CertificatePage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/people',
    ...inNavigation({ icon: IconUsers, may: ['others.view', 'system.manage'] }),
    validateSearch: (search): PeopleSearch => ({
      q: string(search['q']),
      unit: string(search['unit']),
      changed: number(search['changed']),
      ...sorted<PersonSort>(search),
    }),
    component: lazyRouteComponent(() => import('../people/people-page.js'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/people/import',
    staticData: { needs: ['system.manage'] },
    component: lazyRouteComponent(() => import('../people/import-page.js'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/people/new',
    staticData: { needs: ['system.manage'] },
    component: lazyRouteComponent(() => import('../people/edit-person-page.js'), 'NewPersonPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/people/$personId/edit',
    staticData: { needs: ['system.manage'] },
    component: lazyRouteComponent(() => import('../people/edit-person-page.js'), 'EditPersonPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/people/$personId',
    component: lazyRouteComponent(() => import('../people/person-page.js'), 'PersonPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/sagas',
    ...inNavigation({
      ...{ icon: IconTimeline, may: ['others.view'] },
      ...{ below: NeedsAttention, search: { attention: undefined } },
    }),
    validateSearch: (search): SagaSearch => ({
      state: string(search['state']) as RequestState | undefined,
      // stuck: links of before.
      attention: search['attention'] === true || search['stuck'] === true || undefined,
      waitsFor: string(search['waitsFor']) as WaitsFor | undefined,
      type: string(search['type']) as RequestType | undefined,
      ...sorted<SagaSort>(search),
    }),
    component: lazyRouteComponent(() => import('../sagas/sagas-page.js'), 'SagasPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/sagas/$requestId',
    component: lazyRouteComponent(() => import('../sagas/saga-page.js'), 'SagaPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/revocations',
    ...inNavigation({ icon: IconCertificateOff, may: ['others.view', 'audit.read'] }),
    validateSearch: (search): RevocationSearch => ({
      open: search['open'] === true || undefined,
      device: string(search['device']),
    }),
    component: lazyRouteComponent(() => import('../revocations/revocations-page.js'), 'RevocationsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/revocations/passkeys',
    validateSearch: (search): PasskeyDeletionSearch => ({
      state: string(search['state']) as PasskeyDeletionSearch['state'],
      device: string(search['device']),
    }),
    component: lazyRouteComponent(() => import('../revocations/passkey-deletions-page.js'), 'PasskeyDeletionsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/profiles',
    ...inNavigation({
      icon: IconCertificate,
      may: ['others.view', 'profile.edit', 'profile.approve'],
    }),
    component: lazyRouteComponent(() => import('../profiles/profiles-page.js'), 'ProfilesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/profiles/new',
    staticData: { needs: ['profile.edit'] },
    validateSearch: (search): { from?: string } => ({ from: string(search['from']) }),
    component: lazyRouteComponent(() => import('../profiles/new-profile-version-page.js'), 'NewProfileVersionPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/profiles/$name',
    validateSearch: (search): { version?: number } => ({ version: number(search['version']) }),
    component: lazyRouteComponent(() => import('../profiles/profile-page.js'), 'ProfilePage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/profile-proposals',
    component: lazyRouteComponent(() => import('../profiles/proposals-page.js'), 'ProposalsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/profile-proposals/$proposalId',
    component: lazyRouteComponent(() => import('../profiles/proposal-page.js'), 'ProposalPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/rollouts',
    ...inNavigation({ icon: IconStack2, may: ['others.view', 'profile.edit'] }),
    component: lazyRouteComponent(() => import('../rollouts/rollouts-page.js'), 'RolloutsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/rollouts/$rolloutId',
    component: lazyRouteComponent(() => import('../rollouts/rollout-page.js'), 'RolloutPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/campaigns',
    ...inNavigation({ icon: IconSpeakerphone, may: ['others.view', 'profile.edit'] }),
    component: lazyRouteComponent(() => import('../campaigns/campaigns-page.js'), 'CampaignsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/campaigns/new',
    staticData: { needs: ['profile.edit'] },
    validateSearch: (search): CampaignSearch => ({
      profile: string(search['profile']),
      model: string(search['model']),
      before: string(search['before']),
    }),
    component: lazyRouteComponent(() => import('../campaigns/new-campaign-page.js'), 'NewCampaignPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/campaigns/$campaignId',
    validateSearch: (search): { state?: CampaignCard['state'] } => ({
      state: string(search['state']) as CampaignCard['state'] | undefined,
    }),
    component: lazyRouteComponent(() => import('../campaigns/campaign-page.js'), 'CampaignPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/workstations',
    ...inNavigation({ icon: IconDeviceDesktop, may: ['workstation.view'] }),
    validateSearch: (search): WorkstationSearch => ({
      q: string(search['q']),
      online: typeof search['online'] === 'boolean' ? search['online'] : undefined,
      version: string(search['version']),
      policy: string(search['policy']) as WorkstationSearch['policy'],
      readers: string(search['readers']) as WorkstationSearch['readers'],
      group: string(search['group']),
      ...sorted<WorkstationSort>(search),
    }),
    component: lazyRouteComponent(() => import('../workstations/workstations-page.js'), 'WorkstationsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/workstations/$workstationId',
    component: lazyRouteComponent(() => import('../workstations/workstation-page.js'), 'WorkstationPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/findings',
    ...inNavigation({ icon: IconZoomExclamation, may: ['others.view', 'audit.read'] }),
    validateSearch: (search): FindingsSearch => ({
      state: search['state'] === 'all' ? 'all' : undefined,
      severity: string(search['severity']) as FindingsSearch['severity'],
      code: string(search['code']) as FindingsSearch['code'],
      device: string(search['device']),
    }),
    component: lazyRouteComponent(() => import('../findings/findings-page.js'), 'FindingsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/card-models',
    ...inNavigation({ icon: IconId, may: ['others.view', 'profile.edit', 'stock.manage'] }),
    component: lazyRouteComponent(() => import('../card-models/card-models-page.js'), 'CardModelsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/card-models/new',
    staticData: { needs: ['profile.edit'] },
    validateSearch: (search): { from?: string } => ({ from: string(search['from']) }),
    component: lazyRouteComponent(() => import('../card-models/new-card-model-page.js'), 'NewCardModelPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/card-models/$modelId',
    component: lazyRouteComponent(() => import('../card-models/card-model-page.js'), 'CardModelPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/stock',
    ...inNavigation({ icon: IconPackages, may: ['stock.manage'] }),
    validateSearch: (search): { model?: string } => ({ model: string(search['model']) }),
    component: lazyRouteComponent(() => import('../stock/stock-page.js'), 'StockPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/stock/import',
    staticData: { needs: ['stock.manage'] },
    component: lazyRouteComponent(() => import('../stock/import-stock-page.js'), 'ImportStockPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/roles',
    ...inNavigation({ icon: IconUserShield, may: ['role.view'] }),
    component: lazyRouteComponent(() => import('../roles/roles-page.js'), 'RolesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/deployment-codes',
    component: lazyRouteComponent(() => import('../workstations/deployment-codes-page.js'), 'DeploymentCodesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/audit',
    ...inNavigation({ icon: IconListSearch, may: ['audit.read'] }),
    validateSearch: (search): AuditSearch => ({
      object: string(search['object']),
      action: string(search['action']),
      actor: string(search['actor']),
      correlationId: string(search['correlationId']),
      from: moment(search['from']),
      to: moment(search['to']),
    }),
    component: lazyRouteComponent(() => import('../audit/audit-page.js'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/mine',
    validateSearch: (search): { added?: string } => ({ added: string(search['added']) }),
    staticData: { navigation: { icon: IconDeviceUsb, may: ['own.manage'] }, forHolders: true },
    component: lazyRouteComponent(() => import('../mine/my-devices-page.js'), 'MyDevicesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/mine/$deviceId',
    staticData: { forHolders: true },
    component: lazyRouteComponent(() => import('../mine/my-device-page.js'), 'MyDevicePage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/mine/follow/$requestId',
    staticData: { forHolders: true },
    component: lazyRouteComponent(() => import('../mine/follow-page.js'), 'FollowPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/mine/add',
    staticData: { forHolders: true },
    component: lazyRouteComponent(() => import('../add-device/add-device-page.js'), 'AddDevicePage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/mine/add/$requestId',
    staticData: { forHolders: true },
    component: lazyRouteComponent(() => import('../add-device/add-device-run-page.js'), 'AddDeviceRunPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/issue',
    staticData: { needs: ['card.run'] },
    validateSearch: (search): { person?: string; replacement?: string } => ({
      person: string(search['person']),
      replacement: string(search['replacement']),
    }),
    component: lazyRouteComponent(() => import('../issue/issue-page.js'), 'IssuePage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/issue/$requestId',
    component: lazyRouteComponent(() => import('../issue/issue-run-page.js'), 'IssueRunPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/reprovision',
    staticData: { forHolders: true },
    validateSearch: (search): { device?: string; mine?: boolean } => ({
      device: string(search['device']),
      mine: search['mine'] === true ? true : undefined,
    }),
    component: lazyRouteComponent(() => import('../reprovision/reprovision-page.js'), 'ReprovisionPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/reprovision/$requestId',
    staticData: { forHolders: true },
    component: lazyRouteComponent(() => import('../reprovision/reprovision-run-page.js'), 'ReprovisionRunPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/update/$offerId',
    staticData: { frame: 'plain' },
    component: lazyRouteComponent(() => import('../update/update-page.js'), 'UpdatePage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/update/pin/$requestId',
    staticData: { frame: 'plain' },
    component: lazyRouteComponent(() => import('../update/pin-page.js'), 'PinPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/help',
    staticData: { frame: 'public' },
    component: lazyRouteComponent(() => import('../help/help-page.js'), 'HelpPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/help/$manual',
    staticData: { frame: 'public' },
    component: lazyRouteComponent(() => import('../help/manual-page.js'), 'ManualPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/paired',
    staticData: { frame: 'plain' },
    component: lazyRouteComponent(() => import('../bridge/paired-page.js'), 'PairedPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/try',
    staticData: { frame: 'public' },
    component: lazyRouteComponent(() => import('../lab/sign-in-link-page.js'), 'SignInLinkPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/computer',
    staticData: { forHolders: true },
    component: lazyRouteComponent(() => import('../bridge/computer-page.js'), 'ComputerPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/me',
    staticData: { forHolders: true },
    component: lazyRouteComponent(() => import('../me/me-page.js'), 'MePage'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([...routes]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** If absent, the page can only be reached from other pages. */
    navigation?: NavigationEntry;
    /** Without any of these everything that the page can do would be refused: it says who may instead. */
    needs?: readonly Permission[];
    /** plain: for holders, without navigation. public: so too, and nobody has to be signed in. */
    frame?: 'plain' | 'public';
    /** It is in every language; pages for operators are in English. */
    forHolders?: true;
  }
}
