/**
 * The flows that the harness cuts: what card each needs, how it is started, what it leaves. A further saga is one further row.
 * Fault harness only.
 */
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import { laneOf, type Lane } from './lane.js';
import { offeredFlows, type OfferedFlowName } from './offered-flows.js';
import type { Api } from '../system.js';
import type { OtherProgram } from '@cardwright/device-edge/reader/simulated-readers';
import type { PasskeyPlace, PasskeyWay } from './passkey-place.js';

export type FlowName =
  | ('issue' | 'reprovision' | 'renew' | 'renew-beside' | 'reinsert' | 'pin-reset' | 'change-pin' | 'recycle')
  | ('passkey-issue' | 'passkey-browser' | 'passkey-page' | 'passkey-platform' | 'passkey-renew' | 'passkey-recycle')
  | OfferedFlowName;
/** trimmed: in use, without the key that a version of its profile has dropped. */
export type CardCondition = 'blank' | 'active' | 'trimmed';

/** What a start needs to know. */
export interface FlowTarget {
  deviceId: string;
  personId: string;
  workstationId: string;
  readerName: string;
  profileName: string;
  /** Where updates are offered, and where the holder does something that nobody else may. */
  lane?: Lane;
  /** Cards have a FIDO application there, and get a passkey. */
  passkeys?: PasskeyPlace;
  /** A browser at the computer with the card begins to speak to it. Throws TypeError while the agent has it, or where it is out. */
  openBrowser?: () => OtherProgram;
  /** Takes the card out and puts it in again; where a run does not do it by itself. */
  reinsert?: () => Promise<void>;
}

export interface Flow {
  name: FlowName;
  needs: CardCondition;
  leaves: CardCondition;
  /** The vendor's reset requires that PIN and PUK are blocked, so this flow uses up every try on purpose. */
  blocksOn?: DialectName;
  /** Another program has the card open for as long as the flow lasts, and uses it where it may; simulated readers only. */
  beside?: boolean;
  /** The flow itself is uncut: the card is put in again after it, and cut then. */
  reinserted?: boolean;
  /** It moves the old key management key into the history, which is full after twenty: before that the card is recycled and issued again. */
  movesKey?: boolean;
  /** The only dialect that can do it. */
  only?: DialectName;
  /** The holder alone may begin it, and types the PINs. */
  byHolder?: true;
  /** With a passkey: those of one way are cut by themselves. */
  passkey?: PasskeyWay;
  /** The holder is offered it. due: before the flow, until the offer is there. notDone: what is broken after it. */
  offered?: {
    due(target: FlowTarget): Promise<void>;
    notDone(target: FlowTarget): Promise<string[]>;
  };
  start(api: Api, target: FlowTarget): Promise<{ saga: { requestId: string } }>;
}

const renew: Flow['start'] = (api, { deviceId, workstationId, readerName }) =>
  api('POST', `/devices/${deviceId}/update`, { workstationId, readerName, keyReferences: ['9A'], reason: 'RENEW' });

const recycle: Flow['start'] = (api, { deviceId, workstationId, readerName }) =>
  api('POST', `/devices/${deviceId}/recycle`, { workstationId, readerName, reasonText: 'spec' });

const issueWithPasskey: Flow['start'] = (api, { deviceId, workstationId, readerName, passkeys }) =>
  api('POST', `/devices/${deviceId}/issue`, {
    ...{ workstationId, readerName, pinChange: 'holder' },
    ...{ personId: passkeys!.personId, profileName: passkeys!.profileName },
  });

/** In the order in which a lane prefers them for a card. */
export const flows: readonly Flow[] = [
  {
    name: 'issue',
    needs: 'blank',
    leaves: 'active',
    start: async (api, { deviceId, lane, ...target }) => {
      await lane?.publish('full');
      return api('POST', `/devices/${deviceId}/issue`, { ...target, pinChange: 'holder' });
    },
  },
  {
    name: 'reprovision',
    needs: 'active',
    leaves: 'active',
    movesKey: true,
    start: (api, { deviceId, workstationId, readerName }) =>
      api('POST', `/devices/${deviceId}/reprovision`, {
        ...{ workstationId, readerName, reason: 'CONTENT_DAMAGED' },
        // A strict card can neither move nor import a key.
        ...{ acceptHistoryLoss: true, reasonText: 'the fault harness' },
      }),
  },
  {
    name: 'renew',
    needs: 'active',
    leaves: 'active',
    start: renew,
  },
  {
    name: 'renew-beside',
    needs: 'active',
    leaves: 'active',
    beside: true,
    start: renew,
  },
  {
    name: 'reinsert',
    needs: 'active',
    leaves: 'active',
    reinserted: true,
    start: renew,
  },
  {
    name: 'pin-reset',
    needs: 'active',
    leaves: 'active',
    start: (api, { deviceId, workstationId, readerName }) =>
      api('POST', `/devices/${deviceId}/pin-reset`, { workstationId, readerName, reason: 'FORGOTTEN_PIN' }),
  },
  {
    name: 'change-pin',
    needs: 'active',
    leaves: 'active',
    byHolder: true,
    start: (_api, target) => {
      const { deviceId, workstationId, readerName } = target;
      return laneOf(target).holder('POST', `/devices/${deviceId}/pin-change`, { workstationId, readerName });
    },
  },
  {
    name: 'recycle',
    needs: 'active',
    leaves: 'blank',
    blocksOn: 'vendor',
    start: recycle,
  },
  { ...{ name: 'passkey-issue', needs: 'blank', leaves: 'active', passkey: 'agent' }, start: issueWithPasskey },
  { ...{ name: 'passkey-browser', needs: 'blank', leaves: 'active', passkey: 'browser' }, start: issueWithPasskey },
  { ...{ name: 'passkey-page', needs: 'blank', leaves: 'active', passkey: 'page' }, start: issueWithPasskey },
  { ...{ name: 'passkey-platform', needs: 'blank', leaves: 'active', passkey: 'platform' }, start: issueWithPasskey },
  {
    name: 'passkey-renew',
    needs: 'active',
    leaves: 'active',
    passkey: 'agent',
    start: (api, { deviceId, workstationId, readerName }) =>
      api('POST', `/devices/${deviceId}/passkey`, { workstationId, readerName }),
  },
  {
    name: 'passkey-recycle',
    needs: 'active',
    leaves: 'blank',
    blocksOn: 'vendor',
    passkey: 'agent',
    start: recycle,
  },
  ...offeredFlows,
];

const issueBy: Readonly<Record<PasskeyWay, FlowName>> = {
  ...{ agent: 'passkey-issue', browser: 'passkey-browser' },
  ...{ page: 'passkey-page', platform: 'passkey-platform' },
};

/** Of flows that are cut together; undefined: they make no passkey. */
export const wayOf = (chosen: readonly FlowName[]): PasskeyWay | undefined =>
  chosen.map((name) => flowNamed(name).passkey).find((way) => way !== undefined);

/** The chosen ones, and those that lead from a blank card to an active one and back. */
export const neededFor = (chosen: readonly FlowName[]): readonly Flow[] => {
  const way = wayOf(chosen);
  const both = way === undefined ? ['issue', 'recycle'] : [issueBy[way], 'passkey-recycle'];
  return flows.filter(({ name }) => both.includes(name) || chosen.includes(name));
};

/** The flow that leads nearer to a card in that condition. */
export const towards = (from: CardCondition, to: CardCondition, way?: PasskeyWay): Flow => {
  if (way !== undefined) return flowNamed(from === 'blank' ? issueBy[way] : 'passkey-recycle');
  if (from === 'blank') return flowNamed('issue');
  if (from === to || to === 'blank') return flowNamed('recycle');
  return flowNamed(to === 'trimmed' ? 'cert-remove' : 'cert-add');
};

export const flowNamed = (name: FlowName): Flow => flows.find((flow) => flow.name === name)!;
