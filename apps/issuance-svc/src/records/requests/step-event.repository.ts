/**
 * Step events of one batch of a card into the timeline: one statement for as many as came together, since a saga has dozens
 * and each statement of its own would cost more than the step. Technology only.
 */
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import { stageSpans } from '@cardwright/contracts/workflow/stages';
import { preparedQuery } from '@cardwright/service-kit/database/prepared-query';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { progressOf, violates, type NewProgress, type ProgressRow } from './request.repository.js';

/** Whose events these are: a request of another workstation or device is left alone. */
export interface StepSource {
  requestId: string;
  workstationId: string;
  deviceId: string;
}

/** Copies of the service may write the same events at the same moment: each try leaves out what is there by then. */
const tries = 5;

@Injectable()
export class StepEventRepository {
  private readonly appended: (values: readonly unknown[]) => Promise<ProgressRow[]>;

  constructor(database: DataSource) {
    this.appended = preparedQuery<ProgressRow>(database, 'request-append-steps', appendSql);
  }

  /** In the order given; what was recorded before adds nothing. Returns the new rows. */
  async append(source: StepSource, events: readonly NewProgress[]): Promise<SagaProgress[]> {
    for (let attempt = 1; ; attempt++)
      try {
        const rows = await this.appended([
          source.requestId,
          source.workstationId,
          source.deviceId,
          JSON.stringify(events),
          JSON.stringify(stageSpans),
        ]);
        return rows.map(progressOf).sort((a, b) => a.sequence - b.sequence);
      } catch (error) {
        if (attempt === tries || !violates(error, 'saga_progress_source')) throw error;
      }
  }
}

const appendSql = `
  WITH fresh AS (
    SELECT event, row_number() OVER (ORDER BY position) AS nth
    FROM jsonb_array_elements($4::jsonb) WITH ORDINALITY AS reported (event, position)
    WHERE NOT EXISTS (
      SELECT FROM saga_progress WHERE request_id = $1 AND source_key = event ->> 'sourceKey')
  ), reached AS (
    SELECT nth, greatest(percent, (span ->> 0)::int + floor(((span ->> 1)::int - (span ->> 0)::int)
      * (event ->> 'share')::numeric)::int) AS percent
    FROM fresh CROSS JOIN request CROSS JOIN LATERAL (SELECT CASE WHEN state = 'IN_PROGRESS' THEN $5::jsonb -> request.type -> request.stage END AS span) AS spans
    WHERE request_id = $1
  ), bumped AS (
    UPDATE request SET progress_sequence = progress_sequence + (SELECT count(*) FROM fresh), updated_at = now(),
      percent = greatest(percent, (SELECT max(percent) FROM reached))
    WHERE request_id = $1 AND workstation_id = $2 AND device_id::text = $3 AND EXISTS (SELECT FROM fresh)
    RETURNING *
  )
  INSERT INTO saga_progress
    (request_id, sequence, tenant_id, kind, stage, percent, state, awaiting, sentence, said, code, step, source_key)
  SELECT request_id, progress_sequence - (SELECT count(*) FROM fresh) + nth, tenant_id, event ->> 'kind', stage, reached.percent,
    state, awaiting, event -> 'sentence' ->> 'text', event -> 'sentence' -> 'said', event ->> 'code', event -> 'step', event ->> 'sourceKey'
  FROM bumped CROSS JOIN fresh JOIN reached USING (nth)
  RETURNING *`;
