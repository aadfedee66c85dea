/** Requests of IssuanceApi about cards that nobody has yet: their models, and what a delivery of them came with. */
import type { CardModel } from '../card/card-model.js';
import type { DefinitionProblem } from '../card/definition-problem.js';
import type { Page, PageRequest, Rpc } from './rpc.js';
import { always, type RulesOf } from './issuance.endpoint-rule.js';

export interface StockApi {
  /** In the order in which they are matched. site: ids of the rows that this installation added itself. */
  'models.list': Rpc<Record<string, never>, { models: CardModel[]; site?: string[] }>;
  'models.validate': Rpc<{ definition: unknown }, { valid: boolean; problems: DefinitionProblem[]; model?: CardModel }>;
  /** A row of the installation's own, new or changed. It is matched before the models that ship. */
  'models.publish': Rpc<{ definition: unknown }, { model: CardModel; changed: boolean }>;
  /** It matches no card any more, until it is published again. */
  'models.withdraw': Rpc<{ modelId: string; reason: string }, { changed: boolean }>;
  'stock-batches.list': Rpc<
    PageRequest,
    Page<{ stockBatchId: string; name: string; modelId: string; createdAt: string }>
  >;
  /** jwe: the batch's initial 9B, PIN and PUK sealed to the vault's key. */
  'stock-batches.import': Rpc<
    { name: string; modelId: string; serials: string[]; jwe: string },
    { stockBatchId: string; devices: number }
  >;
  'vault-key.get': Rpc<Record<string, never>, { publicJwk: Record<string, unknown>; kid: string }>;
}

export const stockRules: RulesOf<StockApi> = {
  'models.list': always('catalogue.read'),
  'models.validate': always('profile.edit'),
  'models.publish': always('profile.edit'),
  'models.withdraw': always('profile.edit'),
  'stock-batches.list': always('stock.manage'),
  'stock-batches.import': always('stock.manage'),
  'vault-key.get': always('stock.manage'),
};
