/** Card keys in the vault: which key set of a card is pending, which is its own, and what a card without an open lease gets of them. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { changeBoth, factoryCard, openBatch, prepareKeys, runBatch, spoiled, type CardKey } from '../card-batch.js';
import { VaultHarness, code } from '../vault-harness.js';
import { SeenSecrets } from '../seen-secrets.js';

const anyWitness = { keySet: 'stock', algorithm: 'AES192', witnessHex: '00'.repeat(16) } as const;
const anyOpening = (lease: LeaseToken) => ({ lease, stockBatchId: 'factory', witness: anyWitness });

const vault = new VaultHarness();
const secrets = new SeenSecrets(vault);

beforeAll(async () => {
  await vault.start();
}, 120_000);
afterAll(() => vault.stop(), 60_000);

const openSecrets: SeenSecrets['open'] = (...asked) => secrets.open(...asked);
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
    await expect(vault.ask('vault.batch.settle', { lease, ...wrong })).rejects.toMatchObject(code('CARD_KEY_REJECTED'));
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
    await expect(openSecrets(lease, [name], { keySet: unchanged })).rejects.toMatchObject(code('VAULT_SECRET_UNKNOWN'));
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
  for (const name of ['puk.pending', 'management-key.pending', 'pin.operation', 'pin.holder', 'private-key.x'] as const)
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

it('no secret stands in a log, a table or an audit row: plain, hex or base64', () => secrets.standNowhere(10));
