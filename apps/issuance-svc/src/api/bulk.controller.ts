/** Requests about many cards or sagas at once. Who may is asked of each of them. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { BulkPreviews } from '../bulk/bulk-previews.js';
import { BulkRuns } from '../bulk/bulk-runs.js';
import type { Answer, Asked } from '../domain/asked.js';

@Controller()
export class BulkController {
  constructor(
    private readonly previews: BulkPreviews,
    private readonly runs: BulkRuns,
  ) {}

  @MessagePattern(issuanceSubject('bulk.preview'))
  preview(@Payload() asked: Asked<'bulk.preview'>): Answer<'bulk.preview'> {
    return this.previews.preview(asked);
  }

  @MessagePattern(issuanceSubject('bulk.act'))
  act(@Payload() asked: Asked<'bulk.act'>): Answer<'bulk.act'> {
    return this.runs.act(asked);
  }
}
