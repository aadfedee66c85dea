/** Requests of IssuanceApi that serve the lists of the console: saved views, actions on a selection, and the search through all of them. */
import type { Rpc } from './rpc.js';
import type { Found, SearchKind } from './search.js';
import type { BulkPreview, BulkRequest, BulkResult, BulkSelection } from './bulk-actions.js';
import type { SavedView, ViewedList } from './saved-views.js';
import { always, type RulesOf } from './issuance.endpoint-rule.js';

export interface ListApi {
  /** One's own views of a list, by name. */
  'views.list': Rpc<{ list: ViewedList }, { views: SavedView[] }>;
  /** formerName: it is renamed. Throws VIEW_TOO_MANY {most}, VIEW_NOT_FOUND, VIEW_NAME_TAKEN. */
  'views.save': Rpc<{ list: ViewedList; formerName?: string } & SavedView, { view: SavedView }>;
  'views.delete': Rpc<{ list: ViewedList; name: string }, { deleted: boolean }>;
  /** What an action would do to each of a selection now. Changes nothing, and writes nothing into the audit. Throws BULK_TOO_MANY {most}. */
  'bulk.preview': Rpc<BulkSelection, BulkPreview>;
  /** Each as the action on one alone; one that is refused holds up no other. Throws BULK_TOO_MANY {most}, REASON_*. */
  'bulk.act': Rpc<BulkRequest, { bulkId: string; rows: BulkResult[] }>;
  /**
   * What fits a text (`shortestSearch` characters and more) among what the lists show to this actor; of kinds whose list they may not see,
   * nothing. limit: per kind, at most 20.
   */
  'search.find': Rpc<{ query: string; kinds: readonly SearchKind[]; limit?: number }, Found>;
}

export const listRules: RulesOf<ListApi> = {
  'views.list': { access: 'signed-in' },
  'views.save': { access: 'signed-in' },
  'views.delete': { access: 'signed-in' },
  // Each of the selection is authorised as the action on it alone.
  'bulk.preview': { access: 'signed-in' },
  'bulk.act': { access: 'signed-in' },
  // Whoever has any of the lists that it looks through.
  'search.find': always('others.view', 'workstation.view', 'system.manage'),
};
