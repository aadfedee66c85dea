import { describe, expect, it } from '@jest/globals';
import { assertNatsUrl } from './connection.js';

describe('assertNatsUrl', () => {
  it.each([
    'nats://127.0.0.1:4222',
    'nats://localhost',
    '127.0.0.1:4222',
    'nats://[::1]:4222',
    'tls://nats.example.org:4222',
  ])('accepts %s', (url) => expect(() => assertNatsUrl(url)).not.toThrow());

  it('accepts a host behind a CA file, because TLS is demanded then', () => {
    expect(() => assertNatsUrl('nats://nats.example.org:4222', '/ca.pem')).not.toThrow();
  });

  it.each([
    'nats://nats.example.org:4222',
    'nats.example.org',
    'nats://127.0.0.1:4222,nats://10.0.0.1:4222',
    'nats://127.0.0.1.evil.org',
    'ws://10.0.0.1',
  ])('refuses plaintext %s', (url) => expect(() => assertNatsUrl(url)).toThrow(TypeError));

  it('does not repeat a password in its message', () => {
    expect(() => assertNatsUrl('nats://user:hunter2@10.0.0.1')).toThrow(/^(?!.*hunter2)/);
  });
});
