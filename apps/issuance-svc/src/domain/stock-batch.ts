/** Which stock batch a card came with, and what that says of the keys on it. */
import type { Device } from '@cardwright/contracts/nats/issuance.api';

/** Cards that nobody listed: they have the published factory values, which the vault knows under this id. */
export const factoryBatchId = 'factory';

/** For people: a card that was never ours has the values of its batch, and only those of one batch are the factory's. */
export const shownKeyset = ({ keyset, stockBatchId }: { keyset: string; stockBatchId: string }): Device['keyset'] =>
  keyset === 'factory' && stockBatchId !== factoryBatchId ? 'stock' : keyset;
