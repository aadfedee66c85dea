import { describe, expect, it } from '@jest/globals';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { CallContext } from '@cardwright/service-kit/nats/rpc-client';
import type { CardSessionState } from '../persistence/card-session-state.js';
import { CardOpenings } from './card-openings.js';
import type { ManagementKeyOpening } from './management-key-opening.js';
import { NoOpening } from './no-opening.js';

const opening = new NoOpening();
const [context, session] = [{} as CallContext, {} as CardSessionState];
const open = (steps: CardStep[], change: object = {}) =>
  opening.openBatch(context, session, { stockBatchId: 'stock', batchId: 'r/1/1', steps, ...change });
const typed: CardStep = { kind: 'set-fido-pin', pin: 'pin.fido' };

describe('a batch that is not opened', () => {
  it('is one of the FIDO application', () => {
    const openings = new CardOpenings({} as ManagementKeyOpening, opening);
    expect(openings.ofBatch([typed])).toBe(opening);
    expect(openings.ofBatch([])).not.toBe(opening);
  });

  it('begins and ends with its own steps, with what the agent holds itself', async () => {
    expect(
      await open([typed, { kind: 'delete-credential', credentialIdBase64url: 'AA', pin: 'pin.operation' }]),
    ).toEqual({});
    expect([opening.firstStep(), opening.nextStep(), opening.firstAnswer()]).toEqual([
      undefined,
      undefined,
      { witness: null },
    ]);
    await opening.settleBatch(context, session, 'stock', { results: [] });
  });

  it.each([
    ['puk.current', [{ kind: 'set-fido-pin', pin: 'puk.current' }], {}],
    ['a signature', [typed], { securityObject: Uint8Array.of(1) }],
    ['a key set', [typed], { keySetWish: { changePuk: true, changeManagementKey: false } }],
  ] as [string, CardStep[], object][])('gets nothing of the vault: %s', async (what, steps, change) => {
    await expect(open(steps, change)).rejects.toThrow(`a batch that the vault does not open needs ${what}`);
  });

  it('proves nothing to the vault', async () => {
    const proved = { results: [], sealedOperationPin: 'jwe' };
    await expect(opening.settleBatch(context, session, 'stock', proved)).rejects.toThrow('the vault did not open');
  });
});
