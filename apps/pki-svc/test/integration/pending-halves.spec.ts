/** What of a card's keys stays under way while something else is asked for: whatever the card may have been given, the vault can still give. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { KeySetName, KeySetWish } from '@cardwright/contracts/nats/pki.api';
import { seededRandom } from '@cardwright/testing/seeded-random';
import { factoryCard, openBatch, runBatch, type CardKey } from '../card-batch.js';
import { factoryKey } from '../card-keys.js';
import { VaultHarness } from '../vault-harness.js';

const wish = (
  managementKeyAlgorithm: ManagementKeyAlgorithm,
  { key = false, puk = false }: { key?: boolean; puk?: boolean },
): KeySetWish => ({ managementKeyAlgorithm, changeManagementKey: key, changePuk: puk });
const newKey = (algorithm: ManagementKeyAlgorithm = 'AES256') => wish(algorithm, { key: true });
const newPuk = (algorithm: ManagementKeyAlgorithm = 'AES256') => wish(algorithm, { puk: true });

describe('what is under way to a card', () => {
  const vault = new VaultHarness();

  beforeAll(async () => {
    await vault.start();
  }, 120_000);
  afterAll(() => vault.stop(), 60_000);

  const keySet = ({ deviceId }: LeaseToken, managementKeyAlgorithm?: ManagementKeyAlgorithm) =>
    vault.ask('vault.key-set.get', { deviceId, ...(managementKeyAlgorithm && { managementKeyAlgorithm }) });
  const value = async (lease: LeaseToken, name: SecretName, asked: { card: CardKey; keySet?: KeySetWish }) =>
    Buffer.from((await openBatch(vault, lease, { names: [name], ...asked })).bag.get(name)!);
  const own = (which: KeySetName, key: Buffer, algorithm: ManagementKeyAlgorithm = 'AES256'): CardKey => ({
    keySet: which,
    key,
    algorithm,
  });

  /** A card with a management key of ours and the PUK of its stock batch. */
  async function withOwnKey(lease: LeaseToken): Promise<Buffer> {
    const key = await value(lease, 'management-key.pending', { card: factoryCard, keySet: newKey() });
    await runBatch(vault, lease, { card: own('pending', key) });
    return key;
  }

  it('[D10][fault 13] a management key that was cut off on its way is still known when only the PUK is changed next', async () => {
    const lease = vault.lease();
    const first = await withOwnKey(lease);
    // A rotation: the card takes the key, and its answer is lost.
    const second = await value(lease, 'management-key.pending', { card: own('current', first), keySet: newKey() });
    const card = own('pending', second);
    await runBatch(vault, lease, { card, keySet: newPuk(), names: ['puk.pending'] }, { pukChanged: true });
    expect(await keySet(lease)).toMatchObject({
      current: { version: 3, managementKeyDiversified: true, pukDiversified: true },
      pending: null,
    });
    await runBatch(vault, lease, { card: own('current', second) });
  });

  it('[fault 13] the same, when the PUK is cut off too: either key may be it, and both are told as under way', async () => {
    const lease = vault.lease();
    const first = await withOwnKey(lease);
    const card = own('current', first);
    const second = await value(lease, 'management-key.pending', { card, keySet: newKey() });
    const puk = await value(lease, 'puk.pending', { card, keySet: newPuk() });
    expect(await keySet(lease)).toMatchObject({
      current: { version: 1, pukDiversified: false },
      pending: { version: 3, managementKeyDiversified: true, pukDiversified: true },
    });
    await runBatch(vault, lease, { card: own('pending', second) });
    expect(await keySet(lease)).toMatchObject({ current: { version: 2 }, pending: { version: 3 } });
    expect(await value(lease, 'puk.pending', { card: own('current', second), keySet: newPuk() })).toEqual(puk);
  });

  it('[fault 13] a PUK that was cut off on its way is still known when only the management key is changed next', async () => {
    const lease = vault.lease();
    const first = await withOwnKey(lease);
    const card = own('current', first);
    const puk = await value(lease, 'puk.pending', { card, keySet: newPuk() });
    const second = await value(lease, 'management-key.pending', { card, keySet: newKey() });
    await runBatch(vault, lease, { card: own('pending', second) });
    expect(await value(lease, 'puk.pending', { card: own('current', second) })).toEqual(puk);
    await vault.ask('vault.batch.settle', { lease, pukChanged: true });
    expect(await value(lease, 'puk.current', { card: own('current', second) })).toEqual(puk);
  });

  it('[fault 13] a PUK on its way stays the same where the card turns out not to change its management key', async () => {
    const lease = vault.lease();
    const both = wish('AES256', { key: true, puk: true });
    const puk = await value(lease, 'puk.pending', { card: factoryCard, keySet: both });
    const card = { ...factoryCard, algorithm: '3DES' } as const;
    expect(await value(lease, 'puk.pending', { card, keySet: newPuk('3DES') })).toEqual(puk);
  });

  it('[fault 13] of two management keys on their way, of two algorithms, the card shows which one it has', async () => {
    const lease = vault.lease();
    const first = await value(lease, 'management-key.pending', { card: factoryCard, keySet: newKey('AES256') });
    const other = await value(lease, 'management-key.pending', { card: factoryCard, keySet: newKey('AES128') });
    expect(other).toHaveLength(16);
    expect((await keySet(lease)).pending).toMatchObject({ version: 2, managementKeyAlgorithm: 'AES128' });
    expect((await keySet(lease, 'AES256')).pending).toMatchObject({ version: 1, managementKeyAlgorithm: 'AES256' });
    expect(await value(lease, 'management-key.pending', { card: factoryCard, keySet: newKey('AES256') })).toEqual(
      first,
    );
    await runBatch(vault, lease, { card: own('pending', first) });
    expect(await keySet(lease)).toMatchObject({
      current: { version: 1, managementKeyAlgorithm: 'AES256' },
      pending: null,
    });
    await expect(openBatch(vault, lease, { card: own('pending', other, 'AES128') })).rejects.toMatchObject({
      code: 'VAULT_SECRET_UNKNOWN',
    });
  });

  it('[fault 13] a PUK that the card refused is not sent again with the management key that is still on its way', async () => {
    const lease = vault.lease();
    const both = wish('AES256', { key: true, puk: true });
    const asked = { card: factoryCard, keySet: both };
    const [key, refused] = [
      await value(lease, 'management-key.pending', asked),
      await value(lease, 'puk.pending', asked),
    ];
    await vault.ask('vault.batch.settle', { lease, pukRefused: true });
    expect((await keySet(lease)).pending).toMatchObject({ version: 1, pukDiversified: false });
    expect(await value(lease, 'puk.pending', asked)).not.toEqual(refused);
    expect(await value(lease, 'management-key.pending', asked)).toEqual(key);
  });

  it('[D10][fault 13] whatever is asked for and wherever the card is cut, no key of it is lost', async () => {
    const random = seededRandom(1);
    const draw = (below: number) => Math.floor(random() * below);
    const lease = vault.lease();
    const card = { key: factoryKey, algorithm: 'AES192' as ManagementKeyAlgorithm, puk: Buffer.from('12345678') };
    /** The name by which the vault has the card's key. */
    const named = async (): Promise<CardKey> => {
      for (const keySet of ['current', 'stock', 'pending'] as const) {
        const candidate = { keySet, key: card.key, algorithm: card.algorithm };
        const opened = await openBatch(vault, lease, { card: candidate }).catch(() => undefined);
        if (opened !== undefined) return candidate;
      }
      throw new Error('the vault has lost the key of the card');
    };
    for (let step = 0; step < 15; step++) {
      const shown = await named();
      const names: SecretName[] = ['puk.factory', 'puk.current'];
      // Nobody replaces a management key that the vault does not know for sure yet (libs/card-plan/src/own-card.ts).
      const key = draw(2) === 1 && shown.keySet !== 'pending';
      const puk = draw(2) === 1;
      const asked = wish((['AES128', 'AES192', 'AES256'] as const)[draw(3)]!, { key, puk });
      if (key) names.push('management-key.pending');
      const underWay = (await keySet(lease)).pending?.pukDiversified === true;
      if (puk || underWay) names.push('puk.pending');
      const { bag, proof } = await openBatch(vault, lease, { card: shown, keySet: asked, names });
      const known = ['puk.factory', 'puk.current', 'puk.pending'].map((name) => bag.get(name as SecretName));
      expect(known.filter((each) => each !== undefined && card.puk.equals(each))).not.toEqual([]);
      // How far the card came: the agent changes the PUK first.
      const reached = draw(4);
      if (puk && reached > 0) card.puk = Buffer.from(bag.get('puk.pending')!);
      if (key && reached > 1)
        Object.assign(card, {
          key: Buffer.from(bag.get('management-key.pending')!),
          algorithm: asked.managementKeyAlgorithm,
        });
      if (reached === 3) await vault.ask('vault.batch.settle', { lease, ...proof, ...(puk && { pukChanged: true }) });
    }
    await named();
  }, 60_000);
});
