/** What the vault keeps besides the keys of cards: initial PINs, stock batches, archived keys of people, and signers of contents. */
import { createPrivateKey, createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { makeRecipientKey, openInitialPin } from '@cardwright/sealing/initial-pin';
import { sealStockBatch } from '@cardwright/sealing/vault-box';
import { runBatch, sealOperationPin, type CardKey } from '../card-batch.js';
import { someone } from '../memory-ca.js';
import { VaultHarness, code } from '../vault-harness.js';
import { SeenSecrets } from '../seen-secrets.js';

const vault = new VaultHarness();
const secrets = new SeenSecrets(vault);

beforeAll(async () => {
  await vault.start();
}, 120_000);
afterAll(() => vault.stop(), 60_000);

const openSecrets: SeenSecrets['open'] = (...asked) => secrets.open(...asked);
/** The card proves its key: a batch of that alone. */
const authenticate = (lease: LeaseToken, card: CardKey) => runBatch(vault, lease, { card });

describe('operation PIN', () => {
  const sealPin = (lease: LeaseToken, pin: string): Promise<string> => {
    secrets.note('operation pin', Buffer.from(pin));
    return sealOperationPin(vault, lease, pin);
  };

  it('[C15, E3] is the initial PIN until the holder has an own one, revealed only sealed to the requester', async () => {
    const lease = vault.lease();
    const { deviceId, requestId } = lease;
    await vault.ask('vault.batch.settle', { lease, sealedOperationPin: await sealPin(lease, '58207164') });
    const requester = await makeRecipientKey();
    const reveal = () =>
      vault.ask('vault.initial-pin.reveal', { deviceId, requestId, recipientJwk: { ...requester.publicJwk } });
    expect(await openInitialPin((await reveal()).jwe, requester.privateKey)).toBe('58207164');
    expect(Buffer.from((await openSecrets(lease, ['pin.current'])).get('pin.current')!).toString()).toBe('58207164');
    const audit = await vault.rows('select action from audit_log where object = $1 order by id', [
      `device:${deviceId}`,
    ]);
    expect(audit).toContainEqual({ action: 'initial-pin.revealed' });

    // An earlier saga, which was about another holder of the same card.
    const older = { deviceId, requestId: randomUUID(), recipientJwk: { ...requester.publicJwk } };
    await expect(vault.ask('vault.initial-pin.reveal', older)).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
    await vault.ask('vault.operation-pin.forget', { lease });
    await expect(reveal()).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
    // The vault does not know the holder's PIN. It must not answer the factory value either, which would cost a try.
    await expect(openSecrets(lease, ['pin.current'])).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
  });

  it('refuses / a PIN sealed for another device or request, or to another key', async () => {
    const [lease, other] = [vault.lease(), vault.lease()];
    for (const sealedOperationPin of [
      await sealPin(other, '58207164'),
      await sealPin({ ...lease, requestId: other.requestId }, '58207164'),
      'a.b.c.d.e',
    ])
      await expect(vault.ask('vault.batch.settle', { lease, sealedOperationPin })).rejects.toMatchObject(
        code('VAULT_DECRYPT_FAILED'),
      );
  });
});

describe('stock batches', () => {
  const batch = {
    managementKeyHex: randomBytes(16).toString('hex'),
    managementKeyAlgorithm: 'AES128',
    pin: '90817263',
    puk: '46135792',
  } as const;
  const seal = async (content: object): Promise<string> =>
    sealStockBatch(content as typeof batch, (await vault.ask('vault.public-key', {})).publicJwk);

  it('are imported sealed, and open their cards', async () => {
    for (const value of [batch.pin, batch.puk]) secrets.note('stock batch', Buffer.from(value));
    secrets.note('stock key', Buffer.from(batch.managementKeyHex, 'hex'));
    await vault.ask('vault.stock-batch.import', { stockBatchId: 'batch-1', jwe: await seal(batch) });
    await vault.ask('vault.stock-batch.import', { stockBatchId: 'batch-1', jwe: await seal(batch) });
    const lease = vault.lease();
    const key = Buffer.from(batch.managementKeyHex, 'hex');
    const card = { keySet: 'stock', algorithm: 'AES128', key, stockBatchId: 'batch-1' } as const;
    await authenticate(lease, card);
    const opened = await openSecrets(lease, ['pin.factory', 'puk.factory', 'management-key.factory'], { card });
    expect(Buffer.from(opened.get('pin.factory')!).toString()).toBe(batch.pin);
    expect(Buffer.from(opened.get('puk.factory')!).toString()).toBe(batch.puk);
    expect(Buffer.from(opened.get('management-key.factory')!).toString('hex')).toBe(batch.managementKeyHex);
  });

  it('refuses / other secrets under the same id, the built-in id, an algorithm that the key is not', async () => {
    const jwe = await seal({ ...batch, pin: '11112222' });
    for (const stockBatchId of ['batch-1', 'factory'])
      await expect(vault.ask('vault.stock-batch.import', { stockBatchId, jwe })).rejects.toMatchObject(
        code('REQUEST_CONFLICT'),
      );
    const card = { keySet: 'stock', algorithm: 'AES256', key: Buffer.alloc(32), stockBatchId: 'batch-1' } as const;
    await expect(authenticate(vault.lease(), card)).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
  });

  it('are described without their values: the algorithm, and what everybody knows', async () => {
    const describe = (stockBatchId: string) => vault.ask('vault.stock-batch.describe', { stockBatchId });
    const lazy = { ...batch, managementKeyHex: '404142434445464748494A4B4C4D4E4F', puk: '00000000' };
    await vault.ask('vault.stock-batch.import', { stockBatchId: 'batch-lazy', jwe: await seal(lazy) });
    expect(await Promise.all(['factory', 'batch-1', 'batch-lazy'].map(describe))).toEqual([
      { managementKeyAlgorithm: null, wellKnown: ['management-key', 'pin', 'puk'] },
      { managementKeyAlgorithm: 'AES128', wellKnown: [] },
      { managementKeyAlgorithm: 'AES128', wellKnown: ['management-key', 'puk'] },
    ]);
    await expect(describe('nothing')).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
  });

  it.each([
    ['managementKeyHex', { managementKeyHex: 'zz' }],
    ['managementKeyAlgorithm', { managementKeyAlgorithm: 'DES' }],
    ['pin', { pin: '123456789' }],
    ['puk', { puk: 12345678 }],
  ])('refuses / a batch with a broken %s, and does not repeat it', async (field, change) => {
    const jwe = await seal({ ...batch, ...change });
    await expect(vault.ask('vault.stock-batch.import', { stockBatchId: 'batch-2', jwe })).rejects.toMatchObject({
      code: 'STOCK_BATCH_INVALID',
      details: { problems: [expect.stringContaining(field)] },
    });
  });
});

describe('archived keys', () => {
  it("are made, certified, listed newest first and sealed for import to their person's card only", async () => {
    const personId = 'person-1';
    const made = [];
    for (const algorithm of ['RSA2048', 'ECCP256'] as const) {
      const { key } = await vault.ask('archive.create', {
        personId,
        algorithm,
        certificateProfile: 'piv-key-management',
        subject: someone,
      });
      made.unshift(key);
      vault.clock.offsetMs += 1000;
    }
    vault.clock.offsetMs = 0;
    expect((await vault.ask('archive.list', { personId, limit: 20 })).keys).toEqual(made);
    expect((await vault.ask('archive.list', { personId, limit: 1 })).keys).toEqual(made.slice(0, 1));
    expect((await vault.ask('archive.list', { personId: 'nobody', limit: 20 })).keys).toEqual([]);

    const lease = vault.lease();
    for (const { archiveRef, certificateDerBase64 } of made) {
      const name = `private-key.${archiveRef}` as const;
      const pkcs8 = Buffer.from((await openSecrets(lease, [name], { personId })).get(name)!);
      const spki = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })).export({
        format: 'der',
        type: 'spki',
      });
      expect(Buffer.from(certificateDerBase64, 'base64').includes(spki)).toBe(true);
      for (const other of [{ personId: 'person-2' }, {}])
        await expect(openSecrets(lease, [name], other)).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
    }
  });

  it('refuses / a profile whose keys are no key management keys', async () => {
    const asked = { personId: 'p', subject: someone, algorithm: 'ED25519' } as const;
    await expect(
      vault.ask('archive.create', { ...asked, certificateProfile: 'piv-key-management' }),
    ).rejects.toMatchObject(code('PKI_PUBLIC_KEY_REJECTED'));
  });
});

it('content is signed by a signer that outlives every certificate beside it', async () => {
  const lease = vault.lease();
  const { certificates } = await vault.ask('certificates.issue', {
    lease,
    requests: [
      vault.certificateRequest(lease, {
        certificateProfile: 'piv-card-authentication',
        keyReference: '9E',
        notAfterAtMost: '2199-01-01T00:00:00.000Z',
      }),
    ],
  });
  const { signerNotAfter } = await vault.ask('content.sign', { lease, kind: 'chuid', contentBase64: 'AAAA' });
  expect(signerNotAfter > certificates[0]!.notAfter).toBe(true);
});

it('no secret stands in a log, a table or an audit row: plain, hex or base64', () => secrets.standNowhere(5));
