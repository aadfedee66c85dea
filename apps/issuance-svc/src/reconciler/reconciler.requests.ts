/** Requests about findings: authorise, then the services. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceInternalApi } from '@cardwright/contracts/nats/issuance.api';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { Injectable } from '@nestjs/common';
import { AuthorisationService } from '../authorisation/authorisation.service.js';
import type { Answer, Asked } from '../nats/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { isUuid } from '../persistence/page.js';
import { FindingRepository } from './finding.repository.js';
import { OrphanSweeper } from './orphan-sweeper.js';

/** A round that is asked for looks back as far as the ordinary one. */
const lookBackMs = 60 * 60_000;

@Injectable()
export class ReconcilerRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly findings: FindingRepository,
    private readonly sweeper: OrphanSweeper,
  ) {}

  async list(asked: Asked<'findings.list'>): Answer<'findings.list'> {
    await this.access.authorise(asked, 'findings.list');
    const { deviceId, open, ...page } = asked.body;
    if (deviceId !== undefined && !isUuid(deviceId))
      throw new CardwrightError('REQUEST_INVALID', 'not a device id', { field: 'deviceId' });
    const filter = { ...(deviceId === undefined ? {} : { deviceId }), ...(open === undefined ? {} : { open }) };
    return this.findings.page(asked.tenantId, filter, page);
  }

  /** For tests of faults and for who cannot wait for the next round; no actor, NATS permissions say who may ask. */
  sweep(
    asked: RequestEnvelope<RequestOf<IssuanceInternalApi, 'orphans.sweep'>>,
  ): Promise<ReplyOf<IssuanceInternalApi, 'orphans.sweep'>> {
    const context = contextOf(asked);
    return asked.body.all === true
      ? this.sweeper.sweepAll(context)
      : this.sweeper.sweepClosedSince(new Date(Date.now() - lookBackMs), context);
  }
}
