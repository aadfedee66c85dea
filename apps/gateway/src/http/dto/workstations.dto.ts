/** Inputs of /workstations. */
import { longestDays, mostPlaces } from '@cardwright/contracts/workstation/deployment-code';
import {
  workstationPolicyStates,
  workstationReaders,
  workstationSorts,
  workstationsLatestFirst,
  type WorkstationPolicyState,
  type WorkstationReaders,
  type WorkstationSort,
} from '@cardwright/contracts/workstation/workstation';
import type { SortOrder } from '@cardwright/contracts/nats/list-filters';
import { logLevels, type LogLevel } from '@cardwright/contracts/workstation/diagnosis';
import { OmitType } from '@nestjs/swagger';
import { Flag, OneOf, Text, Time, Whole } from './fields.js';
import { CardIdentityText, Order, PageQuery } from './common.dto.js';

export class WorkstationsQuery extends PageQuery {
  @Text(100, { optional: true, description: 'Exactly this name, and not revoked: one row or none' })
  name?: string;

  @Text(100, { optional: true, description: 'Part of the name, the id or the operating system' })
  query?: string;

  @Flag({ optional: true, description: 'Heard within the last seven minutes, and not gone since' })
  online?: boolean;

  @Text(40, { optional: true, pattern: /^[\w.+-]+$/, description: 'Exactly this version of the agent' })
  version?: string;

  @OneOf(workstationPolicyStates, {
    optional: true,
    description:
      'Whether the agent asks by itself for updates of cards; `mistakes`: its policies have some; `unknown`: it did not say',
  })
  policy?: WorkstationPolicyState;

  @OneOf(workstationReaders, { optional: true, description: '`card`: some with a card in them' })
  readers?: WorkstationReaders;

  @Text(64, { optional: true, description: 'Exactly this group' })
  group?: string;

  @OneOf(workstationSorts, { optional: true, description: '`name` without it' })
  sort?: WorkstationSort;

  @Order(workstationsLatestFirst)
  order?: SortOrder;
}
export class WorkstationsExportQuery extends OmitType(WorkstationsQuery, ['limit', 'cursor']) {}
export class ReadersQuery {
  @CardIdentityText({ optional: true, description: 'Only the reader that holds the card with this identity' })
  identity?: string;
}
export class LogsQuery {
  @Time({ optional: true, description: 'Nothing from before: ISO 8601, UTC, by the clock of the workstation' })
  since?: string;

  @Whole(1, 500, { optional: true, description: 'The newest, 200 without it' })
  limit?: number;

  @OneOf(logLevels, { optional: true, description: 'Lines of this level and above' })
  level?: LogLevel;
}
export class EnrolmentCodeBody {
  @Text(100, { description: 'Name of the workstation, as people call it' })
  name: string;
}
export class EnrolBody {
  @Text(512, { description: 'The one-time code, or a deployment code' })
  code: string;

  @Text(56, { pattern: /^U[A-Z2-7]{55}$/, description: 'Public nkey that the agent made for itself' })
  agentNkey: string;

  @Text(40)
  agentVersion: string;

  @Text(86, {
    optional: true,
    pattern: /^[A-Za-z0-9_-]{86}$/,
    description: 'Ed25519 signature by that key over the code (docs/agent.md), base64url; refused without it',
  })
  proofBase64Url?: string;

  @Text(255, { optional: true, description: 'Of the computer; with a deployment code only, which makes a name of it' })
  hostName?: string;
}
export class DeploymentCodeBody {
  @Whole(1, mostPlaces, { description: 'How many workstations it enrols at most' })
  places: number;

  @Whole(1, longestDays, { description: 'So long it is good' })
  days: number;

  @Text(64, { optional: true, description: 'What its workstations belong to' })
  group?: string;

  @Text(64, { optional: true, description: 'Of their names; `{host}`, the default, stands for the host name' })
  namePattern?: string;
}
