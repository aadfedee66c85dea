/** Which stock batch a card came with, and which keys it therefore has. */
import type { Device } from '@cardwright/contracts/nats/issuance.api';

/** Cards that nobody listed: they have the published factory values, which the vault knows under this id. */
export const factoryBatchId = 'factory';

/** A text for people: a card that was never ours has the values of its batch. Only one batch has the factory's values. */
export const shownKeyset = ({ keyset, stockBatchId }: { keyset: string; stockBatchId: string }): Device['keyset'] =>
  keyset === 'factory' && stockBatchId !== factoryBatchId ? 'stock' : keyset;
