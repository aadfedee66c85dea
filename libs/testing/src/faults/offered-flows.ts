/**
 * The flows that a card's holder is offered: each is made due by what makes it due in life, waited for until it is offered, and begun by its holder as
 * the page does. Fault harness only; the kinds are those of docs/card-update.md.
 */
import type { UpdateKind } from '@cardwright/contracts/update/update-kinds';
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import type { Flow } from './flows.js';
import { laneOf, type Lane } from './lane.js';
import type { Api } from '../system.js';

type Row = Pick<Flow, 'needs' | 'leaves' | 'only' | 'movesKey'> & {
  kind: UpdateKind;
  makeDue(lane: Lane, deviceId: string, api: Api): Promise<unknown>;
};
const inUse = { needs: 'active', leaves: 'active' } as const;
const toIssue = { needs: 'blank', leaves: 'active' } as const;

const rows = {
  'cert-revoked': { ...inUse, kind: 'cert.revoked', makeDue: (lane, deviceId) => lane.revokeOutside(deviceId) },
  'profile-version': {
    ...inUse,
    kind: 'profile.version',
    makeDue: (lane) => lane.publish('full', { otherCurve: true }),
  },
  'holder-changed': { ...inUse, kind: 'holder.changed', movesKey: true, makeDue: (lane) => lane.rename() },
  'pin-unlock': {
    ...{ ...inUse, kind: 'pin.unlock' },
    makeDue: (_lane, deviceId, api) =>
      api('POST', `/devices/${deviceId}/pin-reset-request`, { reason: 'FORGOTTEN_PIN' }),
  },
  // A card that is NIST and no more cannot change its management key.
  rotate: {
    ...{ ...inUse, kind: 'management-key.rotate', only: 'vendor' },
    makeDue: (lane, deviceId) => lane.ageManagementKey(deviceId),
  },
  'rotate-reprovision': {
    ...{ ...inUse, kind: 'card.reprovision', only: 'vendor', movesKey: true },
    makeDue: (_lane, deviceId, api) =>
      api('POST', `/devices/${deviceId}/reprovision-request`, { reason: 'KEYSET_ROTATION' }),
  },
  'cert-remove': {
    ...{ needs: 'active', leaves: 'trimmed', kind: 'cert.remove', movesKey: true },
    makeDue: (lane) => lane.publish('trimmed'),
  },
  'cert-add': { needs: 'trimmed', leaves: 'active', kind: 'cert.add', makeDue: (lane) => lane.publish('full') },
  'bound-issue': {
    ...{ ...toIssue, kind: 'card.issue' },
    makeDue: async (lane, deviceId, api) => {
      await lane.publish('full');
      await api('POST', `/devices/${deviceId}/bind`, { personId: lane.personId, profileName: lane.profileName });
    },
  },
  replace: {
    ...{ ...toIssue, kind: 'replace.permanent' },
    makeDue: async (lane, deviceId, api) => {
      await lane.publish('full');
      const asked = { kind: 'permanent', reason: 'DAMAGED' };
      const old = await lane.oldCard();
      const { saga } = await api<{ saga: { requestId: string } }>('POST', `/devices/${old}/replace`, asked);
      await api('POST', `/devices/${deviceId}/bind`, {
        ...{ personId: lane.personId, profileName: lane.profileName, replacementRequestId: saga.requestId },
      });
    },
  },
} as const satisfies Readonly<Record<string, Row>>;

export type OfferedFlowName = keyof typeof rows;

/** Those that a card of this dialect can do. */
export const offeredIn = (dialect: DialectName): OfferedFlowName[] =>
  (Object.entries(rows) as [OfferedFlowName, Row][])
    .filter(([, { only }]) => (only ?? dialect) === dialect)
    .map(([name]) => name);

export const offeredFlows: readonly Flow[] = (Object.entries(rows) as [OfferedFlowName, Row][]).map(
  ([name, { kind, makeDue, ...flow }]) => ({
    ...flow,
    name,
    offered: {
      due: async (target) => {
        await makeDue(laneOf(target), target.deviceId, laneOf(target).api);
        await laneOf(target).untilOffered(target.deviceId, kind);
      },
      notDone: (target) => laneOf(target).notDone(target.deviceId, kind),
    },
    start: (_api, target) => laneOf(target).accept(target.deviceId, kind),
  }),
);
