import { beforeAll, describe, expect, it } from '@jest/globals';
import { createUser } from '@nats-io/nkeys';
import { CompactEncrypt, decodeProtectedHeader, importJWK } from 'jose';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import { makeRecipientKey, openInitialPin, sealInitialPin } from './initial-pin.js';
import { makeKeyPair } from './jwe.js';
import { openBag, sealBag } from './sealed-bag.js';
import { openSealedPin, sealPin, sealPinChange } from './sealed-pin.js';
import { makeSessionKey, type SessionKeyPair } from './session-key.js';
import { openVaultBox, sealStockBatch, sealToVault, vaultBoxKeyId, vaultKeyId } from './vault-box.js';

const now = Date.parse('2026-05-01T12:00:00Z');
const agent = createUser();
const newSession = (requestId = 'r1', deviceId = 'd1'): Promise<SessionKeyPair> =>
  makeSessionKey({
    requestId,
    deviceId,
    workstationId: 'w1',
    agentNkey: agent.getPublicKey(),
    sign: (message) => agent.sign(message),
    now,
  });
const code = (expected: string, reason?: string) =>
  expect.objectContaining(reason ? { code: expected, details: { reason } } : { code: expected });

describe('sealed PIN', () => {
  let session: SessionKeyPair;
  let jwe: string;
  beforeAll(async () => {
    session = await newSession();
    jwe = await sealPin({ pin: '736291', sessionKey: session.sessionKey, purpose: 'holder-pin', now });
  });
  const open = (changes: Partial<Parameters<typeof openSealedPin>[0]> = {}) =>
    openSealedPin({ jwe, ...session, purpose: 'holder-pin', now, ...changes });

  it('opens at the agent that made the key', async () => {
    const opened = await open();
    expect(new TextDecoder().decode(opened.pin)).toBe('736291');
    expect(opened.expiresAtMs).toBe(now + 5 * 60_000);
  });

  it('binds request, device, purpose, key and expiry in the protected header, and shows no length', async () => {
    expect(decodeProtectedHeader(jwe)).toMatchObject({
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      requestId: 'r1',
      deviceId: 'd1',
      purpose: 'holder-pin',
      kid: session.sessionKey.kid,
      exp: now / 1000 + 300,
    });
    const longer = await sealPin({ pin: '73629155', sessionKey: session.sessionKey, purpose: 'holder-pin', now });
    expect(longer.split('.')[3]).toHaveLength(jwe.split('.')[3]!.length);
  });

  it('has its own jti each time', async () => {
    const again = await sealPin({ pin: '736291', sessionKey: session.sessionKey, purpose: 'holder-pin', now });
    expect((await open({ jwe: again })).jti).not.toBe((await open()).jti);
  });

  it('refuses after five minutes', async () => {
    await expect(open({ now: now + 5 * 60_000 })).rejects.toThrow(code('PIN_KEY_EXPIRED'));
  });

  it('refuses a window stretched beyond the limit', async () => {
    const far = await sealPin({ pin: '736291', sessionKey: session.sessionKey, purpose: 'holder-pin', now: now + 6e5 });
    await expect(open({ jwe: far })).rejects.toThrow(code('PIN_SEALED_INVALID', 'exp'));
  });

  it('refuses a PIN sealed for another device or request', async () => {
    for (const [other, field] of [
      [await newSession('r1', 'd2'), 'deviceId'],
      [await newSession('r2', 'd1'), 'requestId'],
    ] as const) {
      const foreign = await sealPin({ pin: '736291', sessionKey: other.sessionKey, purpose: 'holder-pin', now });
      await expect(open({ jwe: foreign })).rejects.toThrow(code('PIN_SEALED_INVALID', field));
    }
  });

  it('says that the key is gone when the agent has made a new one', async () => {
    await expect(open(await newSession())).rejects.toThrow(code('PIN_KEY_EXPIRED'));
  });

  it('refuses a changed ciphertext, header or form', async () => {
    const parts = jwe.split('.');
    const header = { ...decodeProtectedHeader(jwe), exp: now / 1000 + 299 };
    const changedHeader = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...parts.slice(1)].join('.');
    const changedText = [parts[0], parts[1], parts[2], `A${parts[3]!.slice(1)}`, `A${parts[4]!.slice(1)}`].join('.');
    for (const each of [changedHeader, changedText])
      await expect(open({ jwe: each })).rejects.toThrow(code('PIN_SEALED_INVALID', 'decrypt'));
    for (const each of ['', 'a.b.c.d.e', parts.slice(0, 4).join('.')])
      await expect(open({ jwe: each })).rejects.toThrow(code('PIN_SEALED_INVALID', 'form'));
  });

  it('refuses another algorithm, even with the right key', async () => {
    const { sessionKey } = session;
    const weak = await new CompactEncrypt(new Uint8Array(8).fill(0x31))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM', requestId: 'r1', deviceId: 'd1', purpose: 'holder-pin' })
      .encrypt(await importJWK({ ...sessionKey.publicJwk }, 'ECDH-ES'));
    await expect(open({ jwe: weak })).rejects.toThrow(code('PIN_SEALED_INVALID', 'form'));
  });

  it('[F16] seals the old and the new PIN of a change together, for that purpose alone', async () => {
    const { sessionKey } = session;
    const both = await sealPinChange({ old: '12345678', pin: '736291', sessionKey, now });
    expect(decodeProtectedHeader(both)).toMatchObject({ purpose: 'pin-change', requestId: 'r1', deviceId: 'd1' });
    const opened = await open({ jwe: both, purpose: 'pin-change' });
    expect([opened.old, opened.pin].map((pin) => new TextDecoder().decode(pin))).toEqual(['12345678', '736291']);
    await expect(open({ jwe: both })).rejects.toThrow(code('PIN_SEALED_INVALID', 'purpose'));
    await expect(open({ purpose: 'pin-change' })).rejects.toThrow(code('PIN_SEALED_INVALID', 'purpose'));
    await expect(sealPinChange({ old: '', pin: '736291', sessionKey, now })).rejects.toThrow(code('PIN_POLICY'));
  });

  it('seals a PIN of a FIDO application, which may be long and of any characters, and shows no length', async () => {
    const { sessionKey } = session;
    const seal = (pin: string): Promise<string> => sealPin({ pin, sessionKey, purpose: 'fido-pin', now });
    const pin = 'Sésam öffne dich';
    const sealed = await seal(pin);
    expect(new TextDecoder().decode((await open({ jwe: sealed, purpose: 'fido-pin' })).pin)).toBe(pin);
    await expect(open({ jwe: sealed })).rejects.toThrow(code('PIN_SEALED_INVALID', 'purpose'));
    const longest = await seal('7'.repeat(63));
    expect(longest.split('.')[3]).toHaveLength(sealed.split('.')[3]!.length);
    expect((await open({ jwe: longest, purpose: 'fido-pin' })).pin).toHaveLength(63);
    for (const impossible of ['', '7'.repeat(64), 'é'.repeat(32)])
      await expect(seal(impossible)).rejects.toThrow(code('PIN_POLICY'));
  });

  it.each(['', '123456789', '12345é'])('refuses / a PIN that no card can take: %j', async (pin) => {
    await expect(sealPin({ pin, sessionKey: session.sessionKey, purpose: 'holder-pin', now })).rejects.toThrow(
      code('PIN_POLICY'),
    );
  });
});

describe('sealed bag', () => {
  const secrets: [SecretName, Uint8Array][] = [
    ['puk.pending', new TextEncoder().encode('48151623')],
    ['management-key.pending', new Uint8Array(32).fill(7)],
    ['private-key.a1', new Uint8Array(1200).fill(9)],
    ['pin.factory', new Uint8Array(0)],
  ];

  it('carries every value unchanged', async () => {
    const session = await newSession();
    const jwe = await sealBag({ secrets, sessionKey: session.sessionKey, batchId: 'r1/1/2' });
    expect([...(await openBag({ jwe, ...session, batchId: 'r1/1/2' }))]).toEqual(secrets);
  });

  it('refuses / another batch, another session', async () => {
    const session = await newSession();
    const jwe = await sealBag({ secrets, sessionKey: session.sessionKey, batchId: 'r1/1/2' });
    await expect(openBag({ jwe, ...session, batchId: 'r1/1/3' })).rejects.toThrow(
      code('VAULT_DECRYPT_FAILED', 'batchId'),
    );
    await expect(openBag({ jwe, ...(await newSession()), batchId: 'r1/1/2' })).rejects.toThrow(
      code('VAULT_DECRYPT_FAILED', 'kid'),
    );
  });
});

describe('vault box', () => {
  const header = { purpose: 'operation-pin', requestId: 'r1', deviceId: 'd1' } as const;

  it('opens with its purpose, request and device only', async () => {
    const vault = await makeKeyPair();
    const jwe = await sealToVault(new Uint8Array([1, 2, 3]), { ...vault.publicJwk }, header);
    expect(vaultBoxKeyId(jwe)).toBe(await vaultKeyId({ ...vault.publicJwk }));
    expect(await openVaultBox(jwe, vault.privateKey, header)).toEqual(new Uint8Array([1, 2, 3]));
    for (const [field, change] of [
      ['purpose', { purpose: 'stock-batch' }],
      ['requestId', { requestId: 'r2' }],
      ['deviceId', { deviceId: 'd2' }],
    ] as const)
      await expect(openVaultBox(jwe, vault.privateKey, { ...header, ...change })).rejects.toThrow(
        code('VAULT_DECRYPT_FAILED', field),
      );
    await expect(openVaultBox(jwe, (await makeKeyPair()).privateKey, header)).rejects.toThrow(
      code('VAULT_DECRYPT_FAILED', 'decrypt'),
    );
  });

  it('carries a stock batch', async () => {
    const vault = await makeKeyPair();
    const batch = { managementKeyHex: '0A', managementKeyAlgorithm: 'AES192', pin: '111222', puk: '44445555' } as const;
    const jwe = await sealStockBatch(batch, { ...vault.publicJwk });
    const opened = await openVaultBox(jwe, vault.privateKey, { purpose: 'stock-batch', requestId: '', deviceId: '' });
    expect(JSON.parse(new TextDecoder().decode(opened))).toEqual(batch);
  });
});

describe('initial PIN', () => {
  it('is readable by the requester alone', async () => {
    const requester = await makeRecipientKey();
    const jwe = await sealInitialPin(
      new TextEncoder().encode('90817263'),
      { ...requester.publicJwk },
      { requestId: 'r1', deviceId: 'd1' },
    );
    expect(await openInitialPin(jwe, requester.privateKey)).toBe('90817263');
    await expect(openInitialPin(jwe, (await makeRecipientKey()).privateKey)).rejects.toThrow(
      code('PIN_SEALED_INVALID'),
    );
  });

  it('refuses a recipient key that is none, or that carries a private half', async () => {
    for (const jwk of [{}, { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', d: 'AA' }, { kty: 'RSA' }])
      await expect(sealInitialPin(new Uint8Array(6), jwk, { requestId: 'r', deviceId: 'd' })).rejects.toThrow(
        code('REQUEST_INVALID'),
      );
  });
});

describe('a key that is no point of the curve', () => {
  const x = 'A'.repeat(43);
  /** x = 0, y = 0; the right length, not on P-256. The others: y changed in one bit, x that is larger than the field. */
  const keys = async () => {
    const { publicJwk } = await makeKeyPair();
    const last = publicJwk.y.at(-1) === 'A' ? 'E' : 'A';
    return [
      { kty: 'EC', crv: 'P-256', x, y: x } as const,
      { ...publicJwk, y: publicJwk.y.slice(0, -1) + last },
      { ...publicJwk, x: '_'.repeat(42) + '8' },
      { ...publicJwk, x: '' },
      { ...publicJwk, y: 'not base64url !' },
    ];
  };

  it('is refused with a code of its own wherever something is sealed to it', async () => {
    const { sessionKey } = await newSession();
    for (const publicJwk of await keys()) {
      const forged = { ...sessionKey, publicJwk };
      await expect(sealPin({ pin: '736291', sessionKey: forged, purpose: 'holder-pin', now })).rejects.toThrow(
        code('EDGE_SESSION_KEY_INVALID', 'form'),
      );
      await expect(sealBag({ secrets: [], sessionKey: forged, batchId: 'b' })).rejects.toThrow(
        code('EDGE_SESSION_KEY_INVALID', 'form'),
      );
      await expect(sealInitialPin(new Uint8Array(8), publicJwk, { requestId: 'r', deviceId: 'd' })).rejects.toThrow(
        code('REQUEST_INVALID'),
      );
      await expect(
        sealToVault(new Uint8Array(8), publicJwk, { purpose: 'operation-pin', requestId: 'r', deviceId: 'd' }),
      ).rejects.toThrow(code('VAULT_DECRYPT_FAILED', 'key'));
    }
  });

  it('as the ephemeral key of a JWE opens nothing', async () => {
    const { publicJwk, privateKey } = await makeRecipientKey();
    const jwe = await sealInitialPin(new Uint8Array(8), { ...publicJwk }, { requestId: 'r', deviceId: 'd' });
    const [header, ...rest] = jwe.split('.');
    const content = JSON.parse(Buffer.from(header!, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...content, epk: { kty: 'EC', crv: 'P-256', x, y: x } }));
    await expect(openInitialPin([forged.toString('base64url'), ...rest].join('.'), privateKey)).rejects.toThrow(
      code('PIN_SEALED_INVALID'),
    );
  });
});
