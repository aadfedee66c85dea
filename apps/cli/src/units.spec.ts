import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clean } from './terminal/output.js';
import { ProgressView } from './terminal/progress-view.js';
import { pinFromFd, readSecretFromFd } from './pin/pin-source.js';
import { parseEvents } from './api/saga-events.js';
import { TokenStore } from './sign-in/token-store.js';
import { problemOf } from './api/api-client.js';
import { requireSafeUrl } from './sign-in/safe-url.js';
import { clientCredentials, discoverIssuer } from './sign-in/oauth.js';
import type { Io } from './terminal/io.js';

let directory: string;
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'cardwright-cli-'))));
afterAll(() => rmSync(directory, { recursive: true }));

function withFd<Result>(content: string | Buffer, work: (fd: number) => Result): Result {
  const file = join(directory, 'secret');
  writeFileSync(file, content, { mode: 0o600 });
  const fd = openSync(file, 'r');
  try {
    return work(fd);
  } finally {
    closeSync(fd);
  }
}

describe('a secret from a descriptor', () => {
  it.each([
    ['123456\n', '123456'],
    ['123456\r\nmore', '123456'],
    ['123456', '123456'],
    [' with blanks \n', ' with blanks '],
    ['', ''],
  ])('%j is %j', (content, secret) => expect(withFd(content, readSecretFromFd)).toBe(secret));

  it('is read once, however often it is needed', async () => {
    const rule = { minLength: 6, maxLength: 8, alphabet: 'numeric' } as const;
    const source = withFd('73194862\n', pinFromFd);
    const file = join(directory, 'secret');
    const fd = openSync(file, 'r');
    const again = pinFromFd(fd);
    expect([await again.read(rule), await again.read(rule)]).toEqual(['73194862', '73194862']);
    closeSync(fd);
    expect(source.isPerson).toBe(false);
  });

  it('names a descriptor that is not open', () => {
    expect(() => readSecretFromFd(987)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });
});

describe('server-sent events', () => {
  const stream = (pieces: string[]) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });

  it('come whole however they are cut, without comments', async () => {
    const text =
      ': hello\n\nid: 1\nevent: progress\ndata: {"a":"é"}\n\nevent: end\r\ndata: {}\r\n\r\ndata: a\ndata: b\n\nid: 9';
    for (const size of [1, 3, 1000]) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g'))!;
      const events = [];
      for await (const event of parseEvents(stream(pieces))) events.push(event);
      expect(events).toEqual([
        { event: 'progress', data: '{"a":"é"}' },
        { event: 'end', data: '{}' },
        { event: 'message', data: 'a\nb' },
      ]);
    }
  });
});

describe('token store', () => {
  const signIn = { issuer: 'i', clientId: 'c', accessToken: 't', expiresAt: 1 };

  it('keeps a sign-in per gateway and knows the last', () => {
    const store = new TokenStore(join(directory, 'store'));
    expect([store.current, store.get('a')]).toEqual([undefined, undefined]);
    store.put('a', signIn);
    store.put('b', { ...signIn, accessToken: 'u' });
    expect([store.current, store.get('a')?.accessToken]).toEqual(['b', 't']);
    expect([store.remove('b'), store.remove('b')]).toEqual([true, false]);
    expect([store.current, store.get('a')?.accessToken]).toEqual([undefined, 't']);
  });

  it('takes a file cut short by a crash for nobody signed in', () => {
    const store = new TokenStore(join(directory, 'torn'));
    store.put('a', signIn);
    writeFileSync(join(directory, 'torn', 'credentials.json'), '{"signIns": {"a"', { mode: 0o600 });
    expect(store.get('a')).toBeUndefined();
  });
});

describe('problems', () => {
  it('that are none of ours are told by their status', async () => {
    expect((await problemOf(new Response('<html>', { status: 502 }))).code).toBe('REQUEST_SERVICE_UNAVAILABLE');
    expect((await problemOf(new Response('', { status: 500 }))).code).toBe('INTERNAL');
    const newer = JSON.stringify({ code: 'CODE_OF_A_NEWER_GATEWAY', detail: 'x' });
    expect((await problemOf(new Response(newer, { status: 409 }))).code).toBe('INTERNAL');
  });
});

describe('what people see', () => {
  it('holds no control characters', () => expect(clean('a\u001b[2Jb\n\u009bc')).toBe('a?[2Jb??c'));

  it('is one line per sentence where nobody can watch a bar', () => {
    let text = '';
    const io = { interactive: false, stderr: (more: string) => void (text += more) } as Io;
    const view = new ProgressView(io, false);
    const row = {
      requestId: 'r',
      sequence: 1,
      at: '',
      kind: 'stage',
      stage: 's',
      state: 'IN_PROGRESS',
      awaiting: null,
    } as const;
    view.show({ ...row, percent: 10, sentence: 'One' });
    view.show({ ...row, percent: 20, sentence: 'One' });
    view.show({ ...row, percent: 30.4, sentence: 'Two' });
    expect(text).toBe(' 10 %  One\n 30 %  Two\n');
  });
});

describe('where a sign-in may go', () => {
  it.each([
    'https://cards.example.org',
    'https://cards.example.org:8443/x',
    'http://127.0.0.1:7800',
    'http://127.9.9.9',
    'http://localhost:7800',
    'http://[::1]:7800',
  ])('takes %s', (url) => expect(() => requireSafeUrl(url)).not.toThrow());

  it.each([
    'http://cards.example.org',
    'http://192.168.1.1:7800',
    'http://localhost.example.org',
    'http://127.0.0.1.example.org',
    'http://127.0.0.1@cards.example.org',
    'http://[::2]',
    'ftp://127.0.0.1',
    'javascript:alert(1)',
    'cards.example.org',
    '',
  ])('refuses %s', (url) =>
    expect(() => requireSafeUrl(url)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' })),
  );

  it('is asked of the issuer as well, wherever its name came from', async () => {
    await expect(discoverIssuer('http://issuer.example.org')).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    const client = { clientId: 'c', clientSecret: 's' };
    await expect(clientCredentials('http://issuer.example.org/token', client, {})).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });
});
