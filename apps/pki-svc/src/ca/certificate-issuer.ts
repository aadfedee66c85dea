/**
 * Issues certificates exactly once per intent: plan, lint and store (one transaction), sign the stored bytes, store the signature
 * (another). A crash or a refused COMMIT in between leaves a planned row, and the same request signs the same TBS again; whoever
 * asks twice gets the certificate that was stored first (faults.md 8, 9, 10).
 */
import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  CertificateCheck,
  CertificateProblem,
  CertificateRequest,
  PkiApi,
} from '@cardwright/contracts/nats/pki.api';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { findBy, type FindBy } from '@cardwright/service-kit/database/find-by';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { Clock } from '../config/clock.js';
import { PKI_CONFIG, type PkiConfig } from '../config/config.js';
import { CertificateEntity } from '../persistence/entities.js';
import { Signer } from '../signer/signer.port.js';
import { actorOf, type CallOrigin } from '../audit/call-origin.js';
import { cardCertificateProfile } from './certificate-profile.js';
import { hexOf } from './certificate-rows.js';
import { CertificateStatusService } from './certificate-status.js';
import { ensureList, nextLists, ownList, setCrlEntry } from './crl-lists.js';
import { IssuingCa } from './issuing-ca.js';
import type { Issuer } from './own-certificate.js';
import { requireLintFree } from './lint.js';
import { isPlaceholder, placeholderKey } from './placeholder-keys.js';
import { certifiablePublicKey } from './public-key.js';
import { newSerialNumber } from './serial-number.js';
import { requireCertifiable } from './subject-check.js';
import { assembleSigned, planCertificate } from './tbs-certificate.js';
import { validity } from './validity.js';

interface Intent {
  request: CertificateRequest;
  publicKey: ReturnType<typeof certifiablePublicKey>;
  publicKeySha256: Buffer;
  requestSha256: Buffer;
}

/** The input of a certificate. In a check, the key is a placeholder. */
interface Planned {
  request: Pick<CertificateRequest, 'certificateProfile' | 'subject' | 'notAfterAtMost' | 'validityDays'>;
  publicKey: Intent['publicKey'];
}

@Injectable()
export class CertificateIssuer {
  private readonly ofKey: FindBy<CertificateEntity>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly ca: IssuingCa,
    private readonly signer: Signer,
    private readonly status: CertificateStatusService,
    private readonly clock: Clock,
    @Inject(PKI_CONFIG) private readonly config: PkiConfig,
  ) {
    this.ofKey = findBy(dataSource, CertificateEntity, ['publicKeySha256']);
  }

  /** One row per request, in order. The caller has checked the lease. */
  async issue(requests: readonly CertificateRequest[], origin: CallOrigin): Promise<CertificateEntity[]> {
    const intents = requests.map((request) => readIntent(request));
    const rows = await this.plan(intents, origin);
    return this.sign(rows, origin);
  }

  /**
   * Stores what will be signed, unless it is stored already. Nothing is signed yet. alongside: stores more in the same transaction.
   * Everything else is read before the transaction begins, because a transaction that waits for a second connection can wait for itself.
   */
  async plan(
    intents: readonly Intent[],
    origin: CallOrigin,
    alongside?: (manager: EntityManager, rows: readonly CertificateEntity[]) => Promise<void>,
  ): Promise<CertificateEntity[]> {
    const rows = await this.stored(intents, origin);
    if (rows.every((row) => row !== undefined)) return rows;
    const issuer = await this.ca.current('issuing-ca');
    const contentSigner = await this.ca.current('content-signer');
    // All planned and linted before the first is stored: one that breaks a rule leaves nothing behind.
    const lists = await nextLists(this.dataSource.manager, issuer.issuerId, intents.length);
    const plans = intents.map(
      (intent, index) => rows[index] ?? this.planned(intent, lists[index]!, issuer, contentSigner),
    );
    return inTransaction(this.dataSource, async (manager) => {
      await lockKeys(manager, intents);
      // Read again under the lock: of two devices with one key, the second finds the first.
      await this.stored(intents, origin, manager);
      for (const list of new Set(lists)) await ensureList(manager, issuer.issuerId, list);
      const stored: CertificateEntity[] = [];
      for (const [index, plan] of plans.entries())
        stored.push(
          plan instanceof CertificateEntity ? plan : await this.insert(intents[index]!, plan, origin, manager),
        );
      await alongside?.(manager, stored);
      return stored;
    });
  }

  /** The stored row of each intent. Throws as `existing` does. */
  private async stored(
    intents: readonly Intent[],
    origin: CallOrigin,
    manager?: EntityManager,
  ): Promise<(CertificateEntity | undefined)[]> {
    const known: CertificateEntity[] = [];
    for (const { publicKeySha256 } of intents)
      known.push(
        ...(await (manager === undefined ? this.ofKey(publicKeySha256) : this.ofKey.within(manager, publicKeySha256))),
      );
    return intents.map((intent) => existing(intent, known, origin));
  }

  /** Signs what is planned and stores it; rows that are signed already stay as they are. */
  async sign(rows: readonly CertificateEntity[], origin: CallOrigin): Promise<CertificateEntity[]> {
    const open = rows.filter((row) => row.status === 'planned');
    if (open.length === 0) return [...rows];
    const signed = await Promise.all(
      open.map(async (row) => {
        const issuer = await this.ca.byId(row.issuerId);
        const signature = await this.signer.sign(issuer.keyId, row.tbs);
        return { row, certificate: assembleSigned(row.tbs, issuer.signatureAlgorithm, signature) };
      }),
    );
    const stored = await inTransaction(this.dataSource, async (manager) => {
      const done = new Map<string, CertificateEntity>();
      for (const { row, certificate } of signed) done.set(row.id, await this.store(row, certificate, origin, manager));
      return done;
    });
    return rows.map((row) => stored.get(row.id) ?? row);
  }

  /** What `issue` would refuse, before the keys exist: each certificate is built and linted with a placeholder, and dropped. */
  async check(requests: readonly CertificateCheck[]): Promise<Required<ReplyOf<PkiApi, 'certificates.check'>>> {
    const issuer = await this.ca.current('issuing-ca');
    const contentSigner = await this.ca.current('content-signer');
    const problems: CertificateProblem[] = [];
    const derBytesAtMost = requests.map((request) => {
      try {
        const publicKey = placeholderKey(request.algorithm);
        if (!publicKey)
          throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('algorithm'), { field: 'algorithm' });
        const { tbs } = this.planned({ request, publicKey }, ownList(issuer.issuerId), issuer, contentSigner);
        const { signatureAlgorithm } = issuer;
        return assembleSigned(tbs, signatureAlgorithm, Buffer.alloc(signatureAlgorithm.signatureBytesAtMost)).length;
      } catch (error) {
        if (!(error instanceof CardwrightError)) throw error;
        const { keyReference, certificateProfile } = request;
        const { code, message, details } = error;
        problems.push({ keyReference, certificateProfile, code, message, details });
        return null;
      }
    });
    return { problems, derBytesAtMost };
  }

  private planned({ request, publicKey }: Planned, crlList: string, issuer: Issuer, contentSigner: Issuer) {
    const profile = cardCertificateProfile(request.certificateProfile);
    requireCertifiable(profile, request.subject);
    const notAfterAtMost = Date.parse(request.notAfterAtMost);
    if (Number.isNaN(notAfterAtMost))
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('notAfterAtMost is not an instant'));
    const times = validity({
      now: this.clock.now(),
      profileDays: profile.maxValidityDays,
      ...(request.validityDays === undefined ? {} : { requestedDays: request.validityDays }),
      // No certificate outlives the content signer that signs the CHUID beside it (SP 800-73-5 Part 1 section 3.1.2).
      notAfterAtMost: Math.min(notAfterAtMost, contentSigner.notAfter.getTime()),
      issuerNotBefore: issuer.notBefore.getTime(),
      issuerNotAfter: issuer.notAfter.getTime(),
    });
    const serialNumber = newSerialNumber();
    const { tbs, subjectText } = planCertificate({
      profile,
      subject: request.subject,
      publicKey,
      serialNumber,
      validity: times,
      issuer,
      urls: this.ca.urls(issuer.issuerId, crlList),
      policyArc: this.config.policyArc,
    });
    requireLintFree(tbs, { profile, issuer, signatureAlgorithmIdentifier: issuer.signatureAlgorithm.identifier });
    return { issuerId: issuer.issuerId, crlList, serialNumber, tbs, subjectText, ...times };
  }

  private async insert(
    intent: Intent,
    planned: ReturnType<CertificateIssuer['planned']>,
    origin: CallOrigin,
    manager: EntityManager,
  ): Promise<CertificateEntity> {
    const { request } = intent;
    const [inserted] = await preparedIn<{ id: string }>(
      manager,
      'plan-certificate',
      `insert into certificates (tenant_id, issuer_id, serial_number, idempotency_key, public_key_sha256, request_sha256,
         certificate_profile, device_id, request_id, key_reference, subject_text, start_on_hold, status, tbs,
         not_before, not_after, planned_at, crl_list)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'planned', $13, $14, $15, $16, $17)
       on conflict (tenant_id, idempotency_key, public_key_sha256) do nothing returning id`,
      [
        origin.tenantId,
        planned.issuerId,
        planned.serialNumber,
        request.idempotencyKey,
        intent.publicKeySha256,
        intent.requestSha256,
        request.certificateProfile,
        request.deviceId,
        request.requestId,
        request.keyReference,
        planned.subjectText,
        request.onHold ?? false,
        planned.tbs,
        planned.notBefore,
        planned.notAfter,
        new Date(this.clock.now()),
        planned.crlList,
      ],
    );
    // The first plan that was stored counts, whether this call or another copy made it.
    const repository = manager.getRepository(CertificateEntity);
    if (!inserted) {
      const known = await repository.findBy({ publicKeySha256: intent.publicKeySha256 });
      const row = existing(intent, known, origin);
      if (!row) throw new Error('a planned certificate vanished');
      return row;
    }
    const { certificateProfile, deviceId, requestId, keyReference, onHold = false, idempotencyKey } = request;
    const { publicKeySha256, requestSha256 } = intent;
    return repository.create({
      ...planned,
      id: inserted.id,
      tenantId: origin.tenantId,
      idempotencyKey,
      publicKeySha256,
      requestSha256,
      certificateProfile,
      deviceId,
      requestId,
      keyReference,
      startOnHold: onHold,
      status: 'planned',
      certificate: null,
      revokedAt: null,
      revocationReason: null,
    });
  }

  /** The first signature that gets here stays; a second one of the same TBS is dropped. */
  private async store(
    row: CertificateEntity,
    certificate: Buffer,
    origin: CallOrigin,
    manager: EntityManager,
  ): Promise<CertificateEntity> {
    const now = new Date(this.clock.now());
    const held = row.startOnHold;
    const [changed] = await preparedIn<{ others: string }>(
      manager,
      'store-certificate',
      `update certificates c
          set certificate = $2, signed_at = $3, status = $4::text,
              revoked_at = case when $4::text = 'held' then $3::timestamptz end,
              revocation_reason = case when $4::text = 'held' then 'certificateHold' end
        where id = $1 and status = 'planned'
        returning (select count(*) from certificates o
                    where o.tenant_id = c.tenant_id and o.idempotency_key = c.idempotency_key and o.id <> c.id) as others`,
      [row.id, certificate, now, held ? 'held' : 'good'],
    );
    if (!changed) return manager.getRepository(CertificateEntity).findOneByOrFail({ id: row.id });
    if (held) await setCrlEntry(manager, row, { revokedAt: now, reason: 'certificateHold' });
    const { issuerId, deviceId } = row;
    const serialNumberHex = hexOf(row.serialNumber);
    await appendAudit(manager, {
      ...origin,
      actor: actorOf(origin),
      action: 'certificate.issued',
      object: `certificate:${serialNumberHex}`,
      details: {
        issuerId,
        deviceId,
        requestId: row.requestId,
        keyReference: row.keyReference,
        certificateProfile: row.certificateProfile,
        onHold: row.startOnHold,
      },
    });
    await enqueueEvent(manager, {
      ...origin,
      name: 'certificate.issued',
      data: { serialNumberHex, issuerId, deviceId },
    });
    if (changed.others !== '0') await this.supersede(row, origin, manager);
    const revokedAt = held ? now : null;
    const revocationReason = held ? 'certificateHold' : null;
    return { ...row, certificate, status: held ? 'held' : 'good', revokedAt, revocationReason };
  }

  /** A key that was made again after a cut gets its own certificate. The certificate of the lost key is revoked in the same step. */
  private async supersede(row: CertificateEntity, origin: CallOrigin, manager: EntityManager): Promise<void> {
    const others: { serial_number: Buffer }[] = await manager.query(
      `select serial_number from certificates
        where tenant_id = $1 and idempotency_key = $2 and id <> $3 and status <> 'revoked'`,
      [row.tenantId, row.idempotencyKey, row.id],
    );
    for (const { serial_number } of others)
      await this.status.revoke(hexOf(serial_number), 'superseded', origin, row.requestId, manager);
  }
}

/** One transaction at a time per public key, in one order for all, so that two never wait for each other. */
async function lockKeys(manager: EntityManager, intents: readonly Intent[]): Promise<void> {
  const keys = [...new Set(intents.map(({ publicKeySha256 }) => publicKeySha256.toString('hex')))].sort();
  await preparedIn(
    manager,
    'lock-public-keys',
    `select pg_advisory_xact_lock(hashtextextended('public key ' || key, 0)) from unnest($1::text[]) with ordinality as given (key, nth) order by nth`,
    [keys],
  );
}

/** The stored row of this intent among those with its public key. Throws PKI_IDEMPOTENCY_CONFLICT, PKI_PUBLIC_KEY_REJECTED. */
function existing(
  intent: Intent,
  known: readonly CertificateEntity[],
  origin: CallOrigin,
): CertificateEntity | undefined {
  const sameKey = known.filter((row) => row.publicKeySha256.equals(intent.publicKeySha256));
  // A key of one card is never certified for another card, because that means that somebody copies keys or public keys.
  if (sameKey.some((row) => row.deviceId !== intent.request.deviceId))
    throw new CardwrightError('PKI_PUBLIC_KEY_REJECTED', undefined, { reason: 'certified for another device' });
  const { idempotencyKey } = intent.request;
  const found = sameKey.find((row) => row.tenantId === origin.tenantId && row.idempotencyKey === idempotencyKey);
  if (found && !found.requestSha256.equals(intent.requestSha256))
    throw new CardwrightError('PKI_IDEMPOTENCY_CONFLICT', undefined, { idempotencyKey });
  return found;
}

/** Throws PKI_PUBLIC_KEY_REJECTED, REQUEST_INVALID. Validity is not part of the intent: it follows from the time of the plan. */
export function readIntent(request: CertificateRequest): Intent {
  const texts = [
    request.idempotencyKey,
    request.certificateProfile,
    request.publicKeySpkiBase64,
    request.notAfterAtMost,
  ];
  if (texts.some((text) => typeof text !== 'string') || typeof request.subject !== 'object' || request.subject === null)
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('not a certificate request'));
  const publicKey = certifiablePublicKey(Buffer.from(request.publicKeySpkiBase64, 'base64'));
  if (isPlaceholder(publicKey.spki.toString('base64')))
    throw new CardwrightError('PKI_PUBLIC_KEY_REJECTED', undefined, { reason: 'a placeholder', kind: 'placeholder' });
  const { certificateProfile, subject, deviceId, requestId, keyReference, onHold = false } = request;
  const content = canonicalJson({ certificateProfile, subject, deviceId, requestId, keyReference, onHold });
  return {
    request,
    publicKey,
    publicKeySha256: Buffer.from(publicKey.sha256Hex, 'hex'),
    requestSha256: createHash('sha256').update(content).digest(),
  };
}
