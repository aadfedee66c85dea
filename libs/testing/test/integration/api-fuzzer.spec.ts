/** The API fuzzer against a server that is at fault in one place: it says so, and it came in with its token everywhere. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ensureSchemathesis, fuzz } from '../../src/api-fuzzer.js';

const seen: { method: string; path: string; authorization: string | undefined }[] = [];
let server: Server;
let program: string;

beforeAll(async () => {
  program = await ensureSchemathesis();
  server = createServer((request, response) => {
    const path = request.url!.split('?')[0]!;
    seen.push({ method: request.method!, path, authorization: request.headers.authorization });
    request.resume();
    response.writeHead(path === '/api/v1/stock-batches' ? 500 : 404, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 300_000);
afterAll(() => void server.close());

it('[F10] names the operation that gave a server error, and does not show the token', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const known = { deviceId: '6f0c1f0e-0000-4000-8000-000000000001' };
  const said = await fuzz(program, { url, token: 'of-a-spec', known, examples: 3, seed: 1, phases: 'fuzzing' });
  expect(said).toMatch(/POST \/api\/v1\/stock-batches/);
  expect(said).toMatch(/Server error/i);
  expect(said).not.toMatch(/(POST|GET|PUT|DELETE) \/api\/v1\/devices/);
  expect(said).not.toContain('of-a-spec');
  expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer of-a-spec']));
  // The card that is known is asked for, and a stranger's.
  const devices = new Set(seen.flatMap(({ path }) => /^\/api\/v1\/devices\/([0-9a-f-]{36})$/.exec(path)?.[1] ?? []));
  expect([...devices].toSorted()).toEqual([
    '00000000-0000-4000-8000-0000000000d1',
    '6f0c1f0e-0000-4000-8000-000000000001',
  ]);
}, 300_000);
