/**
 * CRLs and CA certificates for everybody who checks one of our certificates: the paths stand in the certificates
 * themselves (RFC 5280 sections 4.2.1.13 and 4.2.2.1, media types RFC 2585), so they need no sign-in and never move.
 */
import { createReadStream } from 'node:fs';
import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/auth.guard.js';
import { CountedAs } from '../limits/rate-limit.guard.js';
import { CaCertificates } from './ca-certificates.js';
import { CrlFiles } from './crl-files.js';

@ApiExcludeController()
@CountedAs('pki-file')
@Controller()
export class PkiFilesController {
  constructor(
    private readonly crls: CrlFiles,
    private readonly certificates: CaCertificates,
  ) {}

  @Get('crl/:file')
  @Public()
  async crl(
    @Param('file') file: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ) {
    const crl = await this.crls.newest(idOf(file, '.crl'));
    const secondsLeft = Math.floor((Date.parse(crl.nextUpdate) - Date.now()) / 1000);
    const etag = `"${crl.crlNumber}"`;
    void reply.headers({
      'content-type': 'application/pkix-crl',
      // A revocation makes a new CRL before nextUpdate: caches must ask often, yet may keep it when we are away.
      'cache-control': `public, max-age=${Math.max(0, Math.min(60, secondsLeft))}, stale-if-error=${Math.max(0, secondsLeft)}`,
      'last-modified': new Date(crl.thisUpdate).toUTCString(),
      expires: new Date(crl.nextUpdate).toUTCString(),
      etag,
    });
    if (ifNoneMatch?.split(',').some((known) => known.trim().replace(/^W\//, '') === etag))
      return reply.status(304).send();
    return reply.header('content-length', crl.bytes).send(createReadStream(crl.path));
  }

  @Get('ca/:file')
  @Public()
  async certificate(@Param('file') file: string, @Res() reply: FastifyReply) {
    const der = await this.certificates.get(idOf(file, '.cer'));
    return reply
      .headers({ 'content-type': 'application/pkix-cert', 'cache-control': 'public, max-age=86400' })
      .send(der);
  }
}

function idOf(file: string, extension: string): string {
  const id = file.endsWith(extension) ? file.slice(0, -extension.length) : '';
  if (!/^[A-Za-z0-9_-]{1,64}(\.\d{1,9})?$/.test(id)) throw new CardwrightError('REQUEST_NOT_FOUND');
  return id;
}
