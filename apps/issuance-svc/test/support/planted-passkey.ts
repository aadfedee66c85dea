/** Cards whose saga has come to their passkey: the profile has this rule, and the card has a FIDO application with a PIN. */
import { randomUUID } from 'node:crypto';
import { cardModels } from '@cardwright/card-plan/models/card-models';
import type { PasskeyRule } from '@cardwright/contracts/card/credential-profile';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWorkService } from './card-work-service.js';
import { simulatedAaguid } from './passkey-key.js';

const image = {
  ...{ aaguid: simulatedAaguid, versions: ['FIDO_2_1'], pinSet: true, pinTriesLeft: 8, mustChangePin: false },
  ...{ minPinLength: 4, credentialsLeft: 25, enterpriseAttestation: 'off' },
};
let profiles = 0;

export async function plantPasskey(
  service: CardWorkService,
  rule: PasskeyRule,
  pin: 'separate' | 'shared' = 'separate',
): Promise<StageCall> {
  const model = { ...cardModels.find(({ id }) => id === 'vendor-5')!, fido: { pin } };
  const call = await service.plant('issue', (session) => ({
    ...session,
    model,
    witness: { algorithm: 'AES192', hex: 'EE'.repeat(16) },
  }));
  return atPasskey(service, call, rule);
}

/** The saga of this card has come to its passkey. fido: what was read of its FIDO application. */
export async function atPasskey(
  service: CardWorkService,
  call: StageCall,
  rule: PasskeyRule,
  fido: object = image,
): Promise<StageCall> {
  const { requestId, deviceId } = call.input;
  const name = `planted-passkey-${(profiles += 1)}`;
  await service.query(
    `INSERT INTO credential_profile_version
     SELECT (jsonb_populate_record(v, jsonb_build_object('name', $1::text, 'definition', v.definition || jsonb_build_object('passkey', $2::jsonb)))).*
     FROM credential_profile_version v WHERE v.name = 'authentication-only' AND v.version = 1`,
    [name, JSON.stringify(rule)],
  );
  await service.query('UPDATE device SET profile_name = $2, profile_version = 1 WHERE device_id = $1', [
    deviceId,
    name,
  ]);
  await service.query(
    `UPDATE card_intent SET before_image = before_image || jsonb_build_object('applications', jsonb_build_object('FIDO2', $2::jsonb))
     WHERE request_id = $1`,
    [requestId, JSON.stringify(fido)],
  );
  return { ...call, stage: { name: 'passkey', percent: 85, sentence: 'Making the passkey' } };
}

/** A new passkey for the same card in use, which its request has read. */
export async function plantNewPasskey(service: CardWorkService, { input, ...call }: StageCall): Promise<StageCall> {
  const requestId = randomUUID();
  const { requestId: first } = input;
  await service.query(`UPDATE request SET state = 'COMPLETED' WHERE request_id = $1`, [first]);
  await service.query(
    `INSERT INTO request SELECT (jsonb_populate_record(r, jsonb_build_object('request_id', $2::uuid, 'type', 'PASSKEY',
       'state', 'IN_PROGRESS', 'created_at', now(), 'idempotency_key', NULL))).* FROM request r WHERE request_id = $1`,
    [first, requestId],
  );
  await service.query(
    `INSERT INTO card_intent SELECT (jsonb_populate_record(i, jsonb_build_object('request_id', $2::uuid,
       'session', i.session || jsonb_build_object('lease', (i.session -> 'lease') || jsonb_build_object('requestId', $2::text))))).*
     FROM card_intent i WHERE request_id = $1`,
    [first, requestId],
  );
  await service.query('UPDATE lease SET request_id = $2 WHERE device_id = $1', [input.deviceId, requestId]);
  return { ...call, input: { ...input, requestId } };
}
