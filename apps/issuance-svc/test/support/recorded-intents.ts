/** The intents of `test/recorded`, as rows of a database that was there before this release. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ReprovisionPlan } from '@cardwright/card-plan/plan-reprovision';
import type { CardPlan } from '@cardwright/card-plan/planned-step';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { CardSessionState } from '../../src/persistence/card-session-state.js';

export type IntentKind = 'issue' | 'reprovision' | 'update' | 'recycle';
export interface RecordedIntent<Plan = CardPlan> {
  plan: Plan;
  beforeImage: CardImage;
  session: CardSessionState;
  publicKeys: Record<string, string>;
}

export const recorded = (name: string): string => readFileSync(new URL(`../recorded/${name}`, import.meta.url), 'utf8');
export const recordedIntents: Record<IntentKind, RecordedIntent> &
  Record<'reprovision' | 'update', RecordedIntent<ReprovisionPlan>> = JSON.parse(recorded('card-intents.json'));
export const recordedWorkstation = 'ws-1';

type Query = <Row>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

/** A parked request of this kind with its intent; `sessionOf` makes the session of the attempt from the one that was recorded. */
export async function plantIntent(
  query: Query,
  kind: IntentKind,
  sessionOf: (session: CardSessionState, deviceId: string, requestId: string) => object = (session) => session,
): Promise<StageCall> {
  const { plan, beforeImage, session, publicKeys } = recordedIntents[kind];
  const [requestId, deviceId, personId] = [randomUUID(), randomUUID(), randomUUID()];
  await query(
    `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name) VALUES ($1, $2, $3, 'Ada', 'L', 'Ada L')`,
    [personId, defaultTenantId, personId],
  );
  await query(
    `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id, profile_name, profile_version)
     SELECT $1, $2, $3, $3, model_id, 'ACTIVE', $4, 'authentication-only', 1 FROM card_model WHERE tenant_id = $2 LIMIT 1`,
    [deviceId, defaultTenantId, `ykserial:${deviceId}`, personId],
  );
  await query(
    `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, percent, sentence, device_id, person_id,
       workstation_id, pin_change, reason, attempt, requested_by, correlation_id)
     VALUES ($1, $2, $7, $5, 'FAILED', 'references', 20, 'x', $3, $4, $6, 'none', 'OTHER', 1, 'spec', 'spec')`,
    [requestId, defaultTenantId, deviceId, personId, kind.toUpperCase(), recordedWorkstation, randomUUID()],
  );
  const stored = [plan, beforeImage, sessionOf(session, deviceId, requestId), publicKeys];
  await query(
    `INSERT INTO card_intent (request_id, attempt, tenant_id, device_id, proof_seed, plan_hash, plan, before_image, session, public_keys)
     VALUES ($1, 1, $2, $3, decode(repeat('00', 32), 'hex'), $4, $5, $6, $7, $8)`,
    [requestId, defaultTenantId, deviceId, plan.hash, ...stored.map((value) => JSON.stringify(value))],
  );
  const workstationId = recordedWorkstation;
  const input = { requestId, tenantId: defaultTenantId, deviceId, personId, workstationId, correlationId: 'c' };
  return { input, attempt: 1, stage: { name: 'references', percent: 20, sentence: 'x' } };
}
