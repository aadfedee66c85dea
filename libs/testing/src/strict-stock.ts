/**
 * Stock batches for simulated cards that keep what they were delivered with: a strict card of a spec is imported with its values, as a
 * site does with the cards that it buys, before anything is issued onto it.
 */
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { sealStockBatch } from '@cardwright/sealing/vault-box';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import type { Api } from './system.js';

const imported = new WeakMap<Api, Set<string>>();

/** A batch of its own for this card, unless it is of the vendor's or has been imported into this system before. */
export async function importStrictStock(api: Api, card: SimulatedCard): Promise<void> {
  const { dialect, quirks } = await card.snapshot();
  if (dialect !== 'strict') return;
  const { identity, ...secrets } = await card.stock();
  const known = imported.get(api) ?? new Set();
  imported.set(api, known);
  if (known.has(identity)) return;
  const modelId = quirks.includes('identity-cuid')
    ? 'nist-strict-cuid'
    : quirks.includes('identity-serial')
      ? 'nist-strict-serial'
      : 'nist-strict';
  const { publicJwk } = await api<ReplyOf<IssuanceApi, 'vault-key.get'>>('GET', '/vault-key');
  const jwe = await sealStockBatch(secrets, publicJwk);
  await api('POST', '/stock-batches', { name: `Simulated ${identity}`, modelId, serials: [identity], jwe });
  known.add(identity);
}
