/** What the gateway does with every kind of bad request, and what a good one looks like on NATS. */
import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { startGatewayOfSpec } from '../gateway-of-spec.js';
import { problem } from '../problem.js';

const { gateway, token } = await startGatewayOfSpec();
const json = { 'content-type': 'application/json' };
const personId = randomUUID();

const issue = (body: unknown, headers: Record<string, string> = json) =>
  gateway.request(`/api/v1/devices/${randomUUID()}/issue`, {
    method: 'POST',
    token,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const good = { personId, profileName: 'piv', workstationId: 'ws-1', pinChange: 'holder' };

it('refuses malformed JSON', async () => {
  const response = await issue('{"personId": ');
  expect(response.status).toBe(400);
  expect(await problem(response)).toMatchObject({ code: 'REQUEST_MALFORMED' });
});

it('refuses JSON that would change prototypes', async () => {
  const response = await issue('{"__proto__": {"admin": true}}');
  expect(await problem(response)).toMatchObject({ status: 400, code: 'REQUEST_MALFORMED' });
});

it('refuses a body of 10 MB, here and at the import', async () => {
  const large = JSON.stringify({ csv: 'x'.repeat(10 * 1024 * 1024) });
  expect(await problem(await issue(large))).toMatchObject({ status: 413, code: 'REQUEST_TOO_LARGE' });
  const response = await gateway.request('/api/v1/people/import', {
    method: 'POST',
    token,
    headers: json,
    body: large,
  });
  expect(await problem(response)).toMatchObject({ status: 413, code: 'REQUEST_TOO_LARGE' });
});

it('lets the sender of a large body see the answer, every time', async () => {
  // Half of these met a closed connection: the answer came while the body was still on its way.
  const large = JSON.stringify({ csv: 'x'.repeat(10 * 1024 * 1024) });
  for (let times = 0; times < 6; times++) expect((await issue(large)).status).toBe(413);
});

it('refuses another kind of body', async () => {
  const response = await issue('<xml/>', { 'content-type': 'application/xml' });
  expect(await problem(response)).toMatchObject({ status: 415, code: 'REQUEST_MEDIA_TYPE' });
});

it('refuses an unknown field, and names it', async () => {
  const response = await issue({ ...good, pin: '123456' });
  expect(response.status).toBe(400);
  const answer = await problem(response);
  expect(answer).toMatchObject({ code: 'REQUEST_INVALID', details: { fields: [{ field: 'pin' }] } });
  expect(JSON.stringify(answer)).not.toContain('123456');
});

it('refuses fields that are wrong or missing, and names each', async () => {
  const answer = await problem(await issue({ personId: 'ada', profileName: '', pinChange: 'maybe' }));
  const { fields } = answer.details as { fields: { field: string }[] };
  expect(fields.map(({ field }) => field).toSorted()).toEqual([
    'personId',
    'pinChange',
    'profileName',
    'workstationId',
  ]);
});

it('refuses an id in the path, an unknown query field and a page size out of range', async () => {
  for (const path of ['/api/v1/devices/not-an-id', '/api/v1/devices?colour=red', '/api/v1/devices?limit=100000'])
    expect(await problem(await gateway.request(path, { token }))).toMatchObject({
      status: 400,
      code: 'REQUEST_INVALID',
    });
  expect(gateway.seen).toEqual([]);
});

it('takes the idempotency key from the header', async () => {
  gateway.answers.set('issuance devices.issue', () => ({ saga: {} }));
  const response = await issue(good, { ...json, 'idempotency-key': 'once' });
  expect(response.status).toBe(202);
  expect(gateway.seen[0]?.envelope).toMatchObject({ body: good, idempotencyKey: 'once' });
});

it('refuses a recipient key with a private part', async () => {
  // SEC 2 section 2.4.2: the base point of P-256.
  const x = 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY';
  const y = 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU';
  const response = await gateway.request(`/api/v1/sagas/${randomUUID()}/reveal-initial-pin`, {
    method: 'POST',
    token,
    headers: json,
    body: JSON.stringify({ reasonText: 'r', recipientJwk: { kty: 'EC', crv: 'P-256', x, y, d: x } }),
  });
  expect(await problem(response)).toMatchObject({ details: { fields: [{ field: 'recipientJwk.d' }] } });
});
