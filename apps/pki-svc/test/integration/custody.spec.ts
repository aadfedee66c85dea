import { createPrivateKey, createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { makeRecipientKey, openInitialPin } from '@cardwright/sealing/initial-pin';
import { sealStockBatch } from '@cardwright/sealing/vault-box';
import { connectNats } from '@cardwright/service-kit/nats/connection';
import {
  changeBoth,
  factoryCard,
  openBatch,
  prepareKeys,
  runBatch,
  sealOperationPin,
  spoiled,
  type BatchWish,
  type CardKey,
} from '../card-batch.js';
import { someone } from '../memory-ca.js';
import { VaultHarness, code } from '../vault-harness.js';

const anyWitness = { keySet: 'stock', algorithm: 'AES192', witnessHex: '00'.repeat(16) } as const;
const anyOpening = (lease: LeaseToken) => ({ lease, stockBatchId: 'factory', witness: anyWitness });

describe('card keys in the vault', () => {
  const vault = new VaultHarness();
  /** Every secret that passed by: none of them may stand in a log, a table in clear, or an audit row. */
  const secrets = new Map<string, Buffer>();

  beforeAll(async () => {
    await vault.start();
  }, 120_000);
  afterAll(() => vault.stop(), 60_000);

  const openSecrets = async (lease: LeaseToken, names: SecretName[], more: Omit<BatchWish, 'names'> = {}) => {
    const { bag } = await openBatch(vault, lease, { ...more, names });
    for (const [name, value] of bag)
      if (!name.endsWith('.factory')) secrets.set(`${name} ${secrets.size}`, Buffer.from(value));
    return bag;
  };
  /** The card proves its key: a batch of that alone. */
  const authenticate = (lease: LeaseToken, card: CardKey) => runBatch(vault, lease, { card });
  const prepare = (lease: LeaseToken, algorithm?: ManagementKeyAlgorithm) => prepareKeys(vault, lease, algorithm);
  const ownKey = (keySet: 'current' | 'pending', key: Uint8Array): CardKey => ({
    keySet,
    algorithm: 'AES256',
    key: Buffer.from(key),
  });
  /** A card that has shown a management key of its own. */
  const takeOver = async (lease: LeaseToken): Promise<Buffer> => {
    await prepare(lease);
    const key = Buffer.from((await openSecrets(lease, ['management-key.pending'])).get('management-key.pending')!);
    await authenticate(lease, ownKey('pending', key));
    return key;
  };
  const keySet = ({ deviceId }: LeaseToken) => vault.ask('vault.key-set.get', { deviceId });

  it.each(['3DES', 'AES192'] as const)('the factory batch opens a new %s card', async (algorithm) => {
    await authenticate(vault.lease(), { ...factoryCard, algorithm });
  });

  it('refuses / a card whose key is another one', async () => {
    const lease = vault.lease();
    await expect(openBatch(vault, lease, { card: { ...factoryCard, key: Buffer.alloc(24, 7) } })).rejects.toThrow(
      'the card refuses the witness answer',
    );
    const { proof } = await openBatch(vault, lease);
    for (const wrong of [spoiled(proof), { ...proof, response: { ...proof.response, responseHex: '00'.repeat(16) } }])
      await expect(vault.ask('vault.batch.settle', { lease, ...wrong })).rejects.toMatchObject(
        code('CARD_KEY_REJECTED'),
      );
    expect(await vault.rows('select action from audit_log where object = $1', [`device:${lease.deviceId}`])).toEqual([
      { action: 'management-key.rejected' },
      { action: 'management-key.rejected' },
    ]);
  });

  it('refuses / a witness, challenge or response that is not one block in hex', async () => {
    const lease = vault.lease();
    const { proof } = await openBatch(vault, lease);
    const settle = (change: object) =>
      vault.ask('vault.batch.settle', { lease, ...proof, response: { ...proof.response, ...change } });
    const refused = (asked: Promise<unknown>) => expect(asked).rejects.toMatchObject(code('REQUEST_INVALID'));
    for (const broken of ['', '00', 'zz'.repeat(16), '00'.repeat(32)]) {
      const witness = { ...anyWitness, witnessHex: broken };
      await refused(vault.ask('vault.batch.open', { ...anyOpening(lease), witness }));
      await refused(settle({ challengeHex: broken }));
      await refused(settle({ responseHex: broken }));
    }
  });

  it('[D10] a key set is pending from before it is sent until the card has shown it, each half on its own', async () => {
    const lease = vault.lease();
    expect(await keySet(lease)).toEqual({ current: null, pending: null, wrongPuks: [] });
    const info = { version: 1, managementKeyAlgorithm: 'AES256', managementKeyDiversified: true, pukDiversified: true };
    expect(await prepare(lease)).toEqual({ current: null, pending: info, wrongPuks: [] });

    const sent = await openSecrets(lease, ['management-key.pending', 'puk.pending', 'puk.current', 'pin.current']);
    const newKey = Buffer.from(sent.get('management-key.pending')!);
    expect(newKey).toHaveLength(32);
    expect(Buffer.from(sent.get('puk.pending')!).toString()).toMatch(/^\d{8}$/);
    expect(Buffer.from(sent.get('puk.current')!).toString()).toBe('12345678');
    expect(Buffer.from(sent.get('pin.current')!).toString()).toBe('123456');
    expect(await keySet(lease)).toEqual({ current: null, pending: info, wrongPuks: [] });

    await vault.ask('vault.batch.settle', { lease, pukChanged: true });
    expect((await keySet(lease)).pending).toEqual(info);
    const afterPuk = await openSecrets(lease, ['puk.current']);
    expect(afterPuk.get('puk.current')).toEqual(sent.get('puk.pending'));

    const shown = await authenticate(lease, ownKey('pending', newKey));
    expect(await keySet(lease)).toEqual({ current: info, pending: null, wrongPuks: [] });
    await authenticate(lease, ownKey('current', newKey));
    // A repeated confirmation, after a lost answer for example, is no error and changes nothing.
    await vault.ask('vault.batch.settle', { lease, ...shown.proof, pukChanged: true });
    await authenticate(lease, ownKey('pending', newKey));
    expect(await keySet(lease)).toEqual({ current: info, pending: null, wrongPuks: [] });
  });

  it('a wrong answer does not make a pending set current', async () => {
    const lease = vault.lease();
    await prepare(lease);
    const key = (await openSecrets(lease, ['management-key.pending'])).get('management-key.pending')!;
    await expect(authenticate(lease, ownKey('pending', Buffer.alloc(32, 1)))).rejects.toThrow(
      'the card refuses the witness answer',
    );
    const { proof } = await openBatch(vault, lease, { card: ownKey('pending', key) });
    await expect(vault.ask('vault.batch.settle', { lease, ...spoiled(proof) })).rejects.toMatchObject(
      code('CARD_KEY_REJECTED'),
    );
    expect((await keySet(lease)).current).toBeNull();
  });

  it('preparing again gives the same set; the next change gets the next version and other keys', async () => {
    const lease = vault.lease();
    const first = await prepare(lease);
    const sent = await openSecrets(lease, ['management-key.pending', 'puk.pending']);
    expect(await prepare(lease)).toEqual(first);
    expect(await openSecrets(lease, ['management-key.pending', 'puk.pending'])).toEqual(sent);
    const key = sent.get('management-key.pending')!;
    await runBatch(vault, lease, { card: ownKey('pending', key) }, { pukChanged: true });
    expect((await prepare(lease)).pending).toMatchObject({ version: 2 });
    const next = (await openSecrets(lease, ['management-key.pending'])).get('management-key.pending')!;
    expect(next).not.toEqual(key);
    // Until the card has shown the new key, it counts as having the old one.
    await authenticate(lease, ownKey('current', key));
    expect(await keySet(lease)).toMatchObject({ current: { version: 1 }, pending: { version: 2 } });
  });

  it('another algorithm than the pending one gets a version of its own', async () => {
    const lease = vault.lease();
    await prepare(lease, 'AES192');
    expect((await prepare(lease, 'AES256')).pending).toMatchObject({ version: 2, managementKeyAlgorithm: 'AES256' });
  });

  it('recycled: the stock batch holds again, and no version comes back', async () => {
    const lease = vault.lease();
    const key = await takeOver(lease);
    await vault.ask('vault.key-set.forget', { lease });
    await vault.ask('vault.key-set.forget', { lease });
    expect(await keySet(lease)).toEqual({ current: null, pending: null, wrongPuks: [] });
    await expect(authenticate(lease, ownKey('current', key))).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
    expect((await prepare(lease)).pending).toMatchObject({ version: 2 });
  });

  it('a card that cannot change its keys keeps the stock values', async () => {
    const lease = vault.lease();
    const unchanged = { managementKeyAlgorithm: '3DES', changeManagementKey: false, changePuk: false } as const;
    const { bag } = await runBatch(vault, lease, {
      keySet: unchanged,
      card: { ...factoryCard, algorithm: '3DES' },
      names: ['puk.current'],
    });
    expect(Buffer.from(bag.get('puk.current')!).toString()).toBe('12345678');
    for (const name of ['management-key.pending', 'puk.pending'] as const)
      await expect(openSecrets(lease, [name], { keySet: unchanged })).rejects.toMatchObject(
        code('VAULT_SECRET_UNKNOWN'),
      );
    expect(await keySet(lease)).toEqual({ current: null, pending: null, wrongPuks: [] });
  });

  it('a card that changes its PUK and not its management key: the half that it has counts, and one that it refuses is gone', async () => {
    const lease = vault.lease();
    const pukOnly = { managementKeyAlgorithm: '3DES', changeManagementKey: false, changePuk: true } as const;
    const card = { ...factoryCard, algorithm: '3DES' } as const;
    await runBatch(vault, lease, { keySet: pukOnly, card, names: ['puk.pending'] }, { pukRefused: true });
    expect(await keySet(lease)).toEqual({ current: null, pending: null, wrongPuks: [] });
    const sent = (await openSecrets(lease, ['puk.pending'], { keySet: pukOnly, card })).get('puk.pending');
    await runBatch(vault, lease, { card }, { pukChanged: true });
    const half = { managementKeyAlgorithm: '3DES', managementKeyDiversified: false, pukDiversified: true };
    expect(await keySet(lease)).toEqual({ current: { version: 2, ...half }, pending: null, wrongPuks: [] });
    expect((await openSecrets(lease, ['puk.current'], { card })).get('puk.current')).toEqual(sent);
    // A PUK that is confirmed cannot be refused any more.
    await vault.ask('vault.batch.settle', { lease, pukRefused: true });
    expect((await keySet(lease)).current).toMatchObject({ version: 2, pukDiversified: true });
  });

  it('[fault 15] refuses / every request about a card whose lease is not open', async () => {
    const lease = vault.lease(false);
    const opening = anyOpening(lease);
    const settle = (proved: object) => vault.ask('vault.batch.settle', { lease, stockBatchId: 'factory', ...proved });
    const { sessionKey } = await vault.sessionKey(lease);
    const agentNkey = vault.agent.getPublicKey();
    const { keySet: which, algorithm, witnessHex: block } = anyWitness;
    const asked: Promise<unknown>[] = [
      vault.ask('vault.batch.open', opening),
      vault.ask('vault.batch.open', { ...opening, keySet: changeBoth() }),
      vault.ask('vault.batch.open', { ...opening, sign: { kind: 'chuid', contentBase64: 'AAAA' } }),
      vault.ask('vault.batch.open', {
        ...opening,
        secrets: { sessionKey, agentNkey, names: ['puk.factory'], batchId: 'b' },
      }),
      settle({}),
      settle({ response: { keySet: which, algorithm, challengeHex: block, responseHex: block } }),
      settle({ pukChanged: true }),
      settle({ wrongPuk: 'puk.factory' }),
      settle({ sealedOperationPin: 'x' }),
      settle({ operationPinReplaced: true }),
      settle({ stockValuesRestored: true }),
      vault.ask('vault.key-set.forget', { lease }),
      vault.ask('vault.operation-pin.forget', { lease }),
      vault.ask('content.sign', { lease, kind: 'chuid', contentBase64: 'AAAA' }),
    ];
    await Promise.all(asked.map((each) => expect(each).rejects.toMatchObject(code('VAULT_LEASE_REQUIRED'))));
    expect(await keySet(lease)).toEqual({ current: null, pending: null, wrongPuks: [] });
  });

  it('[fault 27] a lease that closes between two calls counts at once', async () => {
    const lease = vault.lease();
    await prepare(lease);
    vault.openLeases.delete(lease.deviceId);
    await expect(openSecrets(lease, ['puk.pending'])).rejects.toMatchObject(code('VAULT_LEASE_REQUIRED'));
  });

  it('[fault 18] refuses / a session key of another agent, request or workstation, or out of date', async () => {
    const lease = vault.lease();
    const session = await vault.sessionKey(lease);
    const agentNkey = vault.agent.getPublicKey();
    const ask = (change: object) =>
      vault.ask('vault.batch.open', {
        ...anyOpening(lease),
        secrets: { sessionKey: session.sessionKey, agentNkey, names: ['puk.factory'], batchId: 'b', ...change },
      });
    expect(await ask({})).toHaveProperty('sealedSecrets');
    const other = (await vault.sessionKey({ ...lease, requestId: 'other' })).sessionKey;
    const elsewhere = (await vault.sessionKey({ ...lease, workstationId: 'ws-2' })).sessionKey;
    const swapped = { ...session.sessionKey, publicJwk: other.publicJwk };
    for (const sessionKey of [other, elsewhere, swapped])
      await expect(ask({ sessionKey })).rejects.toMatchObject(code('EDGE_SESSION_KEY_INVALID'));
    await expect(ask({ agentNkey: `U${'A'.repeat(55)}` })).rejects.toMatchObject(code('EDGE_SESSION_KEY_INVALID'));
    vault.clock.offsetMs = 2 * 3_600_000;
    await expect(ask({})).rejects.toMatchObject(code('PIN_KEY_EXPIRED'));
    vault.clock.offsetMs = 0;
  });

  it('refuses / secrets that nobody has', async () => {
    const lease = vault.lease();
    for (const name of [
      'puk.pending',
      'management-key.pending',
      'pin.operation',
      'pin.holder',
      'private-key.x',
    ] as const)
      await expect(openSecrets(lease, [name])).rejects.toMatchObject({
        code: 'VAULT_SECRET_UNKNOWN',
        details: { name },
      });
    const unknown = { code: 'VAULT_SECRET_UNKNOWN', details: { stockBatchId: 'unknown' } };
    await expect(openBatch(vault, lease, { card: { ...factoryCard, stockBatchId: 'unknown' } })).rejects.toMatchObject(
      unknown,
    );
    // The key of this card is the vault's own. Only the PIN of the stock batch is missing.
    const card = { ...ownKey('current', await takeOver(lease)), stockBatchId: 'unknown' };
    await openBatch(vault, lease, { card });
    await expect(openSecrets(lease, ['pin.factory'], { card })).rejects.toMatchObject(unknown);
  });

  describe('operation PIN', () => {
    const sealPin = (lease: LeaseToken, pin: string): Promise<string> => {
      secrets.set(`pin ${pin}`, Buffer.from(pin));
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
      for (const value of [batch.pin, batch.puk]) secrets.set(value, Buffer.from(value));
      secrets.set('stock key', Buffer.from(batch.managementKeyHex, 'hex'));
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

  describe('agents', () => {
    it('[fault 18] an agent gets a JWT for its own subjects; revoked, its live connection drops and it stays out', async () => {
      const agent = createUser();
      const { jwt, expiresAt } = await vault.ask('agents.sign-jwt', {
        workstationId: 'ws-7',
        agentNkey: agent.getPublicKey(),
      });
      expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(30);
      const creds = new TextEncoder().encode(
        `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${new TextDecoder().decode(agent.getSeed())}\n------END USER NKEY SEED------\n`,
      );
      const open = () =>
        connect({
          servers: vault.nats.url,
          authenticator: credsAuthenticator(creds),
          inboxPrefix: '_INBOX_ws-7',
          reconnect: false,
        });
      const connection = await open();
      const errors: string[] = [];
      void (async () => {
        for await (const status of connection.status()) if (status.type === 'error') errors.push(String(status.error));
      })();
      connection.publish('cw.v1.edge.ws-7.event.agent.started', '{}');
      connection.publish('cw.v1.edge.ws-8.event.agent.started', '{}');
      connection.publish('cw.v1.pki.vault.public-key', '{}');
      await connection.flush();
      // Violations are reported asynchronously: a second round trip comes after them.
      await connection.flush();
      expect(errors).toHaveLength(2);
      for (const error of errors) expect(error).toMatch(/Permissions Violation/i);

      await vault.ask('agents.revoke', { agentNkey: agent.getPublicKey() });
      await connection.closed();
      await expect(open()).rejects.toThrow();
      await expect(
        vault.ask('agents.sign-jwt', { workstationId: 'ws-7', agentNkey: agent.getPublicKey() }),
      ).rejects.toMatchObject(code('AUTH_FORBIDDEN'));
      expect(await vault.ask('agents.revoke', { agentNkey: agent.getPublicKey() })).toEqual({ revoked: true });
    }, 30_000);

    it('refuses / the key of a service: it is signed for no workstation, and no revocation takes the service off the bus', async () => {
      for (const service of ['gateway', 'issuance', 'update', 'pki'] as const) {
        const creds = readFileSync(vault.nats.credsFile(service), 'utf8');
        const seed = /-----BEGIN USER NKEY SEED-----\s+(\S+)/.exec(creds)![1]!;
        const agentNkey = fromSeed(new TextEncoder().encode(seed)).getPublicKey();
        await expect(vault.ask('agents.sign-jwt', { workstationId: 'ws-9', agentNkey })).rejects.toMatchObject(
          code('ENROLMENT_KEY_IN_USE'),
        );
        await expect(vault.ask('agents.revoke', { agentNkey })).rejects.toMatchObject(code('ENROLMENT_KEY_IN_USE'));
        // Still let in: its JWT is as good as before.
        const open = await connectNats({
          url: vault.nats.url,
          credsFile: vault.nats.credsFile(service),
          name: service,
        });
        await open.flush();
        await open.close();
      }
    });

    it('refuses / the key of another workstation, which keeps it', async () => {
      const agentNkey = createUser().getPublicKey();
      await vault.ask('agents.sign-jwt', { workstationId: 'ws-7', agentNkey });
      await expect(vault.ask('agents.sign-jwt', { workstationId: 'ws-8', agentNkey })).rejects.toMatchObject(
        code('ENROLMENT_KEY_IN_USE'),
      );
      expect(await vault.ask('agents.sign-jwt', { workstationId: 'ws-7', agentNkey })).toMatchObject({
        jwt: expect.any(String),
      });
    });

    it('refuses / what is no user nkey', async () => {
      for (const agentNkey of ['', 'A'.repeat(56), vault.nats.installation.natsTrust.account.publicKey])
        await expect(vault.ask('agents.sign-jwt', { workstationId: 'ws-7', agentNkey })).rejects.toMatchObject(
          code('REQUEST_INVALID'),
        );
    });
  });

  it('survives a restart, in two copies: the same keys, CA and secrets', async () => {
    const lease = vault.lease();
    await prepare(lease);
    const before = await openSecrets(lease, ['management-key.pending', 'puk.pending']);
    const chain = await vault.ask('ca.chain', {});
    const publicKey = await vault.ask('vault.public-key', {});
    await Promise.all([vault.startService(), vault.startService()]);
    await vault.services.shift()!.close();
    expect(await openSecrets(lease, ['management-key.pending', 'puk.pending'])).toEqual(before);
    expect(await vault.ask('ca.chain', {})).toEqual(chain);
    expect(await vault.ask('vault.public-key', {})).toEqual(publicKey);
  }, 60_000);

  it('no secret stands in a log, a table or an audit row: plain, hex or base64', async () => {
    const tables = await vault.rows<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'pki'`,
    );
    let dump = vault.log;
    for (const { name } of tables)
      for (const { line } of await vault.rows<{ line: string }>(`select t::text as line from ${name} t`))
        dump += `${line}\n`;
    expect(dump.length).toBeGreaterThan(10_000);
    expect(secrets.size).toBeGreaterThan(10);
    for (const [name, secret] of secrets) {
      // Digits alone are searched in their plain form; eight of them do not occur by chance in a test's ids.
      const forms = [secret.toString('hex'), secret.toString('base64').replace(/=+$/, ''), secret.toString('latin1')];
      for (const form of forms) expect([name, dump.toLowerCase().includes(form.toLowerCase())]).toEqual([name, false]);
    }
    expect(await vault.ask('audit.verify', {})).toMatchObject({ ok: true });
  });
});
