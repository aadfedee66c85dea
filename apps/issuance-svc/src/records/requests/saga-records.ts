/**
 * The rows behind a running card saga: request, device, person, profile version, intent and credentials. Reads and
 * writes only; rules are domain's and state changes are devices/device.service.ts's and requests/request.service.ts's.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AttestationVerdict } from '@cardwright/contracts/card/attestation';
import type { CardApplication } from '@cardwright/contracts/card/card-applications';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { CredentialState } from '@cardwright/contracts/nats/issuance.api';
import type { IssuedCertificate } from '@cardwright/contracts/nats/pki.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardPlan, PlannedCertificate } from '@cardwright/card-plan/planned-step';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import { findBy } from '@cardwright/service-kit/database/find-by';
import { preparedQuery } from '@cardwright/service-kit/database/prepared-query';
import type { HolderData } from '../../domain/holder-data.js';
import { expiredOnCard, revokedOutside } from '../devices/revoked-certificates.js';
import { CardModelRegistry } from '../models/card-model-registry.js';
import { CardIntentEntity } from '../../persistence/card-intent.entity.js';
import { CredentialEntity } from '../../persistence/credential.entity.js';
import { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import { DeviceEntity } from '../../persistence/device.entity.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import { RequestEntity } from '../../persistence/request.entity.js';
import type { CardSessionState, PasskeyAsked } from '../../persistence/card-session-state.js';

export interface Intent extends CardIntentEntity {
  plan: CardPlan;
}

/** What an activity of an attempt works with. */
export interface CardWork {
  intent: Intent;
  session: CardSessionState;
  device: DeviceEntity;
  version: CredentialProfileVersionEntity;
  model: CardModel;
}

@Injectable()
export class SagaRecords {
  /** A published version never changes. */
  private readonly profiles = new Map<string, CredentialProfileVersionEntity>();
  private readonly requestBy: (...values: unknown[]) => Promise<RequestEntity[]>;
  private readonly deviceBy: (...values: unknown[]) => Promise<DeviceEntity[]>;
  private readonly personBy: (...values: unknown[]) => Promise<PersonEntity[]>;
  private readonly profileBy: (...values: unknown[]) => Promise<CredentialProfileVersionEntity[]>;
  private readonly intentBy: (...values: unknown[]) => Promise<CardIntentEntity[]>;
  private readonly credentialsOfRequest: (...values: unknown[]) => Promise<CredentialEntity[]>;
  private readonly credentialsByDevice: (...values: unknown[]) => Promise<CredentialEntity[]>;

  private readonly statements: Record<keyof typeof writes, (values: readonly unknown[]) => Promise<object[]>>;

  constructor(
    private readonly database: DataSource,
    private readonly models: CardModelRegistry,
  ) {
    // Every stage of every saga reads these: prepared statements, not a repository (design.md section 7).
    this.requestBy = findBy(database, RequestEntity, ['requestId']);
    this.deviceBy = findBy(database, DeviceEntity, ['deviceId']);
    this.personBy = findBy(database, PersonEntity, ['personId']);
    this.profileBy = findBy(database, CredentialProfileVersionEntity, ['tenantId', 'name', 'version']);
    this.intentBy = findBy(database, CardIntentEntity, ['requestId', 'attempt']);
    this.statements = Object.fromEntries(
      Object.entries(writes).map(([name, text]) => [name, preparedQuery(database, `saga-${name}`, text)]),
    ) as SagaRecords['statements'];
    const newestFirst = ['attempt', 'createdAt'] as const;
    this.credentialsOfRequest = findBy(database, CredentialEntity, ['requestId'], { descendingBy: newestFirst });
    this.credentialsByDevice = findBy(database, CredentialEntity, ['deviceId'], { descendingBy: ['createdAt'] });
  }

  async findRequest(requestId: string): Promise<RequestEntity | undefined> {
    return (await this.requestBy(requestId))[0];
  }

  async request(requestId: string): Promise<RequestEntity> {
    return only(await this.requestBy(requestId), 'request');
  }

  async device(deviceId: string): Promise<DeviceEntity> {
    return only(await this.deviceBy(deviceId), 'device');
  }

  async person(personId: string): Promise<PersonEntity> {
    return only(await this.personBy(personId), 'person');
  }

  async profile(tenantId: string, name: string, version: number): Promise<CredentialProfileVersionEntity> {
    const key = `${tenantId}/${name}/${version}`;
    const known = this.profiles.get(key);
    if (known !== undefined) return known;
    const [profile] = await this.profileBy(tenantId, name, version);
    if (profile === undefined) throw new CardwrightError('PROFILE_NOT_FOUND', undefined, { name, version });
    this.profiles.set(key, profile);
    return profile;
  }

  /** The intent of this attempt; it exists from the open stage on. */
  async intent(call: StageCall): Promise<Intent> {
    return only(await this.intentBy(call.input.requestId, call.attempt), 'card intent') as Intent;
  }

  /**
   * The model for which this attempt's plan was made. Throws CARD_UNSUPPORTED where an older attempt did not save it and no model fits any
   * more.
   */
  async modelOf(intent: Pick<CardIntentEntity, 'tenantId' | 'session' | 'beforeImage'>): Promise<CardModel> {
    return intent.session?.model ?? this.models.match(intent.tenantId, intent.beforeImage);
  }

  async session(call: StageCall): Promise<{ intent: Intent; session: CardSessionState }> {
    const intent = await this.intent(call);
    if (intent.session === null) throw new CardwrightError('LIFECYCLE_LEASE_LOST');
    return { intent, session: intent.session };
  }

  /** From the open stage on. profile: the version that is written, where it is not the one on record. */
  async work(call: StageCall, profile?: { profileName: string; profileVersion: number }): Promise<CardWork> {
    const [{ intent, session }, device] = await Promise.all([this.session(call), this.device(call.input.deviceId)]);
    const { profileName, profileVersion } = profile ?? device;
    const version = await this.profile(call.input.tenantId, profileName!, profileVersion!);
    return { intent, session, device, version, model: await this.modelOf(intent) };
  }

  /** Before the first APDU that writes. A repeated activity keeps the seed, so that it asks for the same proofs. */
  async saveIntent(call: StageCall, plan: CardPlan, image: CardImage, session: CardSessionState): Promise<void> {
    await this.statements.saveIntent([
      call.input.requestId,
      call.attempt,
      call.input.tenantId,
      call.input.deviceId,
      randomBytes(32),
      plan.hash,
      JSON.stringify(plan),
      JSON.stringify(image),
      JSON.stringify(session),
    ]);
  }

  async saveSession(call: StageCall, session: CardSessionState, publicKeys?: Record<string, string>): Promise<void> {
    await this.statements.saveSession([
      call.input.requestId,
      call.attempt,
      JSON.stringify(session),
      JSON.stringify(publicKeys ?? {}),
    ]);
  }

  /** Kept with the card session, whose end makes it void. */
  async savePinAsked(call: StageCall, asked: PinAsked): Promise<void> {
    await this.statements.savePinAsked([call.input.requestId, call.attempt, JSON.stringify(asked)]);
  }

  async savePasskeyAsked(call: StageCall, asked: PasskeyAsked): Promise<void> {
    await this.statements.savePasskeyAsked([call.input.requestId, call.attempt, JSON.stringify(asked)]);
  }

  /** [C30] Before its stage is entered, whose row says that the holder may look at it. */
  async markTemporaryPin({ input }: StageCall): Promise<void> {
    await this.statements.markTemporaryPin([input.requestId]);
  }

  /** Whether any attempt of this request may have written to the card. */
  async isTouched(requestId: string): Promise<boolean> {
    return (await this.statements.touched([requestId])).length > 0;
  }

  /** Whether a key set was being sent to the card when this request first read the card; undefined if no attempt has read it. */
  async keysUnderWayAtFirst(requestId: string): Promise<boolean | undefined> {
    const [first] = (await this.statements.keysUnderWayAtFirst([requestId])) as { keysUnderWay: boolean | null }[];
    return first?.keysUnderWay ?? undefined;
  }

  /** Records that this batch ended before it wrote. Unless an earlier batch wrote, the card is unchanged. */
  async takeBackTouch(call: StageCall, sequence: number): Promise<void> {
    await this.statements.takeBackTouch([call.input.requestId, call.attempt, sequence]);
  }

  /** Credentials of this request, newest first. */
  credentials(requestId: string): Promise<CredentialEntity[]> {
    return this.credentialsOfRequest(requestId);
  }

  credentialsOfDevice(deviceId: string): Promise<CredentialEntity[]> {
    return this.credentialsByDevice(deviceId);
  }

  /**
   * Of the device's credentials those that are revoked or expired on record and count as standing on the card. One that a job of ours revokes,
   * because a saga has replaced or removed it, never does: not before the job is done, and not after it.
   */
  async deadOnCard(deviceId: string): Promise<ReadonlySet<string>> {
    const rows: { id: string }[] = await this.database.query(
      `SELECT credential_id AS id FROM credential
       WHERE device_id = $1 AND (${revokedOutside('credential')} OR ${expiredOnCard('credential')})`,
      [deviceId],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** One row per certificate; the same certificate again changes nothing. */
  async saveCredential(
    call: StageCall,
    application: CardApplication,
    planned: PlannedCertificate,
    publicKeySha256Hex: string,
    certificate: Pick<IssuedCertificate, 'issuerId' | 'serialNumberHex' | 'notAfter'>,
    attestation: AttestationVerdict | null,
    holderData: HolderData | null,
  ): Promise<void> {
    await this.statements.saveCredential([
      randomUUID(),
      call.input.tenantId,
      call.input.deviceId,
      call.input.requestId,
      call.attempt,
      application,
      planned.container,
      planned.keyReference,
      planned.algorithm,
      planned.keyOrigin,
      planned.archiveRef,
      planned.certificateProfile,
      publicKeySha256Hex,
      certificate.issuerId,
      certificate.serialNumberHex,
      certificate.notAfter,
      attestation === 'trusted',
      attestation,
      holderData,
    ]);
  }

  /** Moves credentials of a request on; `serials` narrows it to some. */
  async markCredentials(requestId: string, state: CredentialState, serials?: readonly string[]): Promise<void> {
    await this.statements.markCredentials([requestId, state, serials ?? null]);
  }

  async rememberReader(requestId: string, readerName: string): Promise<void> {
    await this.statements.rememberReader([requestId, readerName]);
  }

  async countRoundTrip(requestId: string, apdus: number): Promise<void> {
    await this.statements.countRoundTrip([requestId, apdus]);
  }
}

const writes = {
  saveIntent: `INSERT INTO card_intent (request_id, attempt, tenant_id, device_id, proof_seed, plan_hash, plan, before_image, session)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (request_id, attempt) DO UPDATE SET plan_hash = excluded.plan_hash, plan = excluded.plan,
         before_image = excluded.before_image, session = excluded.session, updated_at = now()`,
  touched: `SELECT 1 FROM card_intent WHERE request_id = $1 AND session ? 'touchedBy' LIMIT 1`,
  keysUnderWayAtFirst: `SELECT (session ->> 'keysUnderWay')::boolean AS "keysUnderWay" FROM card_intent WHERE request_id = $1
       ORDER BY attempt LIMIT 1`,
  takeBackTouch: `UPDATE card_intent SET session = session - 'touchedBy', updated_at = now()
       WHERE request_id = $1 AND attempt = $2 AND (session ->> 'touchedBy')::integer = $3`,
  saveSession: `UPDATE card_intent SET session = $3, public_keys = public_keys || $4, updated_at = now()
       WHERE request_id = $1 AND attempt = $2`,
  savePinAsked: `UPDATE card_intent SET session = session || jsonb_build_object('asked', $3::jsonb), updated_at = now()
       WHERE request_id = $1 AND attempt = $2`,
  savePasskeyAsked: `UPDATE card_intent SET session = session || jsonb_build_object('passkeyAsked', $3::jsonb), updated_at = now()
       WHERE request_id = $1 AND attempt = $2`,
  saveCredential: `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container,
         key_reference, algorithm, key_origin, archive_ref, certificate_profile, state, public_key_sha256_hex, issuer_id,
         serial_number_hex, not_after, attested, attestation, holder_data)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'ISSUED_OFF_CARD', $13, $14, $15, $16, $17, $18, $19)
       ON CONFLICT DO NOTHING`,
  markCredentials: `UPDATE credential SET state = $2, updated_at = now()
       WHERE request_id = $1 AND state NOT IN ('REVOKE_PENDING', 'REVOKED', 'ABANDONED') AND ($3::text[] IS NULL OR serial_number_hex = ANY ($3))`,
  markTemporaryPin: `UPDATE request SET temporary_pin = true WHERE request_id = $1`,
  rememberReader: `UPDATE request SET reader_name = $2 WHERE request_id = $1`,
  countRoundTrip: `UPDATE request SET round_trips = round_trips + 1, apdus = apdus + $2 WHERE request_id = $1`,
};

/** A saga's rows are there before it starts: a missing one is a fault of ours. */
function only<Row>(rows: readonly Row[], what: string): Row {
  const [row] = rows;
  if (row === undefined) throw new Error(`the ${what} of a saga is missing`);
  return row;
}
