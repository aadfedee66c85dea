/** What issuance-svc asks of this workstation after a saga that brought new certificates, until the card was put in again (A16, A17). */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CredentialsSeen, EdgeApi } from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import type { Log } from '../log/log.js';
import type { Presenter } from '../updates/ports.js';
import { reinsertNotice } from '../updates/prompt.js';
import type { CredentialViews } from './credential-views.js';

export interface ReinsertionsOptions {
  views: Pick<CredentialViews, 'ask'>;
  presenter: Presenter;
  readerOf: (identityText: string) => string | undefined;
  heldBy: (readerName: string) => string | undefined;
  /** undefined: it was in when the agent started. */
  insertedMsAgo: (readerName: string) => number | undefined;
  serverUrl: string;
  log: Log;
}

export class Reinsertions {
  /** Who was reminded, by request, and of the card in which reader. */
  private readonly reminded = new Map<string, string>();

  constructor(private readonly options: ReinsertionsOptions) {}

  async ask({
    requestId,
    identityText,
    remind,
  }: RequestOf<EdgeApi, 'reinsertion.ask'>): Promise<ReplyOf<EdgeApi, 'reinsertion.ask'>> {
    const { views, log } = this.options;
    const readerName = this.options.readerOf(identityText);
    if (readerName === undefined) return { reminded: false };
    const insertedMsAgo = this.options.insertedMsAgo(readerName) ?? null;
    if (remind === true) return { reminded: this.remind(String(requestId), readerName), insertedMsAgo };
    // What programs keep on disk is read again from the card only if it is gone before they look. Nobody waits for it.
    if (this.options.heldBy(readerName) === undefined)
      await views
        .ask('forget', readerName, [])
        .catch((error: Error) =>
          log('info', 'what programs keep of the card is looked at when it is put in again', { reason: error.message }),
        );
    return { reminded: false, insertedMsAgo };
  }

  /** Throws CARD_ABSENT, CARD_IN_WORK. */
  async look({ identityText, thumbprints }: RequestOf<EdgeApi, 'credentials.look'>): Promise<CredentialsSeen> {
    const readerName = this.options.readerOf(identityText);
    if (readerName === undefined) throw new CardwrightError('CARD_ABSENT');
    const heldBy = this.options.heldBy(readerName);
    if (heldBy !== undefined) throw new CardwrightError('CARD_IN_WORK', undefined, { readerName, heldBy });
    const seen = await this.options.views.ask('look', readerName, thumbprints.map(String));
    this.options.log('info', 'looked at what programs see of the card', {
      by: seen.by,
      ...(seen.by === 'pkcs11' ? { certificates: seen.thumbprints.length } : { why: seen.why }),
    });
    return seen;
  }

  cardRemoved(readerName: string): void {
    for (const [requestId, reader] of this.reminded)
      if (reader === readerName) this.options.presenter.withdraw(requestId);
  }

  /** Once, however often it is asked. */
  private remind(requestId: string, readerName: string): boolean {
    if (!this.reminded.has(requestId))
      this.options.presenter.present(reinsertNotice(requestId, this.options.serverUrl));
    this.reminded.set(requestId, readerName);
    return true;
  }
}
