/**
 * The certificates that a saga brings onto a card: whether they could be made, making them, the archived ones that go along, and that they stand
 * on the card. Every call may be repeated.
 */
import { Injectable } from '@nestjs/common';
import type { AttestationVerdict } from '@cardwright/contracts/card/attestation';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CertificateRequest } from '@cardwright/contracts/nats/pki.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ArchivedKey } from '@cardwright/card-plan/planned-keys';
import type { CardPlan, PlannedCertificate } from '@cardwright/card-plan/planned-step';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { say } from '@cardwright/contracts/words/say';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { contextOf } from '../../card/batch-sender.js';
import { archivedCertificateProfile, certifiedKeysOf, keySha256Hex } from '../../card/certified-keys.js';
import { CertificateChecks } from '../../card/certificate-check.js';
import { certificateSubject, endOfDay } from '../../card/certificate-subject.js';
import { cardIdentityOf, chuidToSign } from '../../card/card-content.js';
import { holderDataOf } from '../../domain/holder-data.js';
import type { CardSessionState } from '../../persistence/card-session-state.js';
import { SagaRecords, type CardWork } from '../../records/requests/saga-records.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';

@Injectable()
export class SagaCertificates {
  constructor(
    private readonly rpc: RpcClient,
    private readonly records: SagaRecords,
    private readonly checks: CertificateChecks,
  ) {}

  async archivedKeys(call: StageCall, limit: number): Promise<ArchivedKey[]> {
    if (limit === 0) return [];
    const { keys } = await this.rpc.pki('archive.list', { personId: call.input.personId!, limit }, contextOf(call));
    return keys.map(({ archiveRef, algorithm }) => ({
      archiveRef,
      algorithm,
      certificateProfile: archivedCertificateProfile,
    }));
  }

  /** Keys that an earlier attempt certified and that still stand on the card unchanged. */
  async certifiedKeys(
    requestId: string,
    onCard: readonly { keyReference: KeyReferenceName; publicKeySpkiBase64: string | null }[],
  ): Promise<Partial<Record<KeyReferenceName, string>>> {
    return certifiedKeysOf(await this.records.credentials(requestId), onCard);
  }

  /**
   * Adds to the session: one certificate per planned row (or per row of `rows`) as DER in base64 by container, and the signature of the
   * CHUID if the plan writes one. If a key was generated again after a cut, the certificate of the lost key is revoked.
   */
  async certify(
    call: StageCall,
    work: CardWork,
    { onHold, rows }: { onHold: boolean; rows?: readonly PlannedCertificate[] },
  ): Promise<void> {
    const context = contextOf(call);
    const { intent, session, device, version } = work;
    const subject = certificateSubject(await this.records.person(call.input.personId!), device);
    const planned = rows ?? intent.plan.certificates;
    const wanted = planned.filter(({ archiveRef }) => archiveRef === null);
    const earlier = (await this.records.credentials(call.input.requestId)).filter(({ keyReference }) =>
      wanted.some((row) => row.keyReference === keyReference),
    );
    const requests = wanted.map((row): CertificateRequest => {
      const publicKeySpkiBase64 = required(intent.publicKeys[row.keyReference]);
      const kept = earlier.find((credential) => credential.publicKeySha256Hex === keySha256Hex(publicKeySpkiBase64));
      return {
        // The attempt that first certified this key names its certificate for ever.
        idempotencyKey: `${call.input.requestId}/${kept?.attempt ?? call.attempt}/${row.keyReference}`,
        certificateProfile: row.certificateProfile,
        publicKeySpkiBase64,
        subject,
        notAfterAtMost: endOfDay(row.notAfterAtMost),
        ...(row.validityDays === null ? {} : { validityDays: row.validityDays }),
        deviceId: device.deviceId,
        requestId: call.input.requestId,
        keyReference: row.keyReference,
        ...(onHold && { onHold }),
      };
    });
    const chuid =
      writesChuid(intent.plan) && session.chuidSignatureBase64 === undefined
        ? { chuidBase64: Buffer.from(chuidToSign(cardIdentityOf(device))).toString('base64') }
        : {};
    const { certificates, chuidSignatureBase64 } = await this.rpc.pki(
      'certificates.issue',
      { lease: session.lease, requests, ...chuid },
      context,
    );
    const der: Record<string, string> = await this.archivedCertificates(call, planned);
    for (const [index, row] of wanted.entries()) {
      const certificate = required(certificates[index]);
      der[row.container] = certificate.certificateDerBase64;
      const publicKeySha256Hex = keySha256Hex(required(requests[index]).publicKeySpkiBase64);
      await this.records.saveCredential(
        call,
        version.definition.application,
        row,
        publicKeySha256Hex,
        certificate,
        attestationOf(session, row.keyReference),
        holderDataOf(certificate, subject),
      );
    }
    const now = new Set(certificates.map(({ serialNumberHex }) => serialNumberHex));
    for (const { serialNumberHex, keyOrigin } of earlier)
      if (keyOrigin === 'card' && serialNumberHex !== null && !now.has(serialNumberHex)) {
        await this.rpc.pki(
          'certificates.revoke',
          { serialNumberHex, reason: 'superseded', correlation: call.input.requestId },
          context,
        );
        await this.records.markCredentials(call.input.requestId, 'REVOKED', [serialNumberHex]);
      }
    session.certificates = { ...session.certificates, ...der };
    if (chuidSignatureBase64 !== undefined) session.chuidSignatureBase64 = chuidSignatureBase64;
  }

  /**
   * Called before the first write of an attempt, because the person may have been imported again since the request. Answers and throws as
   * CertificateChecks.
   */
  async requireCertifiable(call: StageCall, device: DeviceEntity, certificates: readonly PlannedCertificate[]) {
    const person = await this.records.person(call.input.personId!);
    return this.checks.require(contextOf(call), person, device, certificates);
  }

  /** The newest certificate of this request for each of these key references stands on the card and was read back. */
  async markWritten(requestId: string, keyReferences: readonly KeyReferenceName[]): Promise<void> {
    if (keyReferences.length === 0) return;
    const made = await this.records.credentials(requestId);
    const serials = keyReferences.flatMap(
      (name) => made.find((row) => row.keyReference === name && row.state !== 'REVOKED')?.serialNumberHex ?? [],
    );
    await this.records.markCredentials(requestId, 'VERIFIED', serials);
  }

  private async archivedCertificates(
    call: StageCall,
    planned: readonly PlannedCertificate[],
  ): Promise<Record<string, string>> {
    const archived = planned.filter(({ archiveRef }) => archiveRef !== null);
    if (archived.length === 0) return {};
    const { keys } = await this.rpc.pki(
      'archive.list',
      { personId: call.input.personId!, limit: archived.length },
      contextOf(call),
    );
    return Object.fromEntries(
      archived.map(({ container, archiveRef }) => [
        container,
        required(keys.find((key) => key.archiveRef === archiveRef)).certificateDerBase64,
      ]),
    );
  }
}

/** null: no attestation was asked for. Sessions of an older version list only the trusted keys. */
const attestationOf = (
  { attestations, attestedKeys }: CardSessionState,
  keyReference: string,
): AttestationVerdict | null =>
  attestations?.[keyReference] ?? (attestedKeys?.includes(keyReference) ? 'trusted' : null);

const writesChuid = ({ phases }: CardPlan): boolean =>
  Object.values(phases).some((steps) => steps.some((step) => 'object' in step && step.object === 'chuid'));

/** The value, which the protocol guarantees. If it is missing, one of our services has a fault. */
export function required<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined)
    throw new CardwrightError('CARD_VERIFY_FAILED', say('record.answer-missing'));
  return value;
}
