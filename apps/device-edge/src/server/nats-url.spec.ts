import { describe, expect, it } from '@jest/globals';
import { assertNatsUrl } from './nats-url.js';

describe('NATS URL', () => {
  it.each([
    'nats://127.0.0.1:4222',
    'nats://localhost:4222',
    '127.0.0.1:4222',
    'tls://nats.example.org:4222, tls://b:1',
  ])('takes %s', (url) => {
    expect(() => assertNatsUrl(url)).not.toThrow();
  });
  it.each(['nats://nats.example.org:4222', 'tls://a:1,nats://b:1', 'http://127.0.0.1:4222', '10.0.0.1:4222', ''])(
    'refuses %s',
    (url) => {
      expect(() => assertNatsUrl(url)).toThrow(TypeError);
    },
  );
});
