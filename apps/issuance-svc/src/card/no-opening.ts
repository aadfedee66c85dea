/** A batch that is not opened: each of its steps shows the card what it needs. The vault has no part in it. */
import { Injectable } from '@nestjs/common';
import type { CallContext } from '@cardwright/service-kit/nats/rpc-client';
import type { CardSessionState } from '../persistence/card-session-state.js';
import {
  vaultSecretsOf,
  type BatchNeeds,
  type CardOpening,
  type OpenedBatch,
  type ProvedBatch,
} from './card-opening.js';

@Injectable()
export class NoOpening implements CardOpening {
  firstStep(): undefined {
    return undefined;
  }

  /** A witness from before is worth nothing: another application was selected. */
  firstAnswer(): Pick<CardSessionState, 'witness'> {
    return { witness: null };
  }

  /** Rejects with TypeError for what only the vault could give. */
  openBatch(_context: CallContext, _session: CardSessionState, needs: BatchNeeds): Promise<OpenedBatch> {
    const [secret] = vaultSecretsOf(needs.steps);
    const asked = secret ?? (needs.keySetWish && 'a key set') ?? (needs.securityObject && 'a signature');
    return asked === undefined
      ? Promise.resolve({})
      : Promise.reject(new TypeError(`a batch that the vault does not open needs ${asked}`));
  }

  settleBatch(
    _context: CallContext,
    _session: CardSessionState,
    _stockBatchId: string,
    { sealedOperationPin, pukChanged, pukRefused }: ProvedBatch,
  ): Promise<void> {
    const proved = sealedOperationPin !== undefined || pukChanged === true || pukRefused === true;
    return proved ? Promise.reject(new TypeError('a batch that the vault did not open')) : Promise.resolve();
  }

  nextStep(): undefined {
    return undefined;
  }

  keepNext(): void {
    // Nothing was asked.
  }
}
