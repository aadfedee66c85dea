/**
 * The flows that the harness cuts: what card each needs, how it is started, what it leaves. A further saga is one further row.
 * Fault harness only.
 */
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import type { Api } from '../system.js';

export type FlowName = 'issue' | 'reprovision' | 'renew' | 'renew-beside' | 'reinsert' | 'pin-reset' | 'recycle';
export type CardCondition = 'blank' | 'active';

/** What a start needs to know. */
export interface FlowTarget {
  deviceId: string;
  personId: string;
  workstationId: string;
  readerName: string;
  profileName: string;
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
  /** After this many runs the card is recycled and issued again. */
  timesInARow?: number;
  start(api: Api, target: FlowTarget): Promise<{ saga: { requestId: string } }>;
}

/** In the order in which a lane prefers them for a card. */
const renew: Flow['start'] = (api, { deviceId, workstationId, readerName }) =>
  api('POST', `/devices/${deviceId}/update`, { workstationId, readerName, keyReferences: ['9A'], reason: 'RENEW' });

export const flows: readonly Flow[] = [
  {
    name: 'issue',
    needs: 'blank',
    leaves: 'active',
    start: (api, { deviceId, ...target }) =>
      api('POST', `/devices/${deviceId}/issue`, { ...target, pinChange: 'holder' }),
  },
  {
    name: 'reprovision',
    needs: 'active',
    leaves: 'active',
    // Each moves the old key management key into the history, which is full after twenty.
    timesInARow: 10,
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
    name: 'recycle',
    needs: 'active',
    leaves: 'blank',
    blocksOn: 'vendor',
    start: (api, { deviceId, workstationId, readerName }) =>
      api('POST', `/devices/${deviceId}/recycle`, { workstationId, readerName, reason: 'OTHER' }),
  },
];

/** The chosen ones, and those that lead from a blank card to an active one and back. */
export const neededFor = (chosen: readonly FlowName[]): readonly Flow[] =>
  flows.filter(({ name, needs, leaves }) => needs !== leaves || chosen.includes(name));

export const flowNamed = (name: FlowName): Flow => flows.find((flow) => flow.name === name)!;
