/** Inputs of /audit and of the codec endpoint. */
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsObject } from 'class-validator';
import { Text } from './fields.js';
import { PageQuery } from './common.dto.js';

export class AuditQuery extends PageQuery {
  @Text(200, { optional: true, description: 'Id of a person, device, saga, ...' })
  object?: string;

  @Text(100, { optional: true })
  action?: string;
}

/** As the Temporal UI sends it: payloads in protobuf JSON. */
export class DecodeBody {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true }, maxItems: 1000 })
  @IsArray()
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  payloads: Record<string, unknown>[];
}
