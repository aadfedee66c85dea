/** Inputs of /audit and of the codec endpoint. */
import { ApiProperty, OmitType } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsObject } from 'class-validator';
import { Text, Time } from './fields.js';
import { PageQuery } from './common.dto.js';

export class AuditQuery extends PageQuery {
  @Text(200, { optional: true, description: 'Id of a person, device, saga, ...' })
  object?: string;

  @Text(100, { optional: true })
  action?: string;

  @Text(600, {
    optional: true,
    description: 'Whoever did it, as a row says it, with every client; or `person:<id>`, however they signed in',
  })
  actor?: string;

  @Text(200, { optional: true, description: 'All that came of one request' })
  correlationId?: string;

  @Time({ optional: true, description: 'Only what happened then or later: ISO 8601, UTC' })
  from?: string;

  @Time({ optional: true, description: 'Only what happened before: ISO 8601, UTC' })
  to?: string;
}
export class AuditExportQuery extends OmitType(AuditQuery, ['limit', 'cursor']) {}

/** As the Temporal UI sends it: payloads in protobuf JSON. */
export class DecodeBody {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true }, maxItems: 1000 })
  @IsArray()
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  payloads: Record<string, unknown>[];
}
