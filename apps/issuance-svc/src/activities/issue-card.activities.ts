/**
 * The activities of the issue saga: one per batch of card steps (design.md section 2, at most 6 round trips). Each may be
 * repeated at any point: batches by their id, certificates by their idempotency key, rows by their keys.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { BatchResult, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { CertificateRequest, CertificateSubject } from '@cardwright/contracts/nats/pki.api';
import type { IssueCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { bindSteps } from '@cardwright/card-plan/bind';
import { plannedObjects } from '@cardwright/card-plan/content';
import { effectivePinRule } from '@cardwright/card-plan/effective-pin-rule';
import { managementKeyTarget } from '@cardwright/card-plan/own-card';
import { planIssue, type ArchivedKey } from '@cardwright/card-plan/plan-issue';
import type { PlannedCertificate, PlannedStep } from '@cardwright/card-plan/planned-step';
import type { StageCall } from '@cardwright/card-saga/card-saga';
import { matchModel } from '@cardwright/card-plan/models/card-models';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { attestationMatches } from '../card-work/attestation.js';
import { batchSequence, BatchSender, contextOf } from '../card-work/batch-sender.js';
import { cardContent } from '../card-work/card-content.js';
import { CardVault, witnessOf } from '../card-work/card-vault.js';
import { proofInputHex, verifyProof } from '../card-work/possession-proof.js';
import { SagaRecords, type Intent } from '../card-work/saga-records.js';
import { LeaseService } from '../leases/lease.service.js';
import type { DeviceEntity } from '../persistence/device.entity.js';
import type { PersonEntity } from '../persistence/person.entity.js';
import { IssueRecord } from '../sagas/issue-record.js';
import { SagaProgressService } from '../sagas/saga-progress.service.js';
import { CardOpener, sagaLeaseMs } from './open-card.js';

/** Archived keys are certified by this profile; their certificates come with them. */
const archivedCertificateProfile = 'piv-key-management';

@Injectable()
export class IssueCardActivities {
  constructor(
    private readonly records: SagaRecords,
    private readonly opener: CardOpener,
    private readonly batches: BatchSender,
    private readonly vault: CardVault,
    private readonly issueRecord: IssueRecord,
    private readonly support: IssueSupport,
  ) {}

  async openForIssue(call: StageCall & { issue: IssueCardInput }): Promise<void> {
    const { input, issue } = call;
    await this.support.progress.enter(call);
    const version = await this.records.profile(input.tenantId, issue.profileName, issue.profileVersion);
    const opened = await this.opener.open(call);
    const plan = planIssue({
      image: opened.image,
      model: opened.model,
      profile: version.definition,
      profileVersion: version.version,
      personId: input.personId!,
      expiresOn: opened.device.expiresOn!,
      archivedKeys: await this.support.archivedKeys(call, version.definition.keyHistory?.count ?? 0),
      ownership: opened.ownership,
      certifiedKeys: await this.support.certifiedKeys(input.requestId, opened.image.keyReferences),
    });
    if (call.attempt === 1 && issue.planHash !== null && issue.planHash !== plan.hash)
      throw new CardwrightError('REQUEST_PLAN_CHANGED', undefined, { planned: issue.planHash, now: plan.hash });
    await this.records.saveIntent(call, plan, opened.image, opened.session);
  }

  async ownAndGenerate(call: StageCall): Promise<void> {
    await this.support.progress.enter(call);
    const context = contextOf(call);
    const { intent, session } = await this.records.session(call);
    const device = await this.records.device(call.input.deviceId);
    const version = await this.records.profile(call.input.tenantId, device.profileName!, device.profileVersion!);
    const planned = [...intent.plan.phases.own!, ...intent.plan.phases.keys!];
    const changesKey = planned.some(({ kind }) => kind === 'set-management-key');
    const model = matchModel(intent.beforeImage)!;
    const algorithm = changesKey
      ? managementKeyTarget(intent.beforeImage, model)
      : (intent.beforeImage.managementKey.algorithm ?? '3DES');

    const result = await this.batches.run(call, batchSequence.keys, session.lease, async () => {
      const changesPuk = planned.some(({ kind }) => kind === 'set-puk');
      if (changesKey || changesPuk)
        await this.support.rpc.pki(
          'vault.key-set.prepare',
          {
            lease: session.lease,
            managementKeyAlgorithm: algorithm,
            changeManagementKey: changesKey,
            changePuk: changesPuk,
          },
          context,
        );
      const steps = bindSteps(planned, { proofInputHex: (step) => proofInputHex(intent.proofSeed, step) });
      const authenticate = await this.vault.answerWitness(context, session, device.stockBatchId);
      await this.records.saveSession(call, session);
      const batchId = `${call.input.requestId}/${call.attempt}/${batchSequence.keys}`;
      const sealedSecrets = await this.vault.sealFor(
        context,
        session,
        device.stockBatchId,
        batchId,
        steps,
        call.input.personId,
      );
      return {
        steps: [authenticate, ...steps, { kind: 'request-witness', algorithm }],
        pinRule: effectivePinRule(model, version.definition.pin),
        vaultPublicJwk: await this.vault.publicJwk(context),
        ...(sealedSecrets === undefined ? {} : { sealedSecrets }),
      };
    });

    await this.vault.verifyResponse(context, session, device.stockBatchId, result.results);
    if (result.sealedOperationPin !== undefined)
      await this.support.rpc.pki(
        'vault.operation-pin.store',
        { lease: session.lease, sealedOperationPin: result.sealedOperationPin },
        context,
      );
    if (result.results.some(({ kind }) => kind === 'set-puk'))
      await this.support.rpc.pki('vault.puk.confirm', { lease: session.lease }, context);
    const publicKeys = this.support.checkKeys(intent, planned, result);
    session.witness = witnessOf(result.results, algorithm);
    if (changesKey) session.keySet = 'pending';
    await this.records.saveSession(call, session, publicKeys);
  }

  async certify(call: StageCall): Promise<void> {
    await this.support.progress.enter(call);
    const { intent, session } = await this.records.session(call);
    session.certificates = await this.support.certificatesFor(call, intent);
    await this.records.saveSession(call, session);
  }

  async writeContent(call: StageCall & { awaitPin: boolean }): Promise<void> {
    await this.support.progress.enter(call);
    const context = contextOf(call);
    const { intent, session } = await this.records.session(call);
    const device = await this.records.device(call.input.deviceId);
    const version = await this.records.profile(call.input.tenantId, device.profileName!, device.profileVersion!);
    const result = await this.batches.run(call, batchSequence.content, session.lease, async () => {
      const contents = await cardContent({
        objects: plannedObjects(version.definition),
        ...this.support.identityOf(device),
        keysInHistory: intent.plan.certificates.filter(({ archiveRef }) => archiveRef !== null).length,
        sign: (kind, content) => this.support.sign(call, session.lease, kind, content),
      });
      const steps = bindSteps(intent.plan.phases.content!, {
        certificateDerBase64: (container) => session.certificates[container]!,
        contentBase64: (object) => Buffer.from(contents.get(object)!).toString('base64'),
      });
      const authenticate = await this.vault.answerWitness(context, session, device.stockBatchId);
      await this.records.saveSession(call, session);
      return { steps: [authenticate, ...steps] };
    });
    await this.vault.verifyResponse(context, session, device.stockBatchId, result.results);
    await this.records.saveSession(call, session);
    await this.records.markCredentials(call.input.requestId, 'VERIFIED');
    if (call.awaitPin) await this.support.progress.awaitPin(call);
  }

  async setHolderPin(call: StageCall): Promise<void> {
    await this.support.progress.enter(call);
    const { session } = await this.records.session(call);
    await this.support.leases.extend(session.lease, sagaLeaseMs);
    await this.batches.run(call, batchSequence.pin, session.lease, async () => ({
      steps: [{ kind: 'set-pin', from: 'pin.operation', to: 'pin.holder' }],
      close: true,
    }));
    await this.support.rpc.pki('vault.operation-pin.forget', { lease: session.lease }, contextOf(call));
  }

  async commitIssue(call: StageCall & { outcome: 'active' | 'pending-activation' }): Promise<void> {
    await this.support.progress.enter(call);
    const { session } = await this.records.session(call);
    if (call.outcome === 'pending-activation')
      await this.batches.run(call, batchSequence.close, session.lease, async () => ({ steps: [], close: true }));
    await this.issueRecord.commit(call, call.outcome);
    await this.support.leases.release(session.lease);
  }
}

/** What the issue activities lean on besides the card: vault signatures, certificates, checks of what the card answered. */
@Injectable()
export class IssueSupport {
  constructor(
    readonly rpc: RpcClient,
    readonly leases: LeaseService,
    readonly progress: SagaProgressService,
    private readonly records: SagaRecords,
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
    const certified = new Set((await this.records.credentials(requestId)).map((row) => row.publicKeySha256Hex));
    return Object.fromEntries(
      onCard.flatMap(({ keyReference, publicKeySpkiBase64 }) =>
        publicKeySpkiBase64 !== null && certified.has(sha256Hex(publicKeySpkiBase64))
          ? [[keyReference, publicKeySpkiBase64]]
          : [],
      ),
    );
  }

  /** Verifies every proof and attestation of the batch. Returns public keys by key reference, SPKI in base64. */
  checkKeys(intent: Intent, planned: readonly PlannedStep[], result: BatchResult): Record<string, string> {
    // Results follow the steps; the first one is the 9B authentication.
    const answers = planned.map((step, index) => ({ step, answer: result.results[index + 1] }));
    const keys: Record<string, string> = {};
    for (const row of intent.beforeImage.keyReferences)
      if (row.publicKeySpkiBase64 !== null) keys[row.keyReference] = row.publicKeySpkiBase64;
    for (const { step, answer } of answers) {
      if ((step.kind === 'generate-key' || step.kind === 'import-key') && answer?.publicKeySpkiBase64 !== undefined)
        keys[step.keyReference] = answer.publicKeySpkiBase64;
      if (step.kind === 'prove-key')
        verifyProof(intent.proofSeed, step, required(keys[step.keyReference]), required(answer?.outputHex));
      if (step.kind === 'attest-key' && !attestationMatches(required(keys[step.keyReference]), answer))
        throw new CardwrightError('CARD_ATTESTATION_FAILED', undefined, { keyReference: step.keyReference });
    }
    return keys;
  }

  /** One certificate per planned row; the certificates of keys that a cut made anew are revoked. DER in base64 by container. */
  async certificatesFor(call: StageCall, intent: Intent): Promise<Record<string, string>> {
    const context = contextOf(call);
    const { session } = await this.records.session(call);
    const device = await this.records.device(call.input.deviceId);
    const subject = subjectOf(await this.records.person(call.input.personId!), device);
    const attested = intent.plan.phases.keys!.some(({ kind }) => kind === 'attest-key');
    const wanted = intent.plan.certificates.filter(({ archiveRef }) => archiveRef === null);
    const earlier = await this.records.credentials(call.input.requestId);
    const requests = wanted.map((row): CertificateRequest => {
      const publicKeySpkiBase64 = required(intent.publicKeys[row.keyReference]);
      const kept = earlier.find((credential) => credential.publicKeySha256Hex === sha256Hex(publicKeySpkiBase64));
      return {
        // The attempt that first certified this key names its certificate for ever.
        idempotencyKey: `${call.input.requestId}/${kept?.attempt ?? call.attempt}/${row.keyReference}`,
        certificateProfile: row.certificateProfile,
        publicKeySpkiBase64,
        subject,
        notAfterAtMost: `${row.notAfterAtMost}T23:59:59.000Z`,
        ...(row.validityDays === null ? {} : { validityDays: row.validityDays }),
        deviceId: device.deviceId,
        requestId: call.input.requestId,
        keyReference: row.keyReference,
      };
    });
    const { certificates } = await this.rpc.pki('certificates.issue', { lease: session.lease, requests }, context);
    const der: Record<string, string> = await this.archivedCertificates(call, intent.plan.certificates);
    for (const [index, row] of wanted.entries()) {
      const certificate = required(certificates[index]);
      der[row.container] = certificate.certificateDerBase64;
      const publicKeySha256Hex = sha256Hex(required(requests[index]).publicKeySpkiBase64);
      await this.records.saveCredential(call, row, publicKeySha256Hex, certificate, attested);
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
    return der;
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

  async sign(
    call: StageCall,
    lease: LeaseToken,
    kind: 'chuid' | 'security-object',
    content: Uint8Array,
  ): Promise<Uint8Array> {
    const contentBase64 = Buffer.from(content).toString('base64');
    const { cmsDerBase64 } = await this.rpc.pki('content.sign', { lease, kind, contentBase64 }, contextOf(call));
    return Buffer.from(cmsDerBase64, 'base64');
  }

  identityOf(device: DeviceEntity) {
    return {
      fascNHex: device.fascNHex!,
      cardUuid: device.cardUuid!,
      cardholderUuid: device.cardholderUuid,
      expiresOn: device.expiresOn!,
      printedInformation: { ...device.printedInformation!, expirationDate: device.expiresOn! },
    };
  }
}

function subjectOf(person: PersonEntity, device: DeviceEntity): CertificateSubject {
  return {
    commonName: person.displayName,
    givenName: person.givenName,
    surname: person.surname,
    ...(person.email === null ? {} : { email: person.email }),
    ...(person.upn === null ? {} : { upn: person.upn }),
    ...(person.organizationalUnit === null ? {} : { organizationalUnit: person.organizationalUnit }),
    ...(person.sid === null ? {} : { sid: person.sid }),
    personId: person.personId,
    cardUuid: device.cardUuid!,
    fascNHex: device.fascNHex!,
  };
}

const sha256Hex = (base64: string): string =>
  createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex').toUpperCase();

/** What a batch or a row must hold by the protocol; its absence is a fault of a part, not of a person. */
function required<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new CardwrightError('CARD_VERIFY_FAILED', 'An answer is missing');
  return value;
}
