/** Requests of IssuanceApi about cards on record: the lists, the real card beside its record, and what needs no card to be there. */
import type { Finding, FindingFilter, FindingRow } from '../card/findings.js';
import type { Reason, ReasonUse } from '../card/reasons.js';
import type { DeviceHistoryRow } from './device-history.js';
import type { Page, PageRequest, Rpc } from './rpc.js';
import type { DeviceFilter, DeviceSort, Exportable, Sorted } from './list-filters.js';
import type { Device, DeviceDetail, InspectionReply } from './issuance.device.js';
import type { LifecycleRequest } from './issuance.card-work.js';
import { always, ownOr, type RulesOf } from './issuance.endpoint-rule.js';

export interface DeviceApi {
  /** Oldest first without a `sort`. Throws REQUEST_EXPORT_TOO_LARGE {most}. */
  'devices.list': Rpc<{ mine?: boolean } & DeviceFilter & Sorted<DeviceSort> & PageRequest & Exportable, Page<Device>>;
  /** What a day of work begins with, of the cards that the actor may see; each number is that of a filter of `devices.list`. */
  'devices.overview': Rpc<
    Record<string, never>,
    { expiring: { withinDays: number; cards: number }[]; replacementsAsked: number }
  >;
  'devices.get': Rpc<{ deviceId: string }, { device: DeviceDetail }>;
  /**
   * What happened to the card, its sagas and its certificates, and who did it; newest first. For whoever may see others' cards; of sagas and
   * certificates that are outside of a limited role (a former holder's, another profile's) nothing. requestId: only of this saga. Throws
   * LIFECYCLE_DEVICE_NOT_FOUND.
   */
  'devices.history': Rpc<{ deviceId: string; requestId?: string } & PageRequest, Page<DeviceHistoryRow>>;
  /**
   * identity: the card with this identity, known or not, in whichever reader it is. readerName: what is in that reader, so that another card
   * there is said (CARD_WRONG_DEVICE) although the one that is meant may be in the next reader.
   */
  'devices.inspect': Rpc<
    { workstationId: string; readerName?: string; identity?: string; deviceId?: string },
    InspectionReply
  >;
  'devices.suspend': Rpc<LifecycleRequest, { device: Device }>;
  /** By its holder only where mayBeFoundAgain; else LIFECYCLE_NOT_FOUND_AGAIN. */
  'devices.resume': Rpc<LifecycleRequest, { device: Device }>;
  'devices.terminate': Rpc<LifecycleRequest, { device: Device }>;
  /**
   * Compares record and CA, and the card too where its workstation is named. repair: what needs no card is set right; a
   * finding that was mended is among `repaired` and no longer open.
   */
  'devices.reconcile': Rpc<
    { deviceId: string; workstationId?: string; readerName?: string; repair?: boolean },
    { device: Device; cardRead: boolean; findings: FindingRow[]; repaired: Finding[] }
  >;
  /** Newest first. */
  'findings.list': Rpc<FindingFilter & PageRequest & Exportable, Page<FindingRow>>;
  'reasons.list': Rpc<{ use?: ReasonUse }, { reasons: Reason[] }>;
}

export const deviceRules: RulesOf<DeviceApi> = {
  // Whoever may not see others' rows gets a list of their own.
  'devices.list': ownOr('others.view'),
  'devices.overview': always('others.view'),
  'devices.get': ownOr('others.view'),
  // Says which operator did what and why: no holder's page, of no card.
  'devices.history': always('others.view'),
  'devices.inspect': {
    access: 'permission',
    own: ['own.manage'],
    others: ['others.view'],
    unowned: ['card.inspect'],
  },
  // A holder reports their own card, and takes back what they reported themselves; the others act by role.
  'devices.suspend': ownOr('card.suspend'),
  'devices.resume': ownOr('card.suspend'),
  'devices.terminate': { access: 'permission', own: [], others: ['card.terminate'] },
  'devices.reconcile': { access: 'permission', own: [], others: ['request.create', 'stock.manage'] },
  'findings.list': always('others.view', 'audit.read'),
  'reasons.list': always('catalogue.read'),
};
