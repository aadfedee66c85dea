/**
 * The door where holders sign in with their card (docs/decisions/0014): a TLS server of its own that asks for a client certificate of our CAs, at a new host
 * name for each attempt, because browsers keep what was chosen, and what failed, for a host name. It answers every visitor that gets through the handshake
 * with the way back to the portal, and with nothing else: with a one-time code, or with why there is none.
 * No TLS session goes on at another connection: each handshake proves the key anew. http/1.1 alone: under HTTP/2 a browser may use one connection for several
 * host names [RFC 9113 section 9.1.1].
 */
import { constants, createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import {
  type CardSignInRefusal,
  cardSignInRefusals,
  cardSignInReturnPath,
} from '@cardwright/contracts/access/card-sign-in';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { CardSignInConfig, GatewayConfig } from '../config/config.js';
import { CaCertificates } from '../http/ca-certificates.js';
import { addressKey } from '../limits/client-address.js';
import { RequestCounter } from '../limits/request-counter.js';
import { challengeIn, isAttemptHost } from './attempt.js';
import { ClientCas } from './client-cas.js';
import { presentedCertificate } from './presented-certificate.js';

/** As sign-ins at the issuer: an office that comes in at nine, behind one address. */
const perMinute = 600;
/** Whoever has been let through the handshake sends one short request at once. */
const requestTimeout = 10_000;
/** A handshake may take as long as somebody types a PIN (node's 120 s): so many at once. */
const mostConnections = 2_000;

type Outcome = { code: string } | { refused: CardSignInRefusal };

export function createCardDoor(app: INestApplicationContext, config: GatewayConfig, door: CardSignInConfig): Server {
  const logger = new Logger('card-sign-in');
  const [rpc, counter] = [app.get(RpcClient), app.get(RequestCounter)];
  const cas = new ClientCas(app.get(CaCertificates), door);

  const outcomeOf = async (socket: TLSSocket, challenge: string, correlationId: string): Promise<Outcome> => {
    counter.take(`card-sign-in ${addressKey(socket.remoteAddress ?? '')}`, config.ratePerAddress === 0 ? 0 : perMinute);
    const presented = presentedCertificate({
      certificate: socket.getPeerX509Certificate()?.raw ?? null,
      problem: socket.authorized ? null : String(socket.authorizationError),
    });
    if (typeof presented === 'string') return { refused: presented };
    const code = randomBytes(32).toString('base64url');
    const codeSha256Hex = createHash('sha256').update(code).digest('hex').toUpperCase();
    const asked = { ...presented, challenge, codeSha256Hex };
    await rpc.issuance('card-sign-in.prove', asked, { tenantId: defaultTenantId, correlationId });
    return { code };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const socket = request.socket as TLSSocket;
    // One request for each handshake: what the browser wants next is at the portal.
    response.setHeader('connection', 'close').setHeader('cache-control', 'no-store');
    response.setHeader('referrer-policy', 'no-referrer').setHeader('x-content-type-options', 'nosniff');
    const { host = '' } = request.headers;
    // Of somebody else's name that resolves to our address, or of a handshake for another attempt.
    if (!isAttemptHost(host, door) || host.split(':')[0] !== socket.servername)
      return void response.writeHead(421).end();
    const challenge = request.method === 'GET' ? challengeIn(request.url ?? '/') : null;
    if (challenge === null) return void response.writeHead(404).end();
    const correlationId = randomUUID();
    const outcome = await outcomeOf(socket, challenge, correlationId).catch((error: unknown): Outcome => {
      if (isCardwrightError(error, 'AUTH_CARD_REFUSED')) return { refused: refusalOf(error.details.cause) };
      if (!isCardwrightError(error)) logger.error(error);
      return { refused: 'unavailable' };
    });
    if ('refused' in outcome) logger.log(`nobody is signed in [${correlationId}]: ${outcome.refused}`);
    const location = `${config.publicUrl}${cardSignInReturnPath}?${new URLSearchParams({ ...outcome }).toString()}`;
    response.writeHead(303, { location }).end();
  };

  const server = createServer(
    {
      cert: readFileSync(door.certFile),
      key: readFileSync(door.keyFile),
      SNICallback: (name, done) => {
        if (!isAttemptHost(name, { host: door.host.split(':')[0]! })) return done(new Error('not a name of ours'));
        cas.context().then(
          (context) => done(null, context),
          (error: unknown) => done(error as Error),
        );
      },
      requestCert: true,
      // What is wrong with a certificate, or that there is none, is said by the portal: a handshake that fails shows the browser's own page.
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      secureOptions: constants.SSL_OP_NO_TICKET,
      requestTimeout,
      headersTimeout: requestTimeout,
    },
    (request, response) => void answer(request, response),
  );
  server.maxConnections = mostConnections;
  return server;
}

const refusalOf = (cause: unknown): CardSignInRefusal =>
  cardSignInRefusals.find((known) => known === cause) ?? 'replaced';
