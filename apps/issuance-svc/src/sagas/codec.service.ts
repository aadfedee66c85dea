/**
 * Decodes Temporal payloads for the gateway's codec endpoint: the key stays here. Payloads are the protobuf JSON form
 * (base64 in `data` and `metadata`), as Temporal's UI sends them. Each use is authorised and audited.
 */
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Payload } from '@temporalio/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { isUuid } from '@cardwright/contracts/uuid';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { appendRepeatable } from '@cardwright/service-kit/audit/repeated-entries';
import { EncryptionCodec, readCodecKeys } from '@cardwright/workflow-kit/worker/payload-codec';
import type { TemporalConfig } from '@cardwright/workflow-kit/worker/temporal-address';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { contextOf } from '../persistence/change-context.js';
import type { Asked } from '../domain/asked.js';
import { TEMPORAL_CONFIG } from './run/temporal.module.js';

interface JsonPayload {
  metadata?: Record<string, string>;
  data?: string;
}

@Injectable()
export class CodecService {
  private readonly codec: EncryptionCodec;

  constructor(
    private readonly database: DataSource,
    private readonly access: AuthorisationService,
    @Inject(TEMPORAL_CONFIG) config: TemporalConfig,
  ) {
    this.codec = new EncryptionCodec(readCodecKeys(config.codecKeysFile));
  }

  async authorise(envelope: Asked<'codec.authorise'>): Promise<{ allowed: true }> {
    await this.access.authorise(envelope, 'codec.authorise');
    const { workflowId } = envelope.body;
    if (workflowId !== undefined) {
      const deviceId = deviceOf(workflowId);
      await appendRepeatable(this.database.manager, {
        ...contextOf(envelope),
        action: 'saga.history-read',
        object: deviceId === null ? 'temporal:history' : `device:${deviceId}`,
        details: { workflowId: workflowId.slice(0, workflowIdShown) },
      });
    }
    return { allowed: true };
  }

  async decode(envelope: Asked<'codec.decode'>): Promise<{ payloads: unknown[] }> {
    await this.access.authorise(envelope, 'codec.decode');
    const payloads = (envelope.body.payloads as JsonPayload[]).map(fromJson);
    await appendRepeatable(this.database.manager, {
      ...contextOf(envelope),
      action: 'saga.payloads-read',
      object: 'temporal:history',
      details: { payloads: payloads.length },
    });
    try {
      return { payloads: (await this.codec.decode(payloads)).map(toJson) };
    } catch (error) {
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('These payloads cannot be decoded'), {}, error);
    }
  }
}

/** The longest of ours, a certificate's, has below 100. */
const workflowIdShown = 200;

/** null: not a workflow of a card. */
function deviceOf(workflowId: string): string | null {
  const deviceId = /^device\/([^/]+)\/write$/.exec(workflowId)?.[1] ?? '';
  return isUuid(deviceId) ? deviceId : null;
}

const fromJson = ({ metadata, data }: JsonPayload): Payload => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
  ),
  data: Buffer.from(data ?? '', 'base64'),
});

const toJson = ({ metadata, data }: Payload): JsonPayload => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});
