/** The passkey of an issue at our own portal: what the saga has the key make is what the portal verifies and keeps. Real Postgres and NATS, a simulated key. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cardModels } from '@cardwright/card-plan/models/card-models';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { PasskeyRecords } from '../../src/records/passkeys/passkey-records.js';
import { OwnPasskeys } from '../../src/relying-parties/own/own-passkeys.js';
import { OwnRelyingParty } from '../../src/relying-parties/own/own-relying-party.js';
import { RelyingParties } from '../../src/relying-parties/relying-parties.js';
import { IssuePasskey } from '../../src/sagas/issue/issue-passkey.js';
import { passkeyProviders } from '../../src/sagas/issue/passkey-providers.js';
import { CardWorkService, done } from '../support/card-work-service.js';
import { PasskeyKey, simulatedAaguid } from '../support/passkey-key.js';
import { atPasskey } from '../support/planted-passkey.js';

let service: CardWorkService;
let key: PasskeyKey;

beforeAll(async () => {
  const row = { id: 'portal', kind: 'own' as const, rpId: 'cards.example.org', name: 'Card office', aaguids: null };
  const attestationRootsDir = null;
  const origins = ['https://cards.example.org'];
  service = await CardWorkService.start([
    ...passkeyProviders,
    {
      provide: RelyingParties,
      useFactory: (passkeys: OwnPasskeys) =>
        new RelyingParties(
          new Map([['portal', new OwnRelyingParty({ ...row, origins, attestationRootsDir }, passkeys)]]),
        ),
      inject: [OwnPasskeys],
    },
  ]);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(async () => {
  service.reset();
  key = await PasskeyKey.withPin();
  service.answer = onTheKey;
});

async function onTheKey(batch: BatchRequest): Promise<BatchResult> {
  const result = done(batch);
  for (const [index, step] of batch.steps.entries())
    if (step.kind === 'make-credential') result.results[index]!.credential = await key.makeFor(step);
  return result;
}

async function plant(rule: object = {}, identityText?: string): Promise<StageCall> {
  const model = { ...cardModels.find(({ id }) => id === 'vendor-5')!, fido: { pin: 'separate' as const } };
  const call = await service.plant('issue', (session) => ({ ...session, model }));
  if (identityText !== undefined)
    await service.query('UPDATE device SET identity_text = $2 WHERE device_id = $1', [
      call.input.deviceId,
      identityText,
    ]);
  return atPasskey(service, call, { relyingParty: 'portal', ...rule });
}
const register = (call: StageCall) => service.run(() => service.get(IssuePasskey).register({ ...call, round: 1 }), 1);
const keptOf = ({ input }: StageCall) =>
  service.get(OwnPasskeys).list({ tenantId: defaultTenantId, relyingParty: 'portal', personId: input.personId! });

describe('[C26] the passkey of an issue at our own portal', () => {
  it('is verified and kept there, and recorded with the id by which it is deleted', async () => {
    const call = await plant();
    await register(call);
    const [kept, ...more] = await keptOf(call);
    expect(more).toEqual([]);
    expect(kept).toMatchObject({
      aaguid: simulatedAaguid,
      displayName: `Cardwright ${call.input.deviceId.slice(0, 8)}`,
    });
    expect(await service.get(PasskeyRecords).of(call.input.requestId)).toMatchObject({
      ...{ state: 'REGISTERED', relyingParty: 'portal', providerId: kept!.providerId, aaguid: simulatedAaguid },
      ...{ made: null, options: null, tries: 1 },
    });
  });

  it('is made anew where its challenge has ended on the way, and there is one', async () => {
    const call = await plant();
    service.answer = async (batch) => {
      const result = await onTheKey(batch);
      await service.query('UPDATE own_passkey_challenge SET expires_at = now() WHERE used_at IS NULL');
      service.answer = onTheKey;
      return result;
    };
    await register(call);
    expect(await keptOf(call)).toHaveLength(1);
    expect(await service.get(PasskeyRecords).of(call.input.requestId)).toMatchObject({ state: 'REGISTERED', tries: 2 });
  });

  it('that was changed on the way is refused, with the reason', async () => {
    const call = await plant();
    service.answer = async (batch) => {
      const result = await onTheKey(batch);
      const { credential } = result.results.find(({ kind }) => kind === 'make-credential')!;
      const bytes = Buffer.from(credential!.attestationObjectBase64url, 'base64url');
      const at = bytes.indexOf('sig') + 12;
      bytes[at] = bytes[at]! ^ 1;
      credential!.attestationObjectBase64url = bytes.toString('base64url');
      return result;
    };
    await expect(register(call)).rejects.toMatchObject({
      code: 'RELYING_PARTY_REFUSED',
      message: 'What the key says of the passkey cannot be verified.',
      details: { reason: 'attestation' },
    });
    expect(await keptOf(call)).toEqual([]);
  });
});

describe('[C26] the key that made the passkey of an issue', () => {
  const withSerial = async (serial: number): Promise<void> => {
    key = await PasskeyKey.withPin({ serial }, { enterprise: true });
  };
  const recordOf = async ({ input }: StageCall) =>
    (
      await service.query<Record<string, unknown>>(
        'SELECT state, attested_serial AS serial, serial_evidence AS evidence FROM passkey WHERE request_id = $1',
        [input.requestId],
      )
    )[0];
  const auditOf = async ({ input }: StageCall) =>
    (
      await service.query<{ details: object }>(
        `SELECT details FROM audit_log WHERE object = $1 AND action = 'passkey.registered'`,
        [`request:${input.requestId}`],
      )
    )[0]!.details;

  it('is asked for its serial number, which is recorded with the passkey and audited', async () => {
    await withSerial(4711);
    const call = await plant({}, 'ykserial:4711');
    await register(call);
    expect(await recordOf(call)).toEqual({ state: 'REGISTERED', serial: '4711', evidence: true });
    expect(await auditOf(call)).toMatchObject({ attestedSerial: '4711' });
  });

  it('says none where enterprise attestation is off: the passkey is made all the same', async () => {
    const call = await plant({}, 'ykserial:4712');
    await register(call);
    expect(await recordOf(call)).toEqual({ state: 'REGISTERED', serial: null, evidence: false });
    expect(await auditOf(call)).not.toHaveProperty('attestedSerial');
  });

  it('that has the serial number of another card is refused, and registered nowhere', async () => {
    await withSerial(4711);
    const call = await plant({}, 'ykserial:4713');
    await expect(register(call)).rejects.toMatchObject({
      code: 'FIDO_OTHER_KEY',
      message: 'The key that made the passkey attests the serial number 4711; the card of this saga has 4713',
      details: { attestedSerial: '4711', identityText: 'ykserial:4713' },
    });
    expect(await keptOf(call)).toEqual([]);
    expect(await recordOf(call)).toEqual({ state: 'BEGUN', serial: null, evidence: false });
  });

  it('that is of a model which the profile does not accept is refused, and registered nowhere', async () => {
    const accepted = '3f2b7c1e-0000-4000-8000-0000000000cc';
    const call = await plant({ aaguids: [accepted] }, 'ykserial:4714');
    await expect(register(call)).rejects.toMatchObject({
      code: 'FIDO_MODEL_NOT_ACCEPTED',
      message: `The credential profile does not accept passkeys from keys of the model ${simulatedAaguid}`,
      details: { aaguid: simulatedAaguid, by: 'profile' },
    });
    expect(await keptOf(call)).toEqual([]);
    const good = await plant({ aaguids: [accepted, simulatedAaguid] }, 'ykserial:4715');
    await register(good);
    expect(await recordOf(good)).toMatchObject({ state: 'REGISTERED' });
  });
});
