/** Requests about certificates: authorise, then the CA. Whose it is stands in our record, so that the CA is asked for nobody who may not know. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Answer, Asked } from '../domain/asked.js';
import { callContextOf, contextOf } from '../persistence/change-context.js';
import { begunExport } from '../records/audit/exported-list.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { CertificateList } from '../records/credentials/certificate-list.js';
import { CertificateRepository } from '../records/credentials/certificate.repository.js';

@Controller()
export class CertificateController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly certificates: CertificateRepository,
    private readonly rows: CertificateList,
    private readonly rpc: RpcClient,
  ) {}

  @MessagePattern(issuanceSubject('certificates.list'))
  async list(@Payload() asked: Asked<'certificates.list'>): Answer<'certificates.list'> {
    const scopes = await this.access.listScopes(asked, 'certificates.list');
    return this.rows.page(asked.tenantId, scopes, asked.body, begunExport(asked));
  }

  @MessagePattern(issuanceSubject('certificates.get'))
  async get(@Payload() asked: Asked<'certificates.get'>): Answer<'certificates.get'> {
    const serialNumberHex = String(asked.body.serialNumberHex).toUpperCase();
    const known = await this.certificates.find(asked.tenantId, serialNumberHex);
    if (known === null) throw new CardwrightError('PKI_CERTIFICATE_NOT_FOUND', undefined, { serialNumberHex });
    const { organizationalUnit, profileName, ...record } = known;
    const { personId } = record;
    const target = { personId, organizationalUnit, profileName, cardOf: personId };
    await this.access.authorise(asked, 'certificates.get', target);
    const { certificate, ...files } = await this.rpc.pki(
      'certificates.get',
      { serialNumberHex },
      callContextOf(contextOf(asked)),
    );
    return { certificate: { ...certificate, ...record }, ...files };
  }
}
