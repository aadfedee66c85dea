/** What the gateway answers when something is wrong behind it, and what everybody gets without a token. */
import { expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { startGatewayOfSpec } from '../gateway-of-spec.js';
import { problem } from '../problem.js';

const { gateway, token } = await startGatewayOfSpec();

it('shows nothing of an internal error but the correlation id', async () => {
  gateway.answers.set('issuance models.list', () => {
    throw new CardwrightError('INTERNAL', onlyInEnglish('password=hunter2 at 10.0.0.1'), { stack: 'secret' });
  });
  const response = await gateway.request('/api/v1/models', {
    token,
    headers: { 'x-correlation-id': 'find-me-again' },
  });
  expect(response.status).toBe(500);
  expect(await problem(response)).toEqual({
    type: 'urn:cardwright:error:INTERNAL',
    title: 'Something went wrong on our side',
    status: 500,
    detail: 'Something went wrong on our side',
    instance: '/api/v1/models',
    code: 'INTERNAL',
    fix: 'Give the correlation id to your administrator.',
    correlationId: 'find-me-again',
  });
  expect(gateway.log.some((line) => line.includes('find-me-again'))).toBe(true);
});

it('says when to come back where a service is away', async () => {
  gateway.answers.set('issuance models.list', () => {
    throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
  });
  const response = await gateway.request('/api/v1/models', { token });
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
});

it('answers a path that does not exist with a problem, and carries the security headers', async () => {
  const response = await gateway.request('/api/v1/nothing', { token });
  expect(await problem(response)).toMatchObject({ status: 404, code: 'REQUEST_ROUTE_UNKNOWN' });
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('cache-control')).toBe('no-store');
});

it('is alive and ready, and says where to sign in, without a token', async () => {
  expect(await (await gateway.request('/healthz')).json()).toEqual({ alive: true });
  expect(await (await gateway.request('/readyz')).json()).toEqual({ ready: true, checks: { nats: 'ok' } });
  expect(await (await gateway.request('/api/v1/system')).json()).toMatchObject({
    oidc: { issuer: gateway.issuer, cliClientId: 'cardwright-cli', audience: 'urn:cardwright:api' },
  });
});

it('serves the API document and its page', async () => {
  const document = (await (await gateway.request('/api/openapi.json')).json()) as { openapi: string };
  expect(document.openapi).toBe('3.1.0');
  const page = await gateway.request('/api/docs/');
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('swagger-ui');
  expect(await (await gateway.request('/api/docs/swagger-initializer.js')).text()).toContain('/api/openapi.json');
});

it('serves the console: its files by name, its page for its own routes, and nothing else', async () => {
  for (const path of ['/', '/devices/1?tab=certificates']) {
    const page = await gateway.request(path);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(await page.text()).toContain('the console');
  }
  const asset = await gateway.request('/assets/page-1a2b.js');
  expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  for (const path of ['/assets/none.js', '/..%2fclient.secret', '/%2e%2e/session.key', '/auth/none', '/%'])
    expect((await gateway.request(path)).status).toBeGreaterThanOrEqual(400);
});

it('serves CA certificates to everybody', async () => {
  const der = Buffer.from('3003020101', 'hex');
  const base64 = der.toString('base64');
  gateway.answers.set('pki ca.chain', () => ({
    certificatesDerBase64: [base64],
    issuers: [{ issuerId: 'issuing-1', certificateDerBase64: base64 }],
  }));
  const certificate = await gateway.request('/ca/issuing-1.cer');
  expect(certificate.headers.get('content-type')).toBe('application/pkix-cert');
  expect(Buffer.from(await certificate.arrayBuffer())).toEqual(der);
  expect((await gateway.request('/ca/other.cer')).status).toBe(404);
});
