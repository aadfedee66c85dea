/**
 * Gathers the input of the plan of a reprovision or an update, in the same way for the dry run and for the run (F04): the certificates on
 * record with their status at the CA (D05), archived keys, and what the vault knows about the card. It only reads.
 */
import { Injectable } from '@nestjs/common';
import { X509Certificate } from 'node:crypto';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel, KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { issuerMarginMs, type CertificateRow } from '@cardwright/contracts/nats/pki.api';
import type { CardOwnership } from '@cardwright/card-plan/own-card';
import {
  planReprovision,
  type ReprovisionPlanInput,
  type RecordedCertificate,
  type ReprovisionPlan,
} from '@cardwright/card-plan/plan-reprovision';
import { planUpdate } from '@cardwright/card-plan/plan-update';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { AttestationGate } from './attestation-gate.js';
import { cardCertificates, certificateFacts, serialNumberHex } from './card-certificates.js';
import { archivedCertificateProfile, certifiedKeysOf } from './certified-keys.js';
import type { RevokedAtCa } from '../persistence/card-session-state.js';
import { SagaRecords } from '../records/requests/saga-records.js';
import { rewriteRefusals, type ReprovisionCase, type Rewrite } from '../domain/reprovision-eligibility.js';
import type { CredentialEntity } from '../persistence/credential.entity.js';
import type { CredentialProfileVersionEntity } from '../persistence/credential-profile-version.entity.js';
import type { DeviceEntity } from '../persistence/device.entity.js';
import type { PersonEntity } from '../persistence/person.entity.js';
import { stoppedCredentials } from '../records/requests/begun.js';
import { ProfileWithdrawals } from '../records/profiles/profile-withdrawals.js';

export interface ReprovisionPlanning {
  device: DeviceEntity;
  person: PersonEntity;
  version: CredentialProfileVersionEntity;
  image: CardImage;
  model: CardModel;
  ownership: CardOwnership;
  reason: string;
  acceptHistoryLoss: boolean;
  /** The same meaning as in card-plan own-card.ts. */
  pukMayStay?: boolean;
  rewrite: Rewrite;
  /** The run's own request; null for a dry run. */
  requestId: string | null;
  /**
   * A parked request that gives way to this one. The plan assumes the state that the end of that request will leave. begun: key references
   * whose old key may already be gone.
   */
  giving?: { requestId: string; begun: readonly KeyReferenceName[] } | null;
}

export interface PlannedReprovision {
  plan: ReprovisionPlan;
  /** Certificates that the plan replaces, as the record and the CA know them. */
  replaced: (RecordedCertificate & { notAfter: Date | null })[];
  /** DER by container, of certificates that need no CA: imported keys, and the old one of 9D. */
  certificates: Record<string, string>;
  /** Key references whose old key and certificate still are a pair on the card. */
  untouched: KeyReferenceName[];
  revokedAtCa: RevokedAtCa;
}

/** The most archived keys that a person can have; the vault returns no more at a time. */
const archivedAtMost = 100;

@Injectable()
export class ReprovisionPlanner {
  constructor(
    private readonly rpc: RpcClient,
    private readonly records: SagaRecords,
    private readonly withdrawals: ProfileWithdrawals,
    private readonly attestations: AttestationGate,
  ) {}

  /** Throws the code of the first rule that forbids it, with its sentence (D16). */
  async requireEligible(
    asked: Pick<ReprovisionPlanning, 'device' | 'rewrite'> & {
      image: ReprovisionCase['image'];
      person: PersonEntity | null;
      version: CredentialProfileVersionEntity | null;
    },
  ): Promise<void> {
    const { version } = asked;
    const refusal = rewriteRefusals[asked.rewrite.type]({
      ...asked,
      profile: version?.definition ?? null,
      profileWithdrawn: version !== null && (await this.withdrawals.has(version.tenantId, version.name)),
      today: new Date().toISOString().slice(0, 10),
    });
    if (refusal !== null)
      throw new CardwrightError(refusal.code, refusal.sentence, {
        deviceId: asked.device.deviceId,
        state: asked.device.state,
      });
  }

  async plan(context: CallContext, asked: ReprovisionPlanning): Promise<PlannedReprovision> {
    const { device, person, version, image, requestId } = asked;
    const [credentials, dead] = await Promise.all([
      this.records.credentialsOfDevice(device.deviceId),
      this.records.deadOnCard(device.deviceId),
    ]);
    const rows = leftBy(credentials, asked.giving ?? null);
    const { rewrite } = asked;
    const lastOf = (names: readonly string[]) => lastDead(rows, names, { requestId, dead });
    const onCardStill = 'keyReferences' in rewrite ? lastOf(rewrite.keyReferences) : [];
    const counts = (row: CredentialEntity): boolean => inUse(row) || onCardStill.includes(row);
    const [atCa, { keys }] = await Promise.all([
      this.statusAtCa(context, rows.filter(counts)),
      this.rpc.pki('archive.list', { personId: person.personId, limit: archivedAtMost }, context),
      this.requireLastingIssuer(context),
    ]);
    const revoked = revokedAt(atCa);
    const ours = rows.filter((row) => row.requestId === requestId && inUse(row));
    const recorded = rows
      .filter((row) => row.requestId !== requestId && counts(row))
      .map((row) => ({
        keyReference: row.keyReference as KeyReferenceName,
        serialNumberHex: serialNumberHex(row.serialNumberHex!),
        algorithm: row.algorithm as KeyAlgorithm,
        notAfter: row.notAfter,
        revokedOutside: revoked[row.serialNumberHex!]?.reason ?? null,
      }));
    const written = new Map([
      ...keys.flatMap(({ certificateDerBase64 }) => {
        const facts = certificateFacts(certificateDerBase64);
        return facts === undefined ? [] : [[facts.serialNumberHex, facts.sha256Hex] as const];
      }),
      ...ours.flatMap(({ serialNumberHex: serial }) => {
        const row = atCa.get(serial!);
        return row === undefined ? [] : [[serialNumberHex(serial!), row.sha256Hex] as const];
      }),
    ]);
    const onCard = cardCertificates(image, written);
    const input: ReprovisionPlanInput = {
      ...asked,
      profile: version.definition,
      profileVersion: version.version,
      personId: person.personId,
      expiresOn: device.expiresOn!,
      onCard,
      recorded,
      archivedKeys: keys.flatMap(({ archiveRef, algorithm, certificateDerBase64 }) => {
        const facts = certificateFacts(certificateDerBase64);
        return facts === undefined
          ? []
          : [
              {
                archiveRef,
                algorithm,
                certificateProfile: archivedCertificateProfile,
                publicKeySpkiBase64: facts.publicKeySpkiBase64,
              },
            ];
      }),
      keyManagementSha256: new Set(
        rows.flatMap((row) =>
          row.requestId !== requestId &&
          row.keyReference === '9D' &&
          row.keyOrigin === 'card' &&
          row.state !== 'ABANDONED'
            ? (row.publicKeySha256Hex ?? [])
            : [],
        ),
      ),
      keyManagementRecorded: recorded.some(({ keyReference }) => keyReference === '9D') || lastOf(['9D']).length > 0,
      // The rows come newest first. They are reversed here, so that the newest is set last and wins.
      made: Object.fromEntries(
        ours
          .filter((row) => revoked[row.serialNumberHex!] === undefined)
          .reverse()
          .map((row) => [row.keyReference, serialNumberHex(row.serialNumberHex!)]),
      ),
      certifiedKeys: certifiedKeysOf(ours, image.keyReferences),
    };
    const plan =
      rewrite.type === 'REPROVISION'
        ? planReprovision(input)
        : planUpdate({ ...input, keyReferences: rewrite.keyReferences });
    const required = version.definition.requireAttestation === true;
    plan.drift.push(...this.attestations.foresee(plan, { image, model: asked.model, required }));
    const replaced = recorded.filter(
      ({ keyReference }) => rewrite.type === 'REPROVISION' || rewrite.keyReferences.includes(keyReference),
    );
    const certificates = Object.fromEntries(
      plan.certificates.flatMap(({ container, archiveRef }) => {
        const key = archiveRef === null ? undefined : keys.find((each) => each.archiveRef === archiveRef);
        return key === undefined ? [] : [[container, key.certificateDerBase64]];
      }),
    );
    const keyManagement = image.keyReferences.find(({ keyReference }) => keyReference === '9D');
    if (plan.movedContainer !== null && keyManagement?.certificateDerBase64)
      certificates[plan.movedContainer] = keyManagement.certificateDerBase64;
    const untouched = recorded
      .filter(({ keyReference, serialNumberHex: serial }) => {
        const key = image.keyReferences.find((row) => row.keyReference === keyReference)?.publicKeySpkiBase64;
        return onCard[keyReference]?.serialNumberHex === serial && key === onCard[keyReference].publicKeySpkiBase64;
      })
      .map(({ keyReference }) => keyReference);
    return { plan, replaced, certificates, untouched, revokedAtCa: revoked };
  }

  /**
   * [D05] What the CA says of each certificate, by the serial number of its row. A certificate that the CA does not know is replaced like any
   * other; the reconciler reports it.
   */
  private async statusAtCa(context: CallContext, rows: readonly CredentialEntity[]): Promise<StatusAtCa> {
    const answers = await Promise.all(
      rows.map(async (row) => {
        const serialNumberHex = row.serialNumberHex!;
        try {
          const { certificate } = await this.rpc.pki('certificates.status', { serialNumberHex }, context);
          return [[serialNumberHex, certificate] as const];
        } catch (error) {
          if (!isCardwrightError(error, 'PKI_CERTIFICATE_NOT_FOUND')) throw error;
          return [];
        }
      }),
    );
    return new Map(answers.flat());
  }

  /** Before anything is written: the CA refuses to sign by the same rule (faults.md 23). Throws PKI_ISSUER_EXPIRING. */
  private async requireLastingIssuer(context: CallContext): Promise<void> {
    const { certificatesDerBase64 } = await this.rpc.pki('ca.chain', {}, context);
    const ends = certificatesDerBase64
      .map((der) => new X509Certificate(Buffer.from(der, 'base64')))
      .filter((certificate) => certificate.subject !== certificate.issuer)
      .map((certificate) => new Date(certificate.validTo).getTime());
    if (ends.length > 0 && Math.max(...ends) - Date.now() < issuerMarginMs)
      throw new CardwrightError('PKI_ISSUER_EXPIRING', undefined, {
        notAfter: new Date(Math.max(...ends)).toISOString(),
      });
  }
}

type StatusAtCa = ReadonlyMap<string, CertificateRow>;

const revokedAt = (atCa: StatusAtCa): RevokedAtCa =>
  Object.fromEntries(
    [...atCa].flatMap(([serial, { status, revokedAt, revocationReason }]) =>
      status === 'revoked' ? [[serial, { at: revokedAt, reason: revocationReason ?? 'unspecified' }]] : [],
    ),
  );

/**
 * The certificates that the CA still has to sign. The others come with archived keys or with 9D's history, or an earlier attempt has made
 * them.
 */
export const certificatesToMake = ({ certificates, references }: ReprovisionPlan): ReprovisionPlan['certificates'] =>
  certificates.filter(({ container }) => references.some((reference) => reference.container === container));

/** How long these certificates are, by container. They come in base64. */
export const sizesOf = (certificates: Readonly<Record<string, string>>): Record<string, number> =>
  Object.fromEntries(Object.entries(certificates).map(([name, der]) => [name, Buffer.from(der, 'base64').length]));

/** The rows without those that the end of the request will take out of use. */
function leftBy(
  rows: CredentialEntity[],
  giving: NonNullable<ReprovisionPlanning['giving']> | null,
): CredentialEntity[] {
  if (giving === null) return rows;
  const { replaced } = stoppedCredentials(rows.filter(inUse), giving.requestId, giving.begun);
  return rows.filter((row) => !replaced.includes(row));
}

const outOfUse: readonly string[] = ['REVOKED', 'ABANDONED', 'REVOKE_PENDING', 'SUPERSEDED', 'EXPIRED'];

/** A certificate over a key of the card that the record counts as in use. */
export const inUse = (row: CredentialEntity): boolean => isOfCard(row) && !outOfUse.includes(row.state);

const isOfCard = (row: CredentialEntity): boolean => row.keyOrigin === 'card' && row.serialNumberHex !== null;

/** Revoked or expired on record, and the last that these key references had: an update replaces or removes what the card still has of them. */
const lastDead = (
  rows: readonly CredentialEntity[],
  keyReferences: readonly string[],
  { requestId, dead }: { requestId: string | null; dead: ReadonlySet<string> },
): CredentialEntity[] =>
  keyReferences.flatMap((name) => {
    const others = rows.filter((row) => row.keyReference === name && row.requestId !== requestId && isOfCard(row));
    // Newest first.
    const [last] = others;
    return last === undefined || others.some(inUse) || !dead.has(last.credentialId) ? [] : [last];
  });
