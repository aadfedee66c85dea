/**
 * A JWK whose x and y are a point of its curve (RFC 7518 section 6.2.1). Form and curve are other rules; most pairs of the right form
 * are no point, and whoever tried to seal to one would fail only then, after the request has been recorded.
 */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { ValidateBy } from 'class-validator';

export const PointOnCurve = (): PropertyDecorator =>
  ValidateBy({
    name: 'pointOnCurve',
    validator: { validate: isPoint, defaultMessage: () => 'x and y are no point of the curve' },
  });

function isPoint(jwk: unknown): boolean {
  // Wrong forms are named by their own rules, field by field.
  if (!hasForm(jwk)) return true;
  const { kty, crv, x, y } = jwk;
  try {
    createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

function hasForm(jwk: unknown): jwk is JsonWebKey {
  const { kty, crv, x, y } = (jwk ?? {}) as JsonWebKey;
  return kty === 'EC' && crv === 'P-256' && [x, y].every((part) => /^[A-Za-z0-9_-]{43}$/.test(String(part)));
}
