/**
 * The security headers of every answer, made once: a page needs a policy that lets it work, data needs one that lets
 * nothing happen (OWASP REST Security Cheat Sheet, "Security Headers").
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config/config.js';

type Headers = Readonly<Record<string, string>>;

const pagePolicy = [
  "default-src 'self'",
  "script-src 'self'",
  // The component library and Swagger UI set styles from script.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Paths that never answer with a page. */
const dataPath = /^\/(?:api\/v1|codec|crl|ca|agent-packages|healthz|readyz)(?:\/|$|\?)/;
/** About people and cards, or with a cookie: no cache keeps them. */
const privatePath = /^\/(?:api\/v1|auth|codec)\//;

/** What sets them. */
export function securityHeaders({ publicUrl }: GatewayConfig): (request: FastifyRequest, reply: FastifyReply) => void {
  const common: Headers = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    ...(publicUrl.startsWith('https://') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
  const data: Headers = { ...common, 'content-security-policy': dataPolicy };
  const page: Headers = {
    ...common,
    'content-security-policy': pagePolicy,
    // Whom we open keeps no hold of us (bridge/use-this-computer.ts of the console); whoever opens us has none either.
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'cross-origin-resource-policy': 'same-origin',
  };
  return (request, reply) => {
    void reply.headers(dataPath.test(request.url) ? data : page).header('x-correlation-id', request.id);
    if (privatePath.test(request.url)) void reply.header('cache-control', 'no-store');
  };
}
