import { describe, expect, it } from '@jest/globals';
import { clientDataOf } from './client-data.js';

describe('the client data of a new passkey', () => {
  it('is JSON of challenge and origin, and its hash', () => {
    const made = clientDataOf({ challengeBase64url: 'AAEC', origin: 'https://login.example' });
    expect(Buffer.from(made.clientDataJsonBase64url, 'base64url').toString()).toBe(
      '{"type":"webauthn.create","challenge":"AAEC","origin":"https://login.example","crossOrigin":false}',
    );
    expect(made.clientDataHashBase64url).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});
