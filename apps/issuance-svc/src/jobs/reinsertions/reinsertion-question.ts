/**
 * Asks the agent of a saga's workstation for the reinsertion of its card, and hears from it whether that has happened already: the event of an
 * insertion reaches nobody while every copy of issuance-svc is away.
 */
import { Injectable } from '@nestjs/common';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { ReinsertionRepository, type ReinsertionRow } from '../../records/reinsertions/reinsertion.repository.js';

@Injectable()
export class ReinsertionQuestion {
  constructor(
    private readonly rpc: RpcClient,
    private readonly rows: ReinsertionRepository,
  ) {}

  /** reminded: the holder is reminded now. inserted: the card is in again, and the row says so. Rejects with the codes of a call to an agent. */
  async ask(row: ReinsertionRow, remind: boolean): Promise<{ reminded: boolean; inserted: boolean }> {
    const { requestId, identityText, workstationId } = row;
    try {
      const asked = { requestId, identityText, remind };
      const { reminded, insertedMsAgo } = await this.rpc.edge(workstationId, 'reinsertion.ask', asked, row);
      if (insertedMsAgo === undefined) return { reminded, inserted: false };
      const changed = await this.rows.inserted({ workstationId, identityText, insertedMsAgo });
      return { reminded, inserted: changed.includes(requestId) };
    } catch (error) {
      // An agent of a release that cannot: the page alone asks.
      if (isCardwrightError(error, 'REQUEST_NOT_FOUND')) return { reminded: false, inserted: false };
      throw error;
    }
  }
}
