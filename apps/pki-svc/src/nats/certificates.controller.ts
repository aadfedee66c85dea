/** Certificates, CA and CRLs over NATS: `cw.v1.pki.certificates.*`, `ca.*`, `crl.*`, `profiles.*`, `content.*`. Delegation only. */
import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CertificateRow } from '@cardwright/contracts/nats/pki.api';
import { pkiSubject } from '@cardwright/contracts/nats/subjects';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { eventsForFeed } from '@cardwright/service-kit/outbox/collect-events';
import { DataSource } from 'typeorm';
import { certificateContents } from '../ca/certificate-contents.js';
import { CertificateIssuer } from '../ca/certificate-issuer.js';
import { CertificateList } from '../ca/certificate-list.js';
import { certificateProfiles } from '../ca/certificate-profile.js';
import { certificateRow, issuedCertificate } from '../ca/certificate-rows.js';
import { CertificateStatusService } from '../ca/certificate-status.js';
import { CrlPublisher } from '../ca/crl-publisher.js';
import { IssuingCa } from '../ca/issuing-ca.js';
import { originOf } from '../audit/call-origin.js';
import { Clock } from '../config/clock.js';
import { LeaseGate } from '../custody/lease-gate.js';
import type { CertificateEntity } from '../persistence/entities.js';
import { ContentSigner } from '../content-signer/content-signer.js';
import type { Answer, Ask } from './handler.js';

@Controller()
export class CertificatesController {
  constructor(
    private readonly leases: LeaseGate,
    private readonly issuer: CertificateIssuer,
    private readonly status: CertificateStatusService,
    private readonly certificates: CertificateList,
    private readonly database: DataSource,
    private readonly ca: IssuingCa,
    private readonly crls: CrlPublisher,
    private readonly contentSigner: ContentSigner,
    private readonly clock: Clock,
  ) {}

  @MessagePattern(pkiSubject('certificates.issue'))
  async issue(ask: Ask<'certificates.issue'>): Answer<'certificates.issue'> {
    const origin = originOf(ask);
    const { requests } = ask.body;
    const { deviceId, requestId } = await this.leases.requireOpen(ask.body.lease, origin);
    if (!Array.isArray(requests) || requests.length > 32) throw new CardwrightError('REQUEST_INVALID');
    // A lease is for one device and request: nothing else is certified under it.
    if (requests.some((request) => request.deviceId !== deviceId || request.requestId !== requestId))
      throw new CardwrightError('VAULT_LEASE_REQUIRED', undefined, { deviceId, requestId });
    const rows = await this.issuer.issue(requests, origin);
    const { chuidBase64 } = ask.body;
    const chuid = chuidBase64 && (await this.contentSigner.sign('chuid', Buffer.from(chuidBase64, 'base64')));
    return {
      certificates: rows.map((row) => issuedCertificate(row, this.clock.now())),
      ...(chuid && { chuidSignatureBase64: chuid.cms.toString('base64') }),
    };
  }

  @MessagePattern(pkiSubject('certificates.check'))
  async checkPlanned(ask: Ask<'certificates.check'>): Answer<'certificates.check'> {
    const { requests } = ask.body;
    if (!Array.isArray(requests) || requests.length > 32 || requests.some(({ subject }) => typeof subject !== 'object'))
      throw new CardwrightError('REQUEST_INVALID');
    return this.issuer.check(requests);
  }

  @MessagePattern(pkiSubject('certificates.revoke'))
  async revoke(ask: Ask<'certificates.revoke'>): Answer<'certificates.revoke'> {
    const { serialNumberHex, reason, correlation } = ask.body;
    return this.answer(await this.status.revoke(serialNumberHex, reason, originOf(ask), correlation));
  }

  @MessagePattern(pkiSubject('certificates.status'))
  async current(ask: Ask<'certificates.status'>): Answer<'certificates.status'> {
    return this.answer(await this.status.get(ask.body.serialNumberHex, originOf(ask)));
  }

  @MessagePattern(pkiSubject('certificates.get'))
  async whole(ask: Ask<'certificates.get'>): Answer<'certificates.get'> {
    const row = await this.status.get(ask.body.serialNumberHex, originOf(ask));
    if (row.certificate === null) throw new CardwrightError('PKI_CERTIFICATE_NOT_FOUND');
    const path = await this.ca.path(row.issuerId);
    return {
      certificate: certificateRow(row, this.clock.now()),
      certificateDerBase64: row.certificate.toString('base64'),
      chainDerBase64: path.map(({ certificate }) => certificate.toString('base64')),
      contents: certificateContents(row.certificate),
    };
  }

  @MessagePattern(pkiSubject('certificates.hold'))
  async hold(ask: Ask<'certificates.hold'>): Answer<'certificates.hold'> {
    return this.answer(await this.status.hold(ask.body.serialNumberHex, originOf(ask), ask.body.sequence));
  }

  @MessagePattern(pkiSubject('certificates.unhold'))
  async unhold(ask: Ask<'certificates.unhold'>): Answer<'certificates.unhold'> {
    return this.answer(await this.status.unhold(ask.body.serialNumberHex, originOf(ask), ask.body.sequence));
  }

  @MessagePattern(pkiSubject('certificates.list'))
  async list(ask: Ask<'certificates.list'>): Answer<'certificates.list'> {
    return this.certificates.page(ask.tenantId, ask.body);
  }

  @MessagePattern(pkiSubject('certificates.search'))
  async search(ask: Ask<'certificates.search'>): Answer<'certificates.search'> {
    return { certificates: await this.certificates.search(ask.tenantId, ask.body) };
  }

  @MessagePattern(pkiSubject('certificates.events'))
  async happened(ask: Ask<'certificates.events'>): Answer<'certificates.events'> {
    return { events: await eventsForFeed(this.database, ask.body.have) };
  }

  @MessagePattern(pkiSubject('profiles.list'))
  async profiles(): Answer<'profiles.list'> {
    const offered = certificateProfiles.filter((profile) => profile.kind === 'end-entity');
    return {
      profiles: offered.map(({ name, title, keyAlgorithms }) => ({ name, title, keyAlgorithms: [...keyAlgorithms] })),
    };
  }

  @MessagePattern(pkiSubject('ca.chain'))
  async chain(): Answer<'ca.chain'> {
    const issuers = (await this.ca.chain()).map(({ issuerId, certificate }) => ({
      issuerId,
      certificateDerBase64: certificate.toString('base64'),
    }));
    return { certificatesDerBase64: issuers.map((issuer) => issuer.certificateDerBase64), issuers };
  }

  @MessagePattern(pkiSubject('ca.check'))
  async check(): Answer<'ca.check'> {
    return { issuers: await this.ca.examineSigners() };
  }

  @MessagePattern(pkiSubject('crl.get'))
  async crl(ask: Ask<'crl.get'>): Answer<'crl.get'> {
    const { issuerId, ifNewerThan, piece, crlNumber } = ask.body;
    const list = String(issuerId);
    const crl = await (crlNumber === undefined ? this.crls.newest(list) : this.crls.numbered(list, Number(crlNumber)));
    const der = crl.crlNumber === ifNewerThan ? Buffer.alloc(0) : await this.crls.read(crl, piece && Number(piece));
    return {
      crlDerBase64: der.toString('base64'),
      thisUpdate: crl.thisUpdate.toISOString(),
      nextUpdate: crl.nextUpdate.toISOString(),
      crlNumber: crl.crlNumber,
      pieces: crl.pieces,
    };
  }

  @MessagePattern(pkiSubject('crl.list'))
  async crlList(): Answer<'crl.list'> {
    const crls = await this.crls.list();
    return {
      crls: crls.map(({ crlList, crlNumber, nextUpdate }) => ({
        issuerId: crlList,
        crlNumber,
        nextUpdate: nextUpdate.toISOString(),
      })),
    };
  }

  @MessagePattern(pkiSubject('content.sign'))
  async signContent(ask: Ask<'content.sign'>): Answer<'content.sign'> {
    const { lease, kind, contentBase64 } = ask.body;
    await this.leases.requireOpen(lease, originOf(ask));
    if (kind !== 'chuid' && kind !== 'security-object')
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('no such content'));
    const { cms, signerNotAfter } = await this.contentSigner.sign(kind, Buffer.from(contentBase64, 'base64'));
    return { cmsDerBase64: cms.toString('base64'), signerNotAfter: signerNotAfter.toISOString() };
  }

  private answer(row: CertificateEntity): { certificate: CertificateRow } {
    return { certificate: certificateRow(row, this.clock.now()) };
  }
}
