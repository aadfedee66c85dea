import { beforeAll, describe, expect, it } from '@jest/globals';
import { createUser, type KeyPair } from '@nats-io/nkeys';
import { makeSessionKey, sessionKeyBytes, verifySessionKey, type SessionKeyPair } from './session-key.js';
import { userNkeyToEd25519, verifyNkeySignature } from './nkey.js';

const now = Date.parse('2026-05-01T12:00:00Z');

describe('session key', () => {
  let agent: KeyPair;
  let made: SessionKeyPair;
  let expected: { agentNkey: string; now: number };

  beforeAll(async () => {
    agent = createUser();
    expected = { agentNkey: agent.getPublicKey(), now };
    made = await makeSessionKey({
      requestId: 'r1',
      deviceId: 'd1',
      workstationId: 'w1',
      agentNkey: agent.getPublicKey(),
      sign: (message) => agent.sign(message),
      now,
    });
  });

  it('is accepted when the enrolled nkey signed it', () => {
    expect(() =>
      verifySessionKey(made.sessionKey, { ...expected, requestId: 'r1', deviceId: 'd1', workstationId: 'w1' }),
    ).not.toThrow();
  });

  it('signs the same bytes whatever the order of the fields', () => {
    const { signatureBase64Url: _, ...fields } = made.sessionKey;
    const reversed = Object.fromEntries(Object.entries(fields).reverse()) as typeof fields;
    expect(sessionKeyBytes(reversed)).toEqual(sessionKeyBytes(fields));
  });

  it.each([
    ['kid', { kid: 'other' }],
    ['requestId', { requestId: 'r2' }],
    ['deviceId', { deviceId: 'd2' }],
    ['workstationId', { workstationId: 'w2' }],
    ['expiresAt', { expiresAt: '2026-05-01T12:59:59.000Z' }],
    ['signature', { signatureBase64Url: 'AAAA' }],
    ['signature that is not base64url', { signatureBase64Url: '***' }],
  ])('refuses a key with another %s', (_field, change) => {
    expect(() => verifySessionKey({ ...made.sessionKey, ...change }, expected)).toThrow(
      expect.objectContaining({ code: 'EDGE_SESSION_KEY_INVALID' }),
    );
  });

  it('refuses a key with another public key in it', async () => {
    const other = await makeSessionKey({
      ...made.sessionKey,
      sign: (message) => createUser().sign(message),
      now,
    });
    expect(() => verifySessionKey({ ...made.sessionKey, publicJwk: other.sessionKey.publicJwk }, expected)).toThrow(
      expect.objectContaining({ code: 'EDGE_SESSION_KEY_INVALID' }),
    );
  });

  it('refuses a well-signed key of an agent that is not the enrolled one', () => {
    expect(() => verifySessionKey(made.sessionKey, { ...expected, agentNkey: createUser().getPublicKey() })).toThrow(
      expect.objectContaining({ code: 'EDGE_SESSION_KEY_INVALID', details: { reason: 'agent' } }),
    );
  });

  it.each(['requestId', 'deviceId', 'workstationId'] as const)('refuses a key for another %s', (field) => {
    expect(() => verifySessionKey(made.sessionKey, { ...expected, [field]: 'other' })).toThrow(
      expect.objectContaining({ code: 'EDGE_SESSION_KEY_INVALID', details: { reason: field } }),
    );
  });

  it('is gone after its time', () => {
    expect(() => verifySessionKey(made.sessionKey, { ...expected, now: now + 60 * 60_000 })).toThrow(
      expect.objectContaining({ code: 'PIN_KEY_EXPIRED' }),
    );
  });
});

describe('nkey', () => {
  it('decodes what the nkeys library encodes', () => {
    const user = createUser();
    const message = new TextEncoder().encode('hello');
    const signature = user.sign(message);
    expect(userNkeyToEd25519(user.getPublicKey())).toHaveLength(32);
    expect(verifyNkeySignature(user.getPublicKey(), message, signature)).toBe(true);
    signature[3]! ^= 1;
    expect(verifyNkeySignature(user.getPublicKey(), message, signature)).toBe(false);
  });

  it('refuses a changed character, a wrong prefix and a wrong length', () => {
    const text = createUser().getPublicKey();
    const changed = text.slice(0, 20) + (text[20] === 'A' ? 'B' : 'A') + text.slice(21);
    for (const each of [changed, text.slice(1), `${text}A`, text.toLowerCase(), 'A' + text.slice(1), ''])
      expect(userNkeyToEd25519(each)).toBeUndefined();
  });
});
