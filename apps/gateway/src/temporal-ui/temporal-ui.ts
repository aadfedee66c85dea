/**
 * Temporal's own UI behind our sign-in. The UI knows nobody: whoever reaches it may read and decide. So it listens to us alone, and we
 * answer at its address (TEMPORAL_UI_URL) with its pages to those who may look at sagas, and to nobody else. It has an origin of its own,
 * another port of the same host: the session cookie goes there too, but its pages cannot reach into the console's.
 * Reading goes through as it is; of what changes something only the updates of a saga are taken, and they take the same way as the
 * console's, with the person's name (saga-updates.ts). Everything else is refused, whatever the UI offers.
 */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import cookie from '@fastify/cookie';
import type { INestApplicationContext } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { say } from '@cardwright/contracts/words/say';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Caller } from '../auth/auth.guard.js';
import { requireOrigin } from '../auth/csrf.js';
import { SessionService } from '../auth/session.service.js';
import type { GatewayConfig, TemporalUiConfig } from '../config/config.js';
import { RequestCounter } from '../limits/request-counter.js';
import { addHeaders, unreadableAddress } from '../problem-details/answer-headers.js';
import { ProblemFilter } from '../problem-details/problem.filter.js';
import { AllowedLooks } from './allowed-looks.js';
import { passOn } from './pass-on.js';
import { SagaUpdates, updatePath } from './saga-updates.js';
import { hasViews, offerViews } from './ui-views.js';

/** An update's data is a reason or a workstation. */
const bodyLimit = 64 * 1024;
const safeMethods = new Set(['GET', 'HEAD']);
/** A query is a read that Temporal's API takes as a POST: the sentence in which a saga says where it stands. */
const queryPath = /^\/api\/v1\/namespaces\/[^/]+\/workflows\/[^/]+\/query\/\w+$/;
/** One workflow, which the UI asks for when its page is opened. */
const workflowPath = /^\/api\/v1\/namespaces\/[^/]+\/workflows\/([^/]+)(?:\/history(?:-reverse)?)?$/;
const allowedMs = 10_000;
/** Whoever reads a saga is recorded once in this time, however many requests its page makes. */
const recordedMs = 15 * 60_000;
/** The UI's program, the same for everybody. */
const assets = /^\/(_app|favicon|i18n|theme|Temporal_Logo)/;

export async function createTemporalUi(
  app: INestApplicationContext,
  config: GatewayConfig,
  ui: TemporalUiConfig,
): Promise<FastifyInstance> {
  const { tls, trustProxy } = config;
  const [sessions, counter, rpc] = [app.get(SessionService), app.get(RequestCounter), app.get(RpcClient)];
  const authorise = (subject: { workflowId?: string }, caller: Caller): Promise<unknown> =>
    rpc.issuance('codec.authorise', subject, caller);
  const allowed = new AllowedLooks(allowedMs, authorise);
  const recorded = new AllowedLooks(recordedMs, authorise);
  const updates = new SagaUpdates(rpc);
  const problems = new ProblemFilter();
  const fastify = Fastify({
    bodyLimit,
    trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustProxy,
    // The UI sends ids of workflows, which hold slashes, as one part of the path.
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: unreadableAddress(setHeaders),
    ...(tls ? { https: { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) } } : {}),
  }) as unknown as FastifyInstance<Server>;
  addHeaders(fastify, setHeaders);
  await fastify.register(cookie);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.setErrorHandler((error, request, reply) => problems.send(error, request, reply));

  fastify.all('/*', async (request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?')[0] ?? '/';
    // A name that is not ours is a page of somebody else's that resolves to our address.
    if (request.host !== new URL(ui.url).host) return reply.redirect(`${ui.url}/`, 302);
    const session = await sessions.read(request);
    if (session === null) {
      counter.take(request.ip, config.ratePerAddress);
      if (!isVisit(request)) throw new CardwrightError('AUTH_REQUIRED');
      const returnTo = encodeURIComponent(`/temporal-ui?path=${encodeURIComponent(request.url)}`);
      return reply.redirect(`${config.publicUrl}/auth/login?returnTo=${returnTo}`, 302);
    }
    const safe = safeMethods.has(request.method);
    if (!safe) requireOrigin(request, new URL(ui.url).origin);
    const caller: Caller = { actor: session.actor, tenantId: defaultTenantId, correlationId: request.id };
    if (!assets.test(path)) await allowed.require(session.id, {}, caller);
    const read = workflowPath.exec(path)?.[1];
    if (read !== undefined) await recorded.require(session.id, { workflowId: decodeURIComponent(read) }, caller);
    if (isVisit(request) && !hasViews(request)) return offerViews(request, reply, ui.url.startsWith('https:'));
    const update = request.method === 'POST' ? updatePath.exec(path) : null;
    if (update) return updates.send(update, request.body as Buffer, caller);
    if (!safe && !(request.method === 'POST' && queryPath.test(path)))
      throw new CardwrightError('AUTH_FORBIDDEN', say('access.switched-off'));
    return passOn(ui.upstream, request, reply);
  });
  await fastify.ready();
  return fastify;
}

const setHeaders = (_request: FastifyRequest, reply: FastifyReply): unknown =>
  reply.headers({
    // The UI shows a saga's summary and details in frames of its own.
    'x-frame-options': 'SAMEORIGIN',
    'content-security-policy': "frame-ancestors 'self'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
  });

/** A person who types the address or follows a link, not a script of a page. */
const isVisit = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && String(headers.accept ?? '').includes('text/html');
