/**
 * Certificates of cards for whoever may see their cards: their list, what CA and record say of one, and the files, DER (media type RFC 2585) and PEM (RFC 7468; the
 * chain RFC 8555 section 9.1).
 */
import { X509Certificate } from 'node:crypto';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { PageRequest } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, CurrentValidity } from '../auth/auth.guard.js';
import type { Validity } from '../auth/validity.js';
import { Operation } from '../openapi/operation.js';
import { Reply, ReplyFile } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { sendCsv } from './csv.js';
import { CertificatesExportQuery, CertificatesQuery } from './dto/certificates.dto.js';
import { CertificateParam } from './dto/common.dto.js';
import { certificateColumns } from './exported-columns.js';

const problems = ['PKI_CERTIFICATE_NOT_FOUND', 'AUTH_NOT_YOUR_DEVICE'] as const;

@ApiController('certificates')
export class CertificatesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List certificates', {
    says: 'In pages, newest first or sorted as asked; of all cards that one may see, by serial number, card, holder, status, slot, profile, CA or expiry. By the record of the cards: the CA is not asked.',
    problems: ['REQUEST_CURSOR_OF_OTHER_ORDER'],
  })
  @Reply('certificates.list')
  list(@Query() query: CertificatesQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('certificates.list', query, caller);
  }

  @Get('export')
  @Operation('Export the list of certificates', {
    says: 'As CSV (RFC 4180, UTF-8): everything that the list would show with these filters, in its order; at most 100,000 rows. It is written into the audit.',
    problems: ['REQUEST_EXPORT_TOO_LARGE'],
  })
  @ReplyFile('text/csv')
  export(
    @Query() query: CertificatesExportQuery,
    @CurrentCaller() caller: Caller,
    @CurrentValidity() validity: Validity,
    @Res() reply: FastifyReply,
  ) {
    const ask = (page: PageRequest) => this.rpc.issuance('certificates.list', { ...query, ...page }, caller);
    return sendCsv(reply, 'certificates', certificateColumns, ask, validity);
  }

  @Get(':serialNumberHex')
  @Operation('Get a certificate', {
    says: 'What the CA says of it, whose it is and on which card, with the certificate itself and its chain.',
    problems,
  })
  @Reply('certificates.get')
  get(@Param() param: CertificateParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('certificates.get', param, caller);
  }

  @Get(':serialNumberHex/der')
  @Operation('Download a certificate as DER', { says: 'The certificate alone.', problems })
  @ReplyFile('application/pkix-cert')
  async der(@Param() param: CertificateParam, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply) {
    const { certificateDerBase64 } = await this.get(param, caller);
    return download(reply, 'application/pkix-cert', `${param.serialNumberHex}.cer`).send(
      Buffer.from(certificateDerBase64, 'base64'),
    );
  }

  @Get(':serialNumberHex/pem')
  @Operation('Download a certificate as PEM', { says: 'The certificate alone.', problems })
  @ReplyFile('application/x-pem-file')
  async pem(@Param() param: CertificateParam, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply) {
    const { certificateDerBase64 } = await this.get(param, caller);
    return download(reply, 'application/x-pem-file', `${param.serialNumberHex}.pem`).send(pemOf(certificateDerBase64));
  }

  @Get(':serialNumberHex/chain')
  @Operation('Download a certificate with its chain', {
    says: 'As PEM: the certificate, its issuer, and so on; a root is last.',
    problems,
  })
  @ReplyFile('application/pem-certificate-chain')
  async chain(@Param() param: CertificateParam, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply) {
    const { certificateDerBase64, chainDerBase64 } = await this.get(param, caller);
    const text = [certificateDerBase64, ...chainDerBase64].map(pemOf).join('');
    return download(reply, 'application/pem-certificate-chain', `${param.serialNumberHex}-chain.pem`).send(text);
  }
}

const download = (reply: FastifyReply, type: string, file: string): FastifyReply =>
  reply.headers({ 'content-type': type, 'content-disposition': `attachment; filename="${file}"` });

const pemOf = (derBase64: string): string => new X509Certificate(Buffer.from(derBase64, 'base64')).toString();
