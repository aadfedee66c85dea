/**
 * CRLs and CA certificates for everybody who checks one of our certificates: the paths stand in the certificates
 * themselves (RFC 5280 sections 4.2.1.13 and 4.2.2.1, media types RFC 2585), so they need no sign-in and never move.
 */
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/auth.guard.js';
import { CountedAs } from '../limits/rate-limit.guard.js';
import { PkiFiles } from './pki-files.js';

@ApiExcludeController()
@CountedAs('pki-file')
@Controller()
export class PkiFilesController {
  constructor(private readonly files: PkiFiles) {}

  @Get('crl/:file')
  @Public()
  async crl(@Param('file') file: string, @Res() reply: FastifyReply) {
    const crl = await this.files.crl(idOf(file, '.crl'));
    const secondsLeft = Math.floor((Date.parse(crl.nextUpdate) - Date.now()) / 1000);
    return reply
      .headers({
        'content-type': 'application/pkix-crl',
        // A revocation makes a new CRL before nextUpdate: caches must ask often, yet may keep it when we are away.
        'cache-control': `public, max-age=${Math.max(0, Math.min(60, secondsLeft))}, stale-if-error=${Math.max(0, secondsLeft)}`,
        'last-modified': new Date(crl.thisUpdate).toUTCString(),
        expires: new Date(crl.nextUpdate).toUTCString(),
        etag: `"${crl.crlNumber}"`,
      })
      .send(crl.der);
  }

  @Get('ca/:file')
  @Public()
  async certificate(@Param('file') file: string, @Res() reply: FastifyReply) {
    const der = await this.files.caCertificate(idOf(file, '.cer'));
    return reply
      .headers({ 'content-type': 'application/pkix-cert', 'cache-control': 'public, max-age=86400' })
      .send(der);
  }
}

function idOf(file: string, extension: string): string {
  const id = file.endsWith(extension) ? file.slice(0, -extension.length) : '';
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw new CardwrightError('REQUEST_NOT_FOUND');
  return id;
}
